import {
  BTC_USDT_SWAP,
  type RunType,
  type SparseData,
  type SparseEvent,
  decodeEvent,
  encodeEvent,
} from '@gridledger/domain'
import type { SeasonBatch } from '../seasonBatch'
import { COIN, GRID, LINES } from './coin'
import { amended, refused, started, stopped } from './gridSteps'
import { funded, liquidated, triggered } from './moneySteps'
import { cancelled, filled, placed } from './orderSteps'
import { type SeasonSketch, seasonOf } from './seasonOf'
import { type Step, recorded } from './step'
import { MINUTE, START, bars, everyMinute, minutes } from './times'
import { type Written, usdt } from './written'

const TICKS = [115, 110, 120, 130, 105]
const sketch = (...steps: readonly Step[]): SeasonSketch => ({ ticks: TICKS, runs: { bot: steps } })

const eventsOf = ({ runs }: SeasonBatch): readonly SparseEvent[] => runs.get('bot')!.events.events
const made = (...steps: readonly Step[]) => eventsOf(seasonOf(sketch(started(), ...steps))).slice(1)
const isOf = <Type extends RunType>(
  event: SparseEvent | undefined,
  type: Type,
): event is SparseEvent & { readonly data: SparseData<Type> } => event?.type === type
/** The data of the last of these events, which is of a type. */
function dataOf<Type extends RunType>(type: Type, ...steps: readonly Step[]): SparseData<Type> {
  const event = made(...steps).at(-1)
  if (isOf(event, type)) return event.data
  throw new Error(`expected ${type}, found ${event?.type ?? 'nothing'}`)
}
const checksOf = (season: SeasonBatch) => {
  const checks = season.runs.get('bot')!.checks?.batch
  const rows = Array.from({ length: checks?.count ?? 0 }, (_, row) => row)
  return rows.map((row) =>
    checks!.columns.slice(1).map((column, field) => column[row]! / (field === 0 ? 1 : 1e8)),
  )
}

describe('a season of events', () => {
  it('has a market, its entries and its runs, each event as its codec takes it', () => {
    const season = seasonOf({
      ticks: everyMinute(115, '110', 120),
      marks: [
        [minutes(-1), 114],
        [minutes(1), 111],
      ],
      fundings: [
        [minutes(1), 0.0001],
        [minutes(2), '2e-4'],
      ],
      sampleEveryMicros: MINUTE,
      runs: {
        bot: [started(), filled(1, 'buy', 110)],
        rival: { steps: [started({ gridCount: 8 })], entry: { proposedBy: 'somebody' } },
      },
    })
    const all = [
      ...season.opening.flatMap(({ events }) => events),
      ...season.fundings.events,
      ...[...season.runs.values()].flatMap(({ events }) => events.events),
    ]
    for (const event of all) {
      expect(decodeEvent(encodeEvent(event))).toMatchObject({ _tag: 'Right', right: event })
    }
    expect(all.map(({ type }) => type)).toEqual([
      ...['TapeOpened', 'SeasonOpened', 'ContestantEntered', 'ContestantEntered'],
      ...['FundingRatePublished', 'FundingRatePublished'],
      ...['GridStarted', 'OrderFilled', 'GridStarted'],
    ])
    expect(all[3]!.data).toMatchObject({
      contestant: 'rival',
      proposedBy: 'somebody',
      parameters: { gridCount: 8 },
    })
    expect(all[1]!.data).toMatchObject({
      startMicros: START,
      endMicros: minutes(2),
      sampleEveryMicros: MINUTE,
    })
    expect(season.ticks.batch.columns.map((column) => [...column])).toEqual([
      [START, minutes(1), minutes(2)],
      [2, 3, 4],
      [115, 110, 120],
    ])
    expect([...season.marks!.batch.columns[2]!]).toEqual([114, 111])
  })

  it('takes prices one a minute, timed, and as bars', () => {
    const timesOf = (ticks: SeasonSketch['ticks']) =>
      [...seasonOf({ ticks }).ticks.batch.columns[0]!].map((time) => (time - START) / MINUTE)
    expect(timesOf([115, 116])).toEqual([0, 1])
    expect(timesOf([115, [minutes(5), '116']])).toEqual([0, 5])
    expect(timesOf(bars(4 * MINUTE, [1, 2, 3, 4]))).toEqual([0, 1, 2, 4 - 1 / MINUTE])
  })

  it('takes another instrument, its prices in quote currency and its quantities in contracts', () => {
    const steps = [
      started({ lowerPrice: 60000, upperPrice: 70000, gridCount: 10, quantityPerGrid: null }),
      filled(1, 'buy', '64000', { fee: '0.09728' }),
      filled(1, 'buy', '63999.9', { kind: 'rebase', quantity: 0.02 }),
    ]
    const season = seasonOf({
      ticks: ['64350.1', 64000],
      instrument: BTC_USDT_SWAP,
      runs: { bot: steps },
    })
    const [start, fill, rebase] = eventsOf(season)
    // 0.76 contracts are what 1000 USDT at 5x allow.
    expect(start!.data).toMatchObject({
      priceTicks: 643_501,
      quantityLots: 76,
      instrument: BTC_USDT_SWAP,
    })
    expect(fill!.data).toMatchObject({
      line: 4,
      priceTicks: 640_000,
      quantityLots: 76,
      fee: 9_728_000,
    })
    expect(rebase!.data).toMatchObject({ priceTicks: 639_999, quantityLots: 2 })
  })
})

