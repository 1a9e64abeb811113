import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { embeddedLedger, runSeason } from '@gridledger/replayer'
import { prepared as preparedSeason, seasonOne } from '../season/shared'
import { suiteFolder } from '../support/files'
import { right } from '../support/tapes'
import { gridledger } from './gridledger'

/** What a command printed as JSON has no type. */
type Json = ReturnType<typeof JSON.parse>
const SEASON = 'okx-aicoin-2025'
const [QWEN, GPT] = [`${SEASON}.qwen3`, `${SEASON}.gpt-5`]
const folder = suiteFolder()
let ran: Json

beforeAll(async () => {
  ran = JSON.parse((await gridledger(folder.path, 'run', SEASON, '--json')).out)
  const at = ['--at', '2025-10-27T00:00:00Z']
  const fork = (...args: readonly string[]) => gridledger(folder.path, 'fork', QWEN, ...at, ...args)
  expect((await fork('--as', 'same')).code).toBe(0)
  expect((await fork('--as', 'wider', '--set', 'upperPrice=116000', 'stopLoss=3%')).code).toBe(0)
})

const compare = (...args: readonly string[]) => gridledger(folder.path, 'compare', ...args)
const report = (name: string) => ran.runs.find(({ contestant }: Json) => contestant === name)

/** The cells of the table's rows by their title; gaps of two spaces and more part them. */
function rowsOf(out: string): ReadonlyMap<string, readonly string[]> {
  const lines = out.split('\n').map((line) => line.trim().split(/ {2,}/))
  return new Map(lines.map(([title = '', ...cells]) => [title, cells]))
}

