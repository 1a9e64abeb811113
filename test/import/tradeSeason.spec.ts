import { from, lastValueFrom } from 'rxjs'
import { type FillRule, type Ledger, batchLength, sourceLine } from '@gridledger/domain'
import { leaderboard } from '@gridledger/projections'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { seasonDigest } from '../../packages/replayer/src/season/digest'
import type { PreparedSeason } from '../../packages/replayer/src/season/prepareSeason'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import type { ReadSeasonFile } from '../../packages/replayer/src/season/seasonFile'
import { prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { INSTRUMENT, NEW_YEAR } from '../support/layoutSamples'
import {
  type Streams,
  columnOf,
  firstOf,
  ledgerOf,
  sparseEvents,
  streamsOf,
} from '../support/streams'
import { fundingCsv } from '../support/tapes'

const SECOND = 1_000_000
/** A minute before the year, so that funding is due in between. */
const START = NEW_YEAR * 1000 - 60 * SECOND
const HEADER = 'instrument_name,trade_id,side,price,size,created_time'
const folder = suiteFolder()

/** Seconds after the start, and the price: lines lie at 109000, 109500, 110000, 110500 and 111000. */
const TRADES = [
  [-3, 110100],
  [0, 110200],
  [10, 109500],
  [10, 109700],
  [20, 110200],
  [30, 109500],
  [40, 109499.9],
  [50, 110000],
  [55, 110000.1],
  [62.5, 109500],
  [62.5, 109400],
  [70, 109600],
  [81, 109650],
  [90, 109000],
] as const
/** The tape begins with the second trade and ends with the one before the last. */
const FIRST = 1
const LAST = 12

const rows = TRADES.map(([after, price], index) => {
  return `${INSTRUMENT},${400 + index},sell,${price},1,${START / 1000 + after * 1000}`
})
folder.write('a.csv', [HEADER, ...rows.slice(0, 8), ''].join('\n'))
folder.write('b.csv', [HEADER, ...rows.slice(8), ''].join('\n'))
folder.write(
  'funding.csv',
  fundingCsv([
    [NEW_YEAR * 1000 - 28_800 * SECOND, '0.0003'],
    [NEW_YEAR * 1000, '0.0001'],
  ]),
)

const season = (fillRule: FillRule): ReadSeasonFile['season'] => ({
  season: 'trades',
  instrument: INSTRUMENT,
  start: START,
  end: START + 80 * SECOND,
  tape: { trades: ['b.csv', 'a.csv'], funding: ['funding.csv'] },
  fillRule,
  sampleEvery: 60 * SECOND,
  contestants: [
    {
      name: 'bot',
      direction: 'neutral',
      spacing: 'arithmetic',
      lowerPrice: '109000',
      upperPrice: '111000',
      gridCount: 4,
      leverage: '5',
      investment: '1000',
      quantityPerGrid: '1',
    },
  ],
})

async function recorded(of: PreparedSeason, ledger: Ledger = memoryLedger()) {
  const { batches, outcome } = await runSeason(ledger, of)
  const board = await lastValueFrom(from(batches).pipe(leaderboard()))
  const { digest } = await seasonDigest(ledger, of.season)
  return { board, digest, outcome, streams: await streamsOf(ledger) }
}

describe('a season on trades', () => {
  let touch: PreparedSeason
  let whole: Awaited<ReturnType<typeof recorded>>
  beforeAll(async () => {
    touch = await prepared(folder, season('touch'))
    whole = await recorded(touch)
  })

  const stream = (name: string, streams: Streams = whole.streams) => sparseEvents(streams.get(name))
  const runOf = (streams: Streams = whole.streams) => stream('run-trades.bot', streams)

  it('has one tick a trade of the span, its line as the cause', () => {
    const ticks = whole.streams.get(`ticks-${touch.tape.name}`)
    const [opened] = stream(`tape-${touch.tape.name}`)
    if (opened?.type !== 'TapeOpened') throw new Error('the tape is not opened')
    const source = opened.data.trades!
    const places = columnOf(ticks, 1).map((line) => sourceLine(source, line))
    const span = TRADES.slice(FIRST, LAST + 1)
    expect(columnOf(ticks, 0)).toEqual(span.map(([after]) => START + after * SECOND))
    expect(columnOf(ticks, 2)).toEqual(span.map(([, price]) => Math.round(price * 10)))
    expect(places).toEqual(
      span.map((_, index) => {
        const trade = FIRST + index
        return trade < 8
          ? { file: 'a.csv', line: 2 + trade }
          : { file: 'b.csv', line: 2 + trade - 8 }
      }),
    )
    expect(opened.data).toMatchObject({
      kind: 'trades',
      candles: null,
      intervalMicros: null,
      candlePath: null,
      fromMicros: START,
      toMicros: START + 81 * SECOND,
    })
    expect(opened.data).not.toHaveProperty('gaps')
  })

  it('ends at the first trade at or after its end', () => {
    const end = START + 81 * SECOND
    const events = stream('season-trades')
    expect(events[0]).toMatchObject({
      type: 'SeasonOpened',
      data: { startMicros: START, endMicros: end },
    })
    expect(events.at(-1)).toMatchObject({ type: 'SeasonClosed', timeMicros: end })
    expect(runOf().at(-1)).toMatchObject({
      type: 'GridStopped',
      timeMicros: end,
      data: { reason: 'seasonEnd' },
    })
  })

  /** Fills of the grid: side, line, seconds after the start. */
  const fillsOf = (streams: Streams) =>
    runOf(streams).flatMap((event) =>
      event.type === 'OrderFilled' && event.data.kind === 'grid'
        ? [[event.data.side, event.data.priceTicks / 10, (event.timeMicros - START) / SECOND]]
        : [],
    )
  const BEYOND = [
    ['buy', 110000, 10],
    ['buy', 109500, 40],
    ['sell', 110000, 55],
    ['buy', 109500, 62.5],
  ]
  it.each<[rule: FillRule, fills: readonly (readonly unknown[])[]]>([
    [
      'touch',
      [
        ['buy', 110000, 10],
        ['buy', 109500, 10],
        ['sell', 110000, 20],
        ['buy', 109500, 30],
        ['sell', 110000, 50],
        ['buy', 109500, 62.5],
      ],
    ],
    ['cross', BEYOND],
    ['through', BEYOND],
  ])('fills by the rule %s', async (rule, fills) => {
    const { streams } = await recorded(await prepared(folder, season(rule)))
    expect(fillsOf(streams)).toEqual(fills)
  })

  it('touches with the first of two trades in a millisecond, and goes through with the second', async () => {
    const { streams } = await recorded(await prepared(folder, season('through')))
    const tick = (of: Streams) =>
      runOf(of).findLast((event) => event.type === 'OrderFilled' && event.data.kind === 'grid')!
        .tick
    expect([tick(whole.streams), tick(streams)]).toEqual([8, 9])
  })

  it('settles funding that is due between two trades at the later one', () => {
    expect(stream(`tape-${touch.tape.name}`).map(({ type }) => type)).toEqual([
      'TapeOpened',
      'FundingRatePublished',
      'TapeSealed',
    ])
    const [settled, ...more] = runOf().filter(({ type }) => type === 'FundingSettled')
    expect(more).toEqual([])
    // One contract of 0.01 BTC, bought and not yet sold: 0.01 · 109500 · 0.0001 USDT is paid.
    expect(settled).toMatchObject({
      timeMicros: START + 62.5 * SECOND,
      tick: 8,
      data: { rate: '0.0001', markTicks: 1_095_000, positionLots: 100, amount: -10_950_000 },
    })
  })

  it('gives a leaderboard, and the profit that the fills make by hand', () => {
    const amounts = [-110000, -109500, 110000, -109500, 110000, -109500]
    const turnover = amounts.reduce((sum, price) => sum + Math.abs(price), 0) * 0.01
    const profit = (amounts.reduce((sum, price) => sum + price, 0) + 2 * 109650) * 0.01
    const equity = 1000 + profit - 0.0002 * turnover - 0.1095
    expect(whole.outcome).toBe('recorded')
    expect(runOf().at(-1)).toMatchObject({ data: { equity: Math.round(equity * 1e8) } })
    const [row, ...others] = whole.board.rows
    expect(others).toEqual([])
    // Where no trade is at a sample, the one before it values it.
    expect(row?.report).toMatchObject({
      contestant: 'bot',
      returnPct: '0.65735000',
      tradeNum: 6,
      arbitrageNum: 2,
      samples: [
        { time: '2024-12-31T23:59:00Z', equity: '1000' },
        { time: '2024-12-31T23:59:21Z', equity: '1006.341' },
        { time: '2025-01-01T00:00:21Z', equity: '1006.5735' },
      ],
    })
  })

  it('is the same after an interruption, wherever that was', async () => {
    const [tape, ticks] = [`tape-${touch.tape.name}`, `ticks-${touch.tape.name}`]
    const cut = (lengths: Readonly<Record<string, number>>): Streams =>
      new Map(
        [...whole.streams].map(([name, of]) => [
          name,
          firstOf(of, lengths[name] ?? batchLength(of)),
        ]),
      )
    const none = { 'season-trades': 0, 'run-trades.bot': 0, 'checks-trades.bot': 0 }
    const states: Streams[] = []
    for (let count = 0; count <= touch.tape.ticks.count; count += 1)
      states.push(cut({ ...none, [tape]: 2, [ticks]: count }))
    for (let count = 0; count <= runOf().length; count += 1)
      states.push(
        cut({
          'season-trades': 2,
          'run-trades.bot': count,
          'checks-trades.bot': Math.min(count, 5),
        }),
      )
    for (const state of states) {
      const again = await recorded(touch, await ledgerOf(state))
      expect(again.digest).toBe(whole.digest)
    }
    const unchanged = await recorded(touch, await ledgerOf(whole.streams))
    expect(unchanged).toMatchObject({ outcome: 'unchanged', digest: whole.digest })
  })
})