describe('a start', () => {
  it('is of the grid whose lines can be done in the head, at the price of its tick', () => {
    expect(eventsOf(seasonOf(sketch(started())))[0]!.data).toMatchObject({
      parameters: GRID,
      instrument: COIN,
      linesTicks: LINES,
      quantityLots: 1,
      priceTicks: 115,
      markTicks: 115,
      fillRule: 'touch',
      neutralStart: 'slots',
    })
  })

  it('has the lines and the quantity of its parameters, or those that are said', () => {
    const startOf = (...said: Parameters<typeof started>) =>
      eventsOf(seasonOf({ ...sketch(started(...said)), fillRule: 'cross' }))[0]!.data
    const grid = { lowerPrice: 90, upperPrice: '130', gridCount: 2, quantityPerGrid: 3 }
    expect(startOf(grid)).toMatchObject({
      parameters: { ...GRID, ...grid, lowerPrice: '90', quantityPerGrid: '3' },
      linesTicks: [90, 110, 130],
      quantityLots: 3,
      fillRule: 'cross',
    })
    expect(startOf({}, { lines: [50, 150], quantity: 2, price: 60, mark: 61 })).toMatchObject({
      linesTicks: [50, 150],
      quantityLots: 2,
      priceTicks: 60,
      markTicks: 61,
    })
  })

  it('may come later', () => {
    const [start] = eventsOf(seasonOf(sketch(started({}, { tick: 2 }))))
    expect(start).toMatchObject({ tick: 2, timeMicros: minutes(2), data: { priceTicks: 120 } })
  })
})

