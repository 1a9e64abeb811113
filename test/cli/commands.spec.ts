import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SEASON_FILE } from '../season/shared'
import { gridledger } from './gridledger'

const SEASON = 'okx-aicoin-2025'
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-cli-'))
  expect((await gridledger(folder, 'run', SEASON)).code).toBe(0)
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const fileHash = () =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'gridledger.db')))
    .digest('hex')

describe('run', () => {
  it('prints the contestants beside the published figures, the benchmarks and the digest', async () => {
    const { code, out } = await gridledger(folder, 'run', SEASON)
    expect(code).toBe(0)
    for (const name of [
      'claude',
      'gpt-5',
      'gemini',
      'deepseek',
      'grok-4',
      'qwen3',
      'hold at 1x',
      'hold at 5x',
    ]) {
      expect(out.split('\n').filter((line) => line.includes(name)).length).toBeGreaterThanOrEqual(2)
    }
    for (const published of [
      '+6.18',
      '+7.90',
      '1.72',
      '+5.79',
      '+8.44',
      '2.65',
      '1.41',
      '0.97',
      '+10.37',
      '8.12',
    ]) {
      expect(out).toContain(published)
    }
    expect(out).toMatch(/digest {2}[0-9a-f]{64}/)
    expect(out).toContain('reconstruction fitted to the published results')
    expect(out).toContain('2025-10-23 18:30 UTC')
    expect(out).not.toContain('\u001b[')
  })

  it('changes nothing the second time, and says so', async () => {
    const before = fileHash()
    const { code, out } = await gridledger(folder, 'run', SEASON)
    expect(code).toBe(0)
    expect(out).toContain('there already: nothing was changed')
    expect(fileHash()).toBe(before)
  })

  it('prints one JSON document whose figures are exact', async () => {
    const { code, out, err } = await gridledger(folder, 'run', SEASON, '--json')
    expect([code, err]).toEqual([0, ''])
    const document = JSON.parse(out)
    expect(document.season).toBe(SEASON)
    expect(document.outcome).toBe('unchanged')
    expect(document.runs).toHaveLength(6)
    expect(document.benchmarks.map(({ leverage }: { leverage: string }) => leverage)).toEqual([
      '1',
      '5',
    ])
    for (const run of document.runs) {
      expect(run.run).toBe(`${SEASON}.${run.contestant}`)
      expect(run.returnPct).toMatch(/^-?\d+\.\d{8,}$/)
      expect(Number(run.totalPnl)).toBeCloseTo(Number(run.equity) - 1000, 8)
      expect(Number(run.gridProfit) + Number(run.floatProfit)).toBeCloseTo(Number(run.totalPnl), 8)
    }
  })

  it('prints times in the zone that is asked for', async () => {
    expect((await gridledger(folder, 'run', SEASON, '--tz', 'Asia/Shanghai')).out).toContain(
      '2025-10-24 02:30 GMT+08:00',
    )
  })

  it('refuses other inputs under a name that is taken', async () => {
    const season = JSON.parse(readFileSync(SEASON_FILE, 'utf8'))
    season.contestants[0].gridCount = 21
    writeFileSync(join(folder, 'other.json'), JSON.stringify(season))
    const before = fileHash()
    const { code, err, out } = await gridledger(folder, 'run', 'other.json')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('found another contestant claude')
    expect(fileHash()).toBe(before)
  })

  it.each([
    ['an unknown season', ['run', 'okx-aicoin-2024'], 'expected "okx-aicoin-2025" or a file'],
    ['no season', ['run'], "missing required argument 'season'"],
    ['an unknown command', ['ruin'], "unknown command 'ruin'"],
    ['an unknown option', ['run', SEASON, '--jason'], "unknown option '--jason'"],
    [
      'an unknown ledger',
      ['run', SEASON, '--ledger', 'http://x'],
      'expected file:PATH, esdb://HOST or memory:',
    ],
    ['an unknown time zone', ['run', SEASON, '--tz', 'Mars'], 'expected a time zone'],
    ['a ledger that is not there', ['runs', '--ledger', 'file:none.db'], 'found none'],
    [
      'a negative revision',
      ['events', `run-${SEASON}.claude`, '--from', '-1'],
      'expected a whole number',
    ],
  ])('answers %s with exit code 2 and a reason', async (_what, args, reason) => {
    const before = readdirSync(folder)
    const { code, err, out } = await gridledger(folder, ...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(reason)
    expect(readdirSync(folder)).toEqual(before)
  })

  it('writes nothing when the season is refused', async () => {
    const season = JSON.parse(readFileSync(SEASON_FILE, 'utf8'))
    season.contestants[2].leverage = '1000'
    writeFileSync(join(folder, 'refused.json'), JSON.stringify(season))
    const { code, err } = await gridledger(
      folder,
      'run',
      'refused.json',
      '--ledger',
      'file:fresh.db',
    )
    expect(code).toBe(2)
    expect(err).toContain(
      'refused.json: contestants.gemini.leverage: expected 1 to 100, found 1000',
    )
    expect(readdirSync(folder)).not.toContain('fresh.db')
  })

  it('refuses a ledger file that is none', async () => {
    writeFileSync(
      join(folder, 'text.db'),
      'these are not the bytes of a database, whoever may say so',
    )
    const { code, err } = await gridledger(folder, 'run', SEASON, '--ledger', 'file:text.db')
    expect(code).toBe(2)
    expect(err).toContain('text.db')
    expect(readFileSync(join(folder, 'text.db'), 'utf8')).toContain('not the bytes')
  })
})

describe('events', () => {
  const stream = `run-${SEASON}.qwen3`

  it('prints every event of a stream as JSON, one a line, in one document', async () => {
    const { code, out } = await gridledger(folder, 'events', stream, '--json')
    expect(code).toBe(0)
    const events = JSON.parse(out)
    expect(out.trim().split('\n')).toHaveLength(events.length)
    expect(events[0]).toMatchObject({
      stream,
      revision: 0,
      type: 'GridStarted',
      schemaVersion: 1,
      season: SEASON,
    })
    expect(events.at(-1)).toMatchObject({ type: 'GridStopped', data: { reason: 'seasonEnd' } })
    for (const [revision, event] of events.entries()) {
      expect(event.revision).toBe(revision)
      expect(event.cause).toEqual({ stream: expect.any(String), revision: expect.any(Number) })
    }
  })

  it('takes a part of a stream, and one type', async () => {
    const part = JSON.parse(
      (await gridledger(folder, 'events', stream, '--json', '--from', '5', '--to', '9')).out,
    )
    expect(part.map(({ revision }: { revision: number }) => revision)).toEqual([5, 6, 7, 8, 9])
    const fills = JSON.parse(
      (
        await gridledger(
          folder,
          'events',
          stream,
          '--json',
          '--type',
          'OrderFilled',
          '--limit',
          '3',
        )
      ).out,
    )
    expect(fills.map(({ data }: { data: { fill: number } }) => data.fill)).toEqual([1, 2, 3])
  })

  it('prints dense events with their money as decimal strings', async () => {
    const [check] = JSON.parse(
      (await gridledger(folder, 'events', `checks-${SEASON}.qwen3`, '--json', '--limit', '1')).out,
    )
    expect(check.type).toBe('LiquidationChecked')
    expect(check.data.equity).toMatch(/^\d+\.\d+$/)
    expect(check.tick).toBe(check.cause.revision)
  })

  it('lists the streams without one, and answers 1 for one that is not there', async () => {
    expect(JSON.parse((await gridledger(folder, 'events', '--json')).out)).toHaveLength(15)
    const { code, err } = await gridledger(folder, 'events', `run-${SEASON}.qwen4`)
    expect(code).toBe(1)
    expect(err).toContain(`did you mean run-${SEASON}.qwen3?`)
  })
})

describe('replay', () => {
  const withoutOutcome = (text: string) => {
    const { outcome: _outcome, ...document } = JSON.parse(text)
    return document
  }

  it('prints what run printed, from the ledger alone, and changes nothing', async () => {
    const before = fileHash()
    const [run, replay] = [
      await gridledger(folder, 'run', SEASON),
      await gridledger(folder, 'replay', SEASON),
    ]
    expect(replay).toMatchObject({ code: 0, err: '' })
    const again = replay.out
      .replace('read from the ledger alone', 'there already: nothing was changed')
      .replace(`gridledger replay ${SEASON}`, `gridledger run ${SEASON}`)
    expect(again).toBe(run.out)
    const [ran, replayed] = [
      await gridledger(folder, 'run', SEASON, '--json'),
      await gridledger(folder, 'replay', SEASON, '--json'),
    ]
    expect(withoutOutcome(replayed.out)).toEqual(withoutOutcome(ran.out))
    expect(fileHash()).toBe(before)
  })
})

describe('seasons and runs', () => {
  it('list what the ledger holds', async () => {
    const [season] = JSON.parse((await gridledger(folder, 'seasons', '--json')).out)
    expect(season).toMatchObject({ season: SEASON, finished: true, start: '2025-10-23T18:30:00Z' })
    expect(season.digest).toBe(
      JSON.parse((await gridledger(folder, 'run', SEASON, '--json')).out).digest,
    )
    const runs = JSON.parse((await gridledger(folder, 'runs', SEASON, '--json')).out)
    expect(runs).toHaveLength(6)
    expect(runs[0]).toMatchObject({
      run: `${SEASON}.claude`,
      gridCount: 20,
      stopped: { reason: 'seasonEnd' },
    })
    expect((await gridledger(folder, 'seasons')).out).toContain(season.digest.slice(0, 16))
    expect((await gridledger(folder, 'runs')).out).toContain('106,000 – 116,000')
  })

  it('answer 1 for a season that is not there', async () => {
    expect((await gridledger(folder, 'runs', 'nope')).code).toBe(1)
  })
})

describe('help', () => {
  it.each([
    ...['run', 'import', 'new-season', 'preview', 'report', 'replay', 'verify', 'checkpoint'],
    ...['audit', 'why-not', 'journal', 'export', 'events', 'seasons', 'runs'],
  ])('of %s ends with an example', async (command) => {
    const { code, out } = await gridledger(folder, command, '--help')
    expect(code).toBe(0)
    expect(out).toMatch(/Examples?:\n  npx gridledger/)
    for (const option of ['--ledger', '--json', '--tz', '--help']) expect(out).toContain(option)
  })
})