describe('compare', () => {
  it('prints the figures of run side by side, with the differences', async () => {
    const { code, out, err } = await compare(QWEN, GPT)
    expect([code, err]).toEqual([0, ''])
    const rows = rowsOf(out)
    const [a, b] = [report('qwen3'), report('gpt-5')]
    const signed = (value: number) => `${value > 0 ? '+' : ''}${value.toFixed(2)}`
    const dollars = (value: number) =>
      value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    for (const [title, name, shown] of [
      ['return %', 'returnPct', signed],
      ['peak %', 'peakReturnPct', signed],
      ['peak to end', 'peakToEndPct', dollars],
      ['worst fall', 'maxDrawdownPct', dollars],
      ['at any tick', 'maxDrawdownTickPct', dollars],
      ['best day', 'bestDay', signed],
      ['profit', 'totalPnl', signed],
      ['grid profit', 'gridProfit', signed],
      ['unpaired', 'floatProfit', signed],
      ['fees', 'fee', dollars],
      ['funding', 'fundingFee', signed],
      ['fills', 'tradeNum', String],
      ['pairs', 'arbitrageNum', String],
      ['equity', 'equity', dollars],
    ] as const) {
      const [mine, other] = [Number(a[name]), Number(b[name])]
      const difference = shown === String ? String(other - mine) : signed(other - mine)
      expect([title, ...rows.get(title)!]).toEqual([title, shown(mine), shown(other), difference])
    }
    for (const side of ['above', 'below']) {
      const spells = (run: Json) => run.offGrid.filter((spell: Json) => spell.side === side)
      const hours = (run: Json) =>
        spells(run).reduce(
          (sum: number, { from, to }: Json) => sum + Date.parse(to) - Date.parse(from),
          0,
        ) / 3_600_000
      const shown = [a, b].map((run) => hours(run).toFixed(1))
      expect(rows.get(`off-grid hours ${side}`)!.slice(0, 2)).toEqual(shown)
    }
    expect(rows.get('upper price')).toEqual(['112,000', '115,500', '+3,500'])
    expect(rows.get('leverage')).toEqual(['5x', '5x', '='])
    expect(rows.get('ended by')).toEqual(['season end', 'season end'])
  })

  it('prints the first difference with both causes, and the runs as run does', async () => {
    const { code, out, err } = await compare(QWEN, GPT, '--json')
    expect([code, err]).toEqual([0, ''])
    const { firstDifference, ...sides } = JSON.parse(out)
    expect(sides).toEqual({ a: report('qwen3'), b: report('gpt-5') })
    expect(firstDifference).toMatchObject({ time: '2025-10-23T18:30:00Z', common: 0, only: null })
    expect(firstDifference.fields[0]).toEqual({
      field: 'parameters.lowerPrice',
      a: '108000',
      b: '105000',
    })
    expect(firstDifference.a).toMatchObject({
      stream: `run-${QWEN}`,
      revision: 0,
      type: 'GridStarted',
      season: SEASON,
    })
    const [entered, ticked] = firstDifference.b.causes
    expect(entered).toMatchObject({
      stream: `season-${SEASON}`,
      type: 'ContestantEntered',
      price: null,
    })
    expect(ticked).toEqual({
      stream: `ticks-${ran.tape}`,
      revision: 0,
      type: 'PriceTicked',
      time: '2025-10-23T18:30:00Z',
      price: '110687.2',
    })
  })

  it('finds no difference to an unchanged fork, and the seam of a changed one', async () => {
    const same = JSON.parse((await compare(QWEN, `${QWEN}~same`, '--json')).out)
    expect(same.firstDifference).toBeNull()
    const { run: _run, contestant: _contestant, ...figures } = same.a
    // What was published was published of the run itself.
    expect(same.b).toMatchObject({ ...figures, run: `${QWEN}~same`, published: null })
    const { out } = await compare(QWEN, `${QWEN}~wider`)
    expect(out).toMatch(/a and b part at 2025-10-27 00:00 UTC, after [\d,]+ events that both have/)
    expect(out).toContain(`because of run-${QWEN}~wider@`)
    const rows = rowsOf(out)
    expect(rows.get('upper price')?.slice(0, 3)).toEqual(['112,000', '112,000 → 116,000', '+4,000'])
    expect(rows.get('stop loss')?.[1]).toMatch(/→ at 0.03 of/)
    const parting = JSON.parse((await compare(QWEN, `${QWEN}~wider`, '--json')).out).firstDifference
    expect(parting.time).toBe('2025-10-27T00:00:00Z')
    expect(parting.b.causes[0]).toMatchObject({ type: 'RunForked', stream: `run-${QWEN}~wider` })
  })

  it('holds each of several against the first, in lines of 80 columns', async () => {
    const { out } = await compare(QWEN, QWEN, GPT, `${SEASON}.claude`, '--tz', 'Asia/Shanghai')
    expect(out).toContain('a and b are the same, event by event, to their end.')
    expect(out).toContain('a and d part with their first event, 2025-10-24 02:30 GMT+08:00.')
    const [before = ''] = out.split('try next')
    const wide = before.split('\n').filter((line) => line.length > 80)
    expect(wide).toEqual([])
    expect(out).toMatch(/c − a/)
    const { firstDifference, others, ...sides } = JSON.parse(
      (await compare(QWEN, QWEN, GPT, '--json')).out,
    )
    expect(firstDifference).toBeNull()
    expect(sides).toEqual({ a: report('qwen3'), b: report('qwen3') })
    expect(others).toHaveLength(1)
    expect(others[0].run).toEqual(report('gpt-5'))
    expect(others[0].firstDifference).toMatchObject({ common: 0 })
  })

  it('sets runs of two seasons side by side', async () => {
    const bot = {
      ...{ name: 'one', direction: 'long', spacing: 'geometric', gridCount: 12, leverage: '3' },
      ...{
        lowerPrice: '104000',
        upperPrice: '118000',
        investment: '500',
        stopLoss: { ratio: '0.01' },
      },
    }
    const season = {
      ...{ season: 'later', instrument: 'BTC-USDT-SWAP', contestants: [bot] },
      ...{ start: '2025-11-04T00:00:00Z', end: '2025-11-04T12:00:00Z' },
      tape: { embedded: 'okx-season-1' },
    }
    writeFileSync(join(folder.path, 'later.json'), JSON.stringify(season))
    expect((await gridledger(folder.path, 'run', 'later.json')).code).toBe(0)
    const { code, out } = await compare(QWEN, 'later.one')
    expect(code).toBe(0)
    expect(out).toContain('Nothing happened then; its next event is at 2025-11-04 00:00 UTC:')
    expect(out).toContain('each from its own start')
    expect(rowsOf(out).get('investment')).toEqual(['1,000', '500', '-500'])
    const [, mine, other] = /\n {2}tape +(\S+) +(\S+)\n/.exec(out) ?? []
    expect(mine).not.toBe(other)
  })

  it.each([
    ['one run', 2, [QWEN], `runs: expected 2 to 26 names, found 1 (${QWEN})`],
    ['no run', 2, [], "missing required argument 'runs'"],
    ['a run that is not there', 1, [QWEN, `${SEASON}.gpt5`], `did you mean ${GPT}?`],
    ['a season', 1, [QWEN, SEASON], `has no run ${SEASON}`],
    ['a ledger that is not there', 2, [QWEN, GPT, '--ledger', 'file:none.db'], 'found none'],
  ])('answers %s with a reason', async (_what, expected, args, reason) => {
    const { code, out, err } = await compare(...args)
    expect([code, out]).toEqual([expected, ''])
    expect(err).toContain(reason)
  })

  it('refuses a run whose season is not finished', async () => {
    const ledger = right(embeddedLedger(join(folder.path, 'half.db')))
    const { batches } = await runSeason(ledger, await preparedSeason(seasonOne()))
    await batches.next()
    ledger.close()
    const { code, err } = await compare(QWEN, GPT, '--ledger', 'file:half.db')
    expect(code).toBe(1)
    expect(err).toContain(`${QWEN} has not ended: season ${SEASON} is not finished`)
  })
})