describe('a step knows from those before it', () => {
  it('the number of a fill, its line, slot, order and quantity', () => {
    const fills = made(
      placed(0, 'buy', 1),
      filled(0, 'sell', 117, { kind: 'base', slot: 2 }),
      filled(1, 'buy', 110),
      filled(2, 'sell', 120, { quantity: 2 }),
    ).filter(({ type }) => type === 'OrderFilled')
    const common = { kind: 'grid', quantityLots: 1, fee: 0 }
    expect(fills.map(({ data }) => data)).toEqual([
      {
        ...common,
        fill: 1,
        kind: 'base',
        side: 'sell',
        line: null,
        slot: 2,
        order: null,
        priceTicks: 117,
      },
      { ...common, fill: 2, side: 'buy', line: 1, slot: 1, order: 1, priceTicks: 110 },
      {
        ...common,
        fill: 3,
        side: 'sell',
        line: 2,
        slot: 1,
        order: null,
        priceTicks: 120,
        quantityLots: 2,
      },
    ])
  })

  it('the order that is cancelled, and the price and quantity of one that is placed', () => {
    const steps = [amended(1, { quantity: 3 }), placed(1, 'sell', 3)]
    const order = { side: 'sell', line: 3, slot: 2, priceTicks: 130, quantityLots: 3 }
    expect(dataOf('OrderPlaced', ...steps)).toEqual(order)
    expect(dataOf('OrderCancelled', ...steps, cancelled(2, 'sell', 3))).toEqual({
      side: 'sell',
      line: 3,
      order: 2,
    })
    expect(dataOf('OrderCancelled', cancelled(2, 'sell', 3)).order).toBe(0)
  })

  it('the position, and the rate that is due', () => {
    const season = seasonOf({
      ...sketch(
        started(),
        filled(1, 'buy', 110, { quantity: 2 }),
        funded(2, -1),
        funded(2, '0.5'),
        funded(3, 1),
      ),
      fundings: [
        [minutes(1.5), '0.0002'],
        [minutes(2), '0.0003'],
      ],
    })
    const paid = eventsOf(season).filter(({ type }) => type === 'FundingSettled')
    expect(paid.map(({ data, cause }) => [data, cause.stream, cause.revision])).toEqual([
      [{ rate: '0.0002', markTicks: 120, positionLots: 2, amount: -1e8 }, 'tape-sketched-tape', 1],
      [{ rate: '0.0003', markTicks: 120, positionLots: 2, amount: 5e7 }, 'tape-sketched-tape', 2],
      [{ rate: '0.0001', markTicks: 130, positionLots: 2, amount: 1e8 }, 'ticks-sketched-tape', 3],
    ])
  })

  it('what an amendment changes, and what stays', () => {
    const wider = { grid: { upperPrice: 180 }, addedMargin: 50, fillRule: 'cross' } as const
    expect(dataOf('ParametersAmended', amended(1, wider))).toEqual({
      set: { upperPrice: '180', addMargin: '50', fillRule: 'cross' },
      parameters: { ...GRID, upperPrice: '180' },
      fillRule: 'cross',
      addedMargin: usdt(50),
      relaid: true,
      linesTicks: [100, 120, 140, 160, 180],
      quantityLots: 1,
      priceTicks: 110,
    })
    const again = dataOf(
      'ParametersAmended',
      amended(1, wider),
      amended(2, { grid: { makerFee: 0 } }),
    )
    expect(again).toMatchObject({
      set: { makerFee: '0' },
      parameters: { ...GRID, upperPrice: '180', makerFee: '0' },
      fillRule: 'cross',
      relaid: false,
      linesTicks: [100, 120, 140, 160, 180],
    })
  })

  it('what a liquidation leaves, with its check', () => {
    // 20 at 100 and 1000 of margin: at 45 there are −100 left, less the fee.
    const steps = [
      started(),
      filled(0, 'buy', 100, { quantity: 20 }),
      liquidated(1, 2),
      stopped(1, 'liquidated'),
    ]
    const season = seasonOf({ ticks: [115, 45], runs: { bot: steps } })
    const [, , end, stop] = eventsOf(season)
    expect(end).toMatchObject({
      data: { markTicks: 45, positionLots: 20, fee: usdt(2), takenOver: 0, shortfall: usdt(102) },
      cause: { stream: 'checks-sketched.bot', revision: 0 },
    })
    expect(stop).toMatchObject({
      data: { equity: 0 },
      cause: { stream: 'run-sketched.bot', revision: 2 },
    })
    // 20 · 45 · (0.005 + 0.0005), and no order is left to open anything
    expect(checksOf(season)).toEqual([[1, -100, 4.95, expect.any(Number)]])
    const rich = [started(), filled(0, 'buy', 100, { quantity: 2 }), liquidated(1)]
    expect(
      eventsOf(seasonOf({ ticks: [115, 45], runs: { bot: rich } })).at(-1)!.data,
    ).toMatchObject({
      takenOver: usdt(890),
      shortfall: 0,
    })
  })

  it('the equity of a stop, and what came of it', () => {
    const steps = [
      filled(1, 'buy', 110),
      triggered(2, 'StopLossTriggered'),
      cancelled(2, 'buy', 0),
      filled(2, 'sell', 120, { kind: 'stop', fee: 1 }),
      stopped(2, 'stopLoss'),
    ]
    const byTrigger = { stream: 'run-sketched.bot', revision: 2 }
    expect(made(...steps).slice(1)).toMatchObject([
      {
        data: { by: 'price', threshold: '120', priceTicks: 120, equity: usdt(1010) },
        cause: { stream: 'ticks-sketched-tape', revision: 2 },
      },
      { cause: byTrigger },
      { cause: byTrigger },
      { data: { reason: 'stopLoss', equity: usdt(1009) }, cause: byTrigger },
    ])
    expect(
      dataOf(
        'TakeProfitTriggered',
        triggered(1, 'TakeProfitTriggered', { by: 'ratio', threshold: 0.1 }),
      ),
    ).toMatchObject({ by: 'ratio', threshold: '0.1' })
  })

  it('whose cause it is', () => {
    const causes = made(
      filled(0, 'buy', 115, { kind: 'base', slot: 2 }),
      placed(0, 'sell', 3),
      filled(1, 'buy', 110),
      placed(1, 'sell', 2),
      amended(2, { grid: { leverage: 4 } }),
      filled(2, 'sell', 120, { kind: 'rebase' }),
      refused(3),
      { ...stopped(4), cause: { stream: 'elsewhere', revision: 7 } },
    ).map(({ cause }) => `${cause.stream}#${cause.revision}`)
    expect(causes).toEqual([
      'run-sketched.bot#0',
      'run-sketched.bot#1',
      'ticks-sketched-tape#1',
      'run-sketched.bot#3',
      'season-sketched#1',
      'run-sketched.bot#5',
      'season-sketched#1',
      'elsewhere#7',
    ])
  })

  it('or is said in full', () => {
    const data = {
      set: {},
      reason: 'direction-is-fixed',
      field: 'direction',
      expected: 'neutral',
      found: 'long',
    } as const
    expect(dataOf('AmendmentRefused', refused(1, data))).toEqual(data)
    expect(
      dataOf(
        'GridStopped',
        recorded(1, { type: 'GridStopped', data: { reason: 'takeProfit', equity: 7 } }),
      ),
    ).toEqual({ reason: 'takeProfit', equity: 7 })
  })
})

