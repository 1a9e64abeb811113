import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { embeddedLedger, runSeason } from '@gridledger/replayer'
import { seededCandles } from '../../packages/replayer/src/bench/seededYear'
import { gridledger } from '../cli/gridledger'
import { prepared, right, seasonOne } from '../season/shared'
import { candleCsv } from '../support/tapes'

/** What a command printed as JSON has no type. */
type Json = ReturnType<typeof JSON.parse>
const SEASON = 'okx-aicoin-2025'
const RUN = `${SEASON}.qwen3`

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-report-'))
  expect((await gridledger(folder, 'run', SEASON)).code).toBe(0)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('report', () => {
  it('writes the page, says so, and writes the same bytes again', async () => {
    const { code, out, err } = await gridledger(folder, 'report', SEASON)
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain(`wrote ${SEASON}.html: contestants 6`)
    const page = readFileSync(join(folder, `${SEASON}.html`))
    writeFileSync(join(folder, `${SEASON}.html`), 'what was there before')
    expect((await gridledger(folder, 'report', SEASON)).code).toBe(0)
    expect(readFileSync(join(folder, `${SEASON}.html`)).equals(page)).toBe(true)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('prints one JSON document of what was written', async () => {
    const { code, out } = await gridledger(folder, 'report', SEASON, '--out', 'a.html', '--json')
    const document = JSON.parse(out)
    expect(code).toBe(0)
    expect(document).toMatchObject({
      season: SEASON,
      file: 'a.html',
      bytes: statSync(join(folder, 'a.html')).size,
      candles: 1612,
    })
    const run = JSON.parse((await gridledger(folder, 'run', SEASON, '--json')).out)
    expect([document.digest, document.events]).toEqual([run.digest, run.events])
    expect(document.runs.map(({ contestant }: Json) => contestant)).toHaveLength(6)
  })

  it('opens with the contestant that is asked for, in the zone that is', async () => {
    const args = ['--run', 'qwen3', '--tz', 'Asia/Shanghai', '--out', 'b.html']
    expect((await gridledger(folder, 'report', SEASON, ...args)).code).toBe(0)
    const page = readFileSync(join(folder, 'b.html'), 'utf8')
    expect(page).toContain('<option selected>qwen3</option>')
    expect(page).toContain('2025-10-24 02:30 GMT+08:00')
    expect(page).toContain(`report ${SEASON} --out b.html --run qwen3 --tz Asia/Shanghai`)
    expect(page).not.toContain(folder)
  })

  it('writes runs beside each other, a run beside itself too', async () => {
    const runs = [RUN, `${SEASON}.gpt-5`, RUN]
    const { code, out } = await gridledger(
      folder,
      'report',
      '--compare',
      ...runs,
      '--tz',
      'Asia/Shanghai',
    )
    expect(code).toBe(0)
    expect(out).toContain('wrote compare.html: runs 3, ')
    const page = readFileSync(join(folder, 'compare.html'), 'utf8')
    expect(page).toContain('<title>qwen3 (1) beside gpt-5 beside qwen3 (3)</title>')
    expect(page).toContain('a and c are the same, event by event, to their end.')
    expect(page).toContain('2025-10-24 02:30 GMT+08:00')
    const again = `report --compare ${runs.join(' ')} --out compare.html --tz Asia/Shanghai`
    expect(page).toContain(`npx gridledger ${again}`)
    expect(page).not.toContain(folder)
    const json = (
      await gridledger(folder, 'report', '--compare', ...runs, '--out', 'c.html', '--json')
    ).out
    const bytes = statSync(join(folder, 'c.html')).size
    expect(JSON.parse(json)).toEqual({ runs, file: 'c.html', bytes })
  })

  it.each([
    ['a season that is not there', ['okx-aicoin-2024'], 1, `did you mean ${SEASON}?`],
    ['another name', ['nope'], 1, `has no season nope; did you mean ${SEASON}?`],
    ['a contestant who is not', [SEASON, '--run', 'qwen'], 1, 'did you mean qwen3?'],
    ['an empty ledger', [SEASON, '--ledger', 'memory:'], 1, 'there is none yet'],
    ['no ledger', [SEASON, '--ledger', 'file:none.db'], 2, 'expected a ledger file, found none'],
    ['no season', [], 2, "missing required argument 'season'"],
    ['a season and runs', [SEASON, '--compare', RUN, RUN], 2, `found ${SEASON} beside them`],
    ['runs and a choice', ['--compare', RUN, RUN, '--run', 'qwen3'], 2, 'found --run beside'],
    ['one run', ['--compare', RUN], 2, `expected 2 to 26 names, found 1 (${RUN})`],
    ['a run that is not', ['--compare', RUN, `${RUN}x`], 1, `did you mean ${RUN}?`],
    ['a folder', [SEASON, '--out', '.'], 2, 'expected a file, found a folder'],
    ['no folder', [SEASON, '--out', 'no/x.html'], 2, 'expected a folder that is there'],
    ['a device', [SEASON, '--out', '/dev/null'], 2, 'expected an ordinary file'],
    ['the ledger', [SEASON, '--out', 'gridledger.db'], 2, 'found the ledger itself'],
    ['a folder of the system', [SEASON, '--out', '/proc/x.html'], 3, 'cannot be written'],
  ])('answers %s with its exit code and a reason', async (_what, args, expected, reason) => {
    const before = readdirSync(folder)
    const { code, err, out } = await gridledger(folder, 'report', ...args)
    expect([code, out]).toEqual([expected, ''])
    expect(err).toContain(reason)
    expect(readdirSync(folder)).toEqual(before)
  })

  it('says how to make a season with a bot beside it again', async () => {
    const bot = {
      ...{ name: 'mine', direction: 'neutral', spacing: 'arithmetic', lowerPrice: '104000' },
      ...{ upperPrice: '118000', gridCount: 20, leverage: '5', investment: '1000' },
    }
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(bot))
    const beside = ['--contestant', 'mine.json', '--ledger', 'file:beside.db']
    expect((await gridledger(folder, 'run', SEASON, ...beside)).code).toBe(0)
    const season = `${SEASON}-with-mine`
    const { code } = await gridledger(folder, 'report', season, '--ledger', 'file:beside.db')
    expect(code).toBe(0)
    expect(readFileSync(join(folder, `${season}.html`), 'utf8')).toContain(
      `npx gridledger run ${SEASON} --contestant mine.json --ledger file:beside.db`,
    )
  }, 20_000)

  it('refuses a season that is not finished, and says how to finish it', async () => {
    const ledger = right(embeddedLedger(join(folder, 'half.db')))
    const { batches } = await runSeason(ledger, await prepared(seasonOne()))
    await batches.next()
    ledger.close()
    const { code, err } = await gridledger(folder, 'report', SEASON, '--ledger', 'file:half.db')
    expect(code).toBe(1)
    expect(err).toContain('is not finished; `npx gridledger run` with its season file')
    expect((await gridledger(folder, 'run', SEASON, '--ledger', 'file:half.db')).code).toBe(0)
    expect((await gridledger(folder, 'report', SEASON, '--ledger', 'file:half.db')).code).toBe(0)
  }, 20_000)
})

describe('report of 400,000 ticks', () => {
  it('stays small, whatever the number of ticks and fills', async () => {
    const bars = 100_001
    const { openTicks, highTicks, lowTicks, closeTicks, openTimeMicros } = seededCandles(bars)
    const price = (column: Float64Array, bar: number) => column[bar]! / 10
    const rows = Array.from(
      { length: bars },
      (_, bar) =>
        [
          price(openTicks, bar),
          price(highTicks, bar),
          price(lowTicks, bar),
          price(closeTicks, bar),
        ] as const,
    )
    const iso = (bar: number) => new Date(openTimeMicros[bar]! / 1000).toISOString()
    writeFileSync(join(folder, 'million.csv'), candleCsv(openTimeMicros[0]!, rows))
    const bot = {
      ...{ name: 'bot', direction: 'neutral', spacing: 'arithmetic', gridCount: 100 },
      ...{ lowerPrice: '97500', upperPrice: '122500', leverage: '5', investment: '100000' },
    }
    const season = {
      ...{ season: 'million', instrument: 'BTC-USDT-SWAP', start: iso(0), end: iso(bars - 1) },
      tape: { candles: 'million.csv', interval: '1m' },
      contestants: [bot],
    }
    writeFileSync(join(folder, 'million.json'), JSON.stringify(season))
    expect((await gridledger(folder, 'run', 'million.json')).code).toBe(0)
    const { out } = await gridledger(folder, 'report', 'million', '--json')
    const document = JSON.parse(out)
    const [run] = document.runs
    expect(document.candles).toBe(1667)
    expect(run.points).toBe(1667)
    expect(run.fillMarks).toBeGreaterThan(1667)
    expect(run.fillMarks).toBeLessThanOrEqual(4000)
    expect(document.bytes).toBeLessThan(1_000_000)
    expect(readFileSync(join(folder, 'million.html'), 'utf8')).toContain('400,001 ticks')
  }, 60_000)
})