describe('checks', () => {
  const steps = [
    started(),
    filled(1, 'buy', 110, { quantity: 20 }),
    filled(3, 'sell', 130, { quantity: 20 }),
  ]

  it('are those that are asked for, with the figures of the run or other ones', () => {
    const checks = [0, 1, { tick: 2, equity: 5, maintenance: '0.5', pendingFees: 0 }]
    const season = seasonOf({ ticks: TICKS, runs: { bot: { steps, checks } } })
    // 20 · 110 · 0.0055; the orders that open cost (100 + 110 + 130 + 140) · 0.0005, then all but the sells
    expect(checksOf(season)).toEqual([
      [0, 1000, 0, 0.24],
      [1, 1000, 12.1, 0.105],
      [2, 5, 0.5, 0],
    ])
  })

  it('are at every tick with an open position but the last, as the engine has them', () => {
    const open = [started(), filled(1, 'buy', 110), filled(2, 'sell', 120), filled(3, 'sell', 130)]
    const ticksOf = (checked: readonly Step[]) =>
      checksOf(
        seasonOf({ ticks: TICKS, runs: { bot: { steps: checked, checks: 'every tick' } } }),
      ).map(([tick]) => tick)
    expect(ticksOf(open)).toEqual([1, 3])
    expect(ticksOf(steps)).toEqual([1, 2])
  })

  it('come after the orders of their tick and before what they bring about', () => {
    const late = { stream: 'checks-sketched.bot', revision: 0 }
    const list = [started(), filled(1, 'buy', 110), { ...cancelled(1, 'buy', 0), cause: late }]
    const season = seasonOf({ ticks: TICKS, runs: { bot: { steps: list, checks: [1] } } })
    expect(checksOf(season)[0]![1]).toBe(1000)
  })
})

describe('what no ledger would hold is refused:', () => {
  const bot = (...steps: readonly Step[]) => sketch(started(), ...steps)
  const fundings = (...times: readonly number[]) => ({
    ticks: TICKS,
    fundings: times.map((minute) => [minutes(minute), '0.0001'] as const),
  })
  const long: Written = '9'.repeat(20)

  it.each<[what: string, sketch: SeasonSketch, message: string]>([
    ['no tick', { ticks: [] }, 'ticks: expected at least one price, found none'],
    [
      'a price that is none',
      { ticks: [115, '11O'] },
      'ticks[1]: price: expected a price as a number or decimal text, found 11O',
    ],
    [
      'a tick before the one before',
      {
        ticks: [
          [minutes(1), 115],
          [minutes(0), 115],
        ],
      },
      'ticks[1]: time: expected none before the one before it, 2025-01-01T00:01:00Z, found 2025-01-01T00:00:00Z',
    ],
    [
      'a part of a microsecond',
      { ticks: [[0.5, 115]] },
      'ticks[0]: time: expected whole microseconds since 1970, found 0.5',
    ],
    [
      'a mark before the one before',
      {
        ticks: TICKS,
        marks: [
          [minutes(1), 115],
          [minutes(0), 115],
        ],
      },
      'marks[1]: time: expected none before',
    ],
    [
      'a mark after the end',
      { ticks: TICKS, marks: [[minutes(9), 115]] },
      'marks[0]: time: expected a time up to the last tick, 2025-01-01T00:04:00Z, found 2025-01-01T00:09:00Z',
    ],
    ['a rate due with the start', fundings(0), 'fundings[0]: time: expected one after the start'],
    [
      'a rate after the end',
      fundings(1, 5),
      'fundings[1]: time: expected one not before the one before it',
    ],
    ['a rate before the one before', fundings(2, 1), 'found 2025-01-01T00:01:00Z'],
    [
      'a rate that is none',
      { ticks: TICKS, fundings: [[minutes(1), 'much']] },
      'fundings[0]: data.rate: expected a decimal number as a string, found "much"',
    ],
    [
      'an instrument of nothing',
      { ticks: TICKS, instrument: { ...COIN, lotSize: '0' } },
      'TapeOpened: data.instrument.lotSize: expected a positive decimal number as a string, found "0"',
    ],
    [
      'a contestant that nobody could name',
      { ticks: TICKS, runs: { 'My Bot': [] } },
      'ContestantEntered of My Bot: data.contestant: expected a name of a-z, 0-9 and -, found "My Bot"',
    ],
    [
      'a step at a tick that is not there',
      bot(filled(5, 'buy', 110)),
      'bot: steps[1], OrderFilled: tick: expected one from 0 to 4, found 5',
    ],
    [
      'a step at no tick',
      bot(filled(0.5, 'buy', 110)),
      'tick: expected one from 0 to 4, found 0.5',
    ],
    [
      'an event after its successor',
      bot(filled(2, 'buy', 110), funded(1, 1)),
      'bot: steps[2], FundingSettled: tick: expected 2 or later, as OrderFilled before it, found 1',
    ],
    [
      'checks out of order',
      { ticks: TICKS, runs: { bot: { steps: [started()], checks: [2, { tick: 1 }] } } },
      'bot: checks[1]: tick: expected a tick after 2 up to 4, found 1',
    ],
    [
      'a check at a tick that is not there',
      { ticks: TICKS, runs: { bot: { steps: [started()], checks: [5] } } },
      'bot: checks[0]: tick: expected a tick from 0 up to 4, found 5',
    ],
    [
      'a check of nothing',
      { ticks: TICKS, runs: { bot: { steps: [started()], checks: [{ tick: 1, equity: 'x' }] } } },
      'bot: LiquidationChecked at tick 1: expected an amount as a number or decimal text, found x',
    ],
    [
      'a fill before the start',
      sketch(filled(0, 'buy', 110), started()),
      'bot: steps[0], OrderFilled at tick 0: expected GridStarted before it, found nothing',
    ],
    [
      'two starts',
      bot(started()),
      'bot: steps[1], GridStarted at tick 0: expected one start of a run, found another',
    ],
    [
      'a fill after the stop',
      bot(stopped(1), filled(2, 'buy', 110)),
      'bot: steps[2], OrderFilled at tick 2: expected it while the grid runs, found the grid stopped',
    ],
    [
      'a second stop',
      bot(stopped(1), stopped(2)),
      'GridStopped at tick 2: expected it while the grid runs',
    ],
    [
      'a start beyond the lines',
      { ticks: [140], runs: { bot: [started()] } },
      'GridStarted at tick 0: price: expected one inside of the lines, 100 to 140, found 140',
    ],
    [
      'an amendment that lays lines beside the price',
      bot(amended(1, { grid: { lowerPrice: 120 } })),
      'ParametersAmended at tick 1: price: expected one inside of the lines, 120 to 140, found 110',
    ],
    [
      'an amendment of what stays as it was',
      bot(amended(1, { grid: { investment: 5 } })),
      'ParametersAmended at tick 1: investment: expected a known key',
    ],
    [
      'a parameter that is none',
      sketch(started({ leverage: -1 })),
      'GridStarted at tick 0: leverage: expected a positive',
    ],
    [
      'a quantity that the margin does not allow',
      sketch(started({ quantityPerGrid: null, investment: 10 })),
      'GridStarted at tick 0: investment: expected at least',
    ],
    [
      'a grid’s fill beside its lines',
      bot(filled(1, 'buy', 111)),
      'OrderFilled at tick 1: price: expected that of a line (100, 110, 120, 130, 140) or a kind other than grid, found 111',
    ],
    [
      'an order on a line that is not there',
      bot(placed(1, 'buy', 5)),
      'OrderPlaced at tick 1: line: expected one from 0 to 4, found 5',
    ],
    [
      'a cancelled order there',
      bot(cancelled(1, 'buy', -1)),
      'OrderCancelled at tick 1: line: expected one from 0 to 4, found -1',
    ],
    [
      'too much money',
      bot(funded(1, long)),
      'FundingSettled at tick 1: an amount of money: expected an integer within 2^53',
    ],
    [
      'an event that its codec does not take',
      bot(recorded(1, { type: 'GridStopped', data: { reason: 'stopLoss', equity: 0.5 } })),
      'GridStopped at tick 1: data.equity: expected an amount as a decimal string',
    ],
  ])('%s', (_what, refusedSketch, message) => {
    const make = () => seasonOf(refusedSketch)
    expect(make).toThrow(RangeError)
    expect(make).toThrow(message)
  })
})
