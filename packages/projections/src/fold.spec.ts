import * as fc from 'fast-check'
import { DENSE_EVENTS, SPARSE_EVENTS } from '@gridledger/domain'
import {
  type RunSketch,
  type SeasonSketch,
  type Step,
  type TimedPrice,
  MINUTE,
  amended,
  cancelled,
  cutBefore,
  everyMinute,
  filled,
  funded,
  liquidated,
  minutes,
  placed,
  refused,
  seasonOf,
  started,
  stopped,
  triggered,
  viewOf,
} from './testing'
import { buyAndHold } from './buyAndHold'
import { drawdown } from './drawdown'
import { equity, equityCurve } from './equity'
import { gridFacts } from './gridFacts'
import { gridProfit } from './gridProfit'
import { offGrid } from './offGrid'
import type { EventMap, EventType, Projection } from './projection'

const isType = (key: string): key is EventType => key in SPARSE_EVENTS || key in DENSE_EVENTS
const TYPES = Object.keys({ ...SPARSE_EVENTS, ...DENSE_EVENTS }).filter(isType)

type Log = readonly string[]

/** Keeps a line of each event that it sees; it listens to these types alone. */
function logOf(
  types: readonly EventType[] = TYPES,
  lineOf: (event: EventMap[EventType]) => string = placeOf,
): Projection<Log> {
  const handler = (log: Log, event: EventMap[EventType]): Log => [...log, lineOf(event)]
  const on = Object.fromEntries(types.map((type) => [type, handler]))
  return { name: 'log', version: 1, initialView: [], on }
}

/** `OrderFilled run-sketched.bot#3 @1`: type, place and causing tick. */
function placeOf({ type, stream, revision, tick }: EventMap[EventType]): string {
  return `${type} ${stream}#${revision} @${tick ?? 'none'}`
}

const OPENED: Log = [
  'TapeOpened tape-sketched-tape#0 @none',
  'SeasonOpened season-sketched#0 @none',
  'ContestantEntered season-sketched#1 @none',
]
const byTrigger = { stream: 'run-sketched.bot', revision: 4 }

describe('foldBatch: order', () => {
  it('merges rates and marks, the tick, orders, the check, then what check or stop brought', () => {
    const steps: readonly Step[] = [
      started(),
      placed(0, 'buy', 1),
      funded(1, 1),
      filled(1, 'buy', 110),
      triggered(1, 'StopLossTriggered'),
      { ...cancelled(1, 'sell', 3), cause: byTrigger },
      { ...filled(1, 'sell', 110, { kind: 'stop' }), cause: byTrigger },
      { ...stopped(1, 'stopLoss'), cause: byTrigger },
    ]
    const whole = seasonOf({
      ticks: everyMinute(115, 110, 111),
      marks: [
        [minutes(-1), 113],
        [minutes(0), 114],
        [minutes(1), 112],
        [minutes(1) + 1, 110],
      ],
      fundings: [
        [minutes(0.5), '0.0001'],
        [minutes(1), '0.0002'],
        [minutes(2), '0.0003'],
      ],
      runs: { bot: { steps, checks: [0, 1] } },
    })
    expect(viewOf(logOf(), whole)).toEqual([
      ...OPENED,
      'MarkPriceTicked marks-sketched-tape#0 @none',
      'MarkPriceTicked marks-sketched-tape#1 @none',
      'PriceTicked ticks-sketched-tape#0 @0',
      'GridStarted run-sketched.bot#0 @0',
      'OrderPlaced run-sketched.bot#1 @0',
      'LiquidationChecked checks-sketched.bot#0 @0',
      'FundingRatePublished tape-sketched-tape#1 @none',
      'FundingRatePublished tape-sketched-tape#2 @none',
      'MarkPriceTicked marks-sketched-tape#2 @none',
      'PriceTicked ticks-sketched-tape#1 @1',
      'FundingSettled run-sketched.bot#2 @1',
      'OrderFilled run-sketched.bot#3 @1',
      'LiquidationChecked checks-sketched.bot#1 @1',
      'StopLossTriggered run-sketched.bot#4 @1',
      'OrderCancelled run-sketched.bot#5 @1',
      'OrderFilled run-sketched.bot#6 @1',
      'GridStopped run-sketched.bot#7 @1',
      'FundingRatePublished tape-sketched-tape#3 @none',
      'MarkPriceTicked marks-sketched-tape#3 @none',
      'PriceTicked ticks-sketched-tape#2 @2',
    ])
  })

  it('puts a liquidation and what it cancels behind its check', () => {
    const byCheck = { stream: 'checks-sketched.bot', revision: 0 }
    const byLiquidation = { stream: 'run-sketched.bot', revision: 3 }
    const steps: readonly Step[] = [
      started(),
      filled(1, 'buy', 110),
      { ...cancelled(1, 'sell', 3), cause: byCheck },
      liquidated(1),
      { ...stopped(1, 'liquidated'), cause: byLiquidation },
    ]
    const whole = seasonOf({
      ticks: everyMinute(115, 110),
      runs: { bot: { steps, checks: [1] } },
    })
    expect(viewOf(logOf(), whole).slice(-5)).toEqual([
      'OrderFilled run-sketched.bot#1 @1',
      'LiquidationChecked checks-sketched.bot#0 @1',
      'OrderCancelled run-sketched.bot#2 @1',
      'PositionLiquidated run-sketched.bot#3 @1',
      'GridStopped run-sketched.bot#4 @1',
    ])
  })

  it('gives each event with its time, cause and data', () => {
    const steps = [started(), filled(1, 'buy', 110, { slot: 1, line: 1, fee: '0.022' })]
    const checks = [{ tick: 1, equity: 1000, maintenance: 2, pendingFees: 3 }]
    const whole = seasonOf({
      ticks: everyMinute(115, 110),
      marks: [[minutes(0.5), 112]],
      fundings: [[minutes(1), '1e-4']],
      runs: { bot: { steps, checks } },
    })
    const everything = logOf(
      [
        'FundingRatePublished',
        'MarkPriceTicked',
        'PriceTicked',
        'OrderFilled',
        'LiquidationChecked',
      ],
      ({ type, timeMicros, cause, data }) =>
        `${type} ${timeMicros - minutes(0)} ${cause.stream}#${cause.revision} ${JSON.stringify(data)}`,
    )
    const fill =
      '{"fill":1,"kind":"grid","side":"buy","line":1,"slot":1,"order":null,' +
      '"priceTicks":110,"quantityLots":1,"fee":2200000}'
    expect(viewOf(everything, whole)).toEqual([
      'PriceTicked 0 sketch.csv#2 {"priceTicks":115}',
      'FundingRatePublished 60000000 funding.csv#2 {"rate":"1e-4"}',
      'MarkPriceTicked 30000000 sketch.csv#2 {"markTicks":112}',
      'PriceTicked 60000000 sketch.csv#3 {"priceTicks":110}',
      `OrderFilled 60000000 ticks-sketched-tape#1 ${fill}`,
      'LiquidationChecked 60000000 ticks-sketched-tape#1 ' +
        '{"equity":100000000000,"maintenance":200000000,"pendingFees":300000000}',
    ])
  })

  it('sees the market alone without a contestant', () => {
    const steps = [started(), filled(0, 'buy', 110)]
    const whole = seasonOf({
      ticks: everyMinute(115, 110),
      fundings: [[minutes(1), '0.0001']],
      runs: { bot: { steps, checks: [0] } },
    })
    const market = [
      ...OPENED,
      'PriceTicked ticks-sketched-tape#0 @0',
      'FundingRatePublished tape-sketched-tape#1 @none',
      'PriceTicked ticks-sketched-tape#1 @1',
    ]
    expect(viewOf(logOf(), whole, null)).toEqual(market)
  })

  it('throws for a contestant that is not there', () => {
    const whole = seasonOf({
      ticks: everyMinute(115),
      runs: { bot: { steps: [started()] }, rival: { steps: [] } },
    })
    expect(() => viewOf(logOf(), whole, 'nobody')).toThrow(
      'expected a contestant of the season (bot, rival), found nobody',
    )
  })
})

/** What happens at one tick, in the order in which it does. */
interface Moment {
  readonly gap: number
  readonly price: number
  readonly rates: readonly number[]
  readonly marks: readonly number[]
  readonly bot: Turn
  readonly rival: Turn
}

interface Turn {
  readonly orders: readonly ((tick: number) => Step)[]
  readonly checked: boolean
  readonly after: 'nothing' | 'stop' | 'liquidation'
}

const turn: fc.Arbitrary<Turn> = fc.record({
  orders: fc.array(
    fc.constantFrom<(tick: number) => Step>(
      (tick) => funded(tick, '-1.5'),
      (tick) => filled(tick, 'buy', 110, { slot: 1, fee: '0.022' }),
      (tick) => filled(tick, 'sell', 120, { slot: 1, fee: '0.024' }),
      (tick) => placed(tick, 'sell', 3),
      (tick) => cancelled(tick, 'buy', 1),
      (tick) => amended(tick, { addedMargin: '10' }),
      (tick) => amended(tick, { lines: [105, 110, 115, 120, 125], price: 115 }),
      (tick) => refused(tick),
    ),
    { maxLength: 3 },
  ),
  checked: fc.boolean(),
  after: fc.constantFrom(
    'nothing' as const,
    'nothing' as const,
    'stop' as const,
    'liquidation' as const,
  ),
})

/** Shares of the time since the tick before, in thousandths: 1000 is the tick itself. */
const shares = fc.array(fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 1000 })), {
  maxLength: 2,
})

const moments: fc.Arbitrary<readonly Moment[]> = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 1, max: 3 }),
      price: fc.integer({ min: 90, max: 150 }),
      rates: shares,
      marks: shares,
      bot: turn,
      rival: turn,
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((all) => untilStopped(untilStopped(afterStart(all), 'bot'), 'rival'))

/** No rate falls due with the start. */
function afterStart(all: readonly Moment[]): readonly Moment[] {
  return all.map((moment, tick) => (tick === 0 ? { ...moment, rates: [] } : moment))
}

/** A grid that has stopped trades no more: its amendments are refused. */
function untilStopped(all: readonly Moment[], run: 'bot' | 'rival'): readonly Moment[] {
  let isOver = false
  return all.map((moment) => {
    const turn = moment[run]
    if (isOver) {
      const orders = turn.orders.map(() => (tick: number) => refused(tick))
      return { ...moment, [run]: { ...turn, orders, after: 'nothing' } }
    }
    isOver = turn.after === 'stop' || (turn.after === 'liquidation' && turn.checked)
    return moment
  })
}

function turnSteps(tick: number, run: string, { orders, checked, after }: Turn): readonly Step[] {
  const first = tick === 0 ? [started({}, { price: 115 })] : []
  const ordered = [...first, ...orders.map((step) => step(tick))]
  const byRun = { stream: `run-sketched.${run}`, revision: 0 }
  const byCheck = { stream: `checks-sketched.${run}`, revision: 0 }
  if (after === 'stop') {
    const close = filled(tick, 'sell', 115, { kind: 'stop' })
    const stop = triggered(tick, 'TakeProfitTriggered')
    return [...ordered, stop, { ...close, cause: byRun }, { ...stopped(tick), cause: byRun }]
  }
  if (after === 'nothing' || !checked) return ordered
  const cancel = { ...cancelled(tick, 'buy', 0), cause: byCheck }
  const stop = { ...stopped(tick, 'liquidated'), cause: byRun }
  return [...ordered, cancel, { ...liquidated(tick), cause: byCheck }, stop]
}

function sketchOf(all: readonly Moment[]): SeasonSketch {
  const gaps = all.map(({ gap }) => gap * MINUTE)
  const timeOf = (tick: number) =>
    gaps.slice(1, tick + 1).reduce((sum, gap) => sum + gap, minutes(0))
  const timesOf = (field: 'rates' | 'marks') =>
    all.flatMap((moment, tick) =>
      [...moment[field]]
        .sort((a, b) => a - b)
        .map((share) => timeOf(tick) - (gaps[tick]! / 1000) * (1000 - share)),
    )
  const runOf = (name: 'bot' | 'rival'): RunSketch => ({
    steps: all.flatMap((moment, tick) => turnSteps(tick, name, moment[name])),
    checks: all.flatMap((moment, tick) => (moment[name].checked ? [tick] : [])),
  })
  return {
    ticks: all.map(({ price }, tick) => [timeOf(tick), price] as const),
    marks: timesOf('marks').map((time, index): TimedPrice => [time, 100 + (index % 30)]),
    fundings: timesOf('rates').map((time) => [time, '0.0001'] as const),
    runs: { bot: runOf('bot'), rival: runOf('rival') },
    sampleEveryMicros: 2 * MINUTE,
  }
}

/** The log as the rules have it, from the moments themselves. */
function expectedLog(all: readonly Moment[], run: 'bot' | 'rival'): Log {
  const next = new Map<string, number>()
  const line = (type: EventType, stream: string, tick: number | 'none') => {
    const revision = next.get(stream) ?? (stream.startsWith('tape-') ? 1 : 0)
    next.set(stream, revision + 1)
    return `${type} ${stream}#${revision} @${tick}`
  }
  const body = all.flatMap((moment, tick) => {
    const steps = turnSteps(tick, run, moment[run])
    const ordered = (tick === 0 ? 1 : 0) + moment[run].orders.length
    const own = ({ type }: Step) => line(type, `run-sketched.${run}`, tick)
    return [
      ...moment.rates.map(() => line('FundingRatePublished', 'tape-sketched-tape', 'none')),
      ...moment.marks.map(() => line('MarkPriceTicked', 'marks-sketched-tape', 'none')),
      line('PriceTicked', 'ticks-sketched-tape', tick),
      ...steps.slice(0, ordered).map(own),
      ...(moment[run].checked ? [line('LiquidationChecked', `checks-sketched.${run}`, tick)] : []),
      ...steps.slice(ordered).map(own),
    ]
  })
  return [...OPENED, 'ContestantEntered season-sketched#2 @none', ...body]
}

/** Any types, or those alone that no tick concerns. */
const listened = fc.oneof(
  fc.subarray(TYPES),
  fc.subarray(TYPES.filter((type) => type in SPARSE_EVENTS)),
)
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })

describe('foldBatch: for any season', () => {
  it('keeps the order of the rules', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom('bot' as const, 'rival' as const), (all, run) => {
        expect(viewOf(logOf(), seasonOf(sketchOf(all)), run)).toEqual(expectedLog(all, run))
      }),
    )
  })

  it('sees the same events however the batches are cut between ticks', () => {
    fc.assert(
      fc.property(moments, cuts, (all, at) => {
        const whole = seasonOf(sketchOf(all))
        expect(viewOf(logOf(), cutBefore(whole, ...at), 'bot')).toEqual(
          viewOf(logOf(), whole, 'bot'),
        )
      }),
    )
  })

  it('shows a projection the events that it listens to and no others', () => {
    fc.assert(
      fc.property(moments, cuts, listened, (all, at, types) => {
        const batches = cutBefore(seasonOf(sketchOf(all)), ...at)
        const seen = viewOf(logOf(), batches, 'bot').filter((line) =>
          types.some((type) => line.startsWith(`${type} `)),
        )
        expect(viewOf(logOf(types), batches, 'bot')).toEqual(seen)
      }),
    )
  })

  it('makes the same views however the batches are cut', () => {
    const views = (batches: Parameters<typeof viewOf>[1]) => ({
      equity: viewOf(equity, batches, 'bot'),
      equityCurve: viewOf(equityCurve(7), batches, 'bot'),
      drawdown: viewOf(drawdown, batches, 'bot'),
      offGrid: viewOf(offGrid, batches, 'bot'),
      gridProfit: viewOf(gridProfit, batches, 'bot'),
      gridFacts: viewOf(gridFacts, batches, 'bot'),
      buyAndHold: viewOf(buyAndHold(5, '1000'), batches, null),
    })
    fc.assert(
      fc.property(moments, cuts, (all, at) => {
        const whole = seasonOf(sketchOf(all))
        expect(views(cutBefore(whole, ...at))).toEqual(views(whole))
      }),
      { numRuns: 60 },
    )
  })

  it('leaves the views it was given as they were', () => {
    const projections = [equity, drawdown, offGrid, gridFacts]
    const before = JSON.stringify(projections.map(({ initialView }) => initialView))
    fc.assert(
      fc.property(moments, (all) => {
        const whole = seasonOf(sketchOf(all))
        viewOf(equity, whole, 'bot')
        viewOf(drawdown, whole, 'bot')
        viewOf(offGrid, whole, 'bot')
        viewOf(gridFacts, whole, 'bot')
        expect(JSON.stringify(projections.map(({ initialView }) => initialView))).toBe(before)
      }),
      { numRuns: 20 },
    )
    viewOf(gridProfit, seasonOf({ ticks: everyMinute(115), runs: { bot: { steps: [started()] } } }))
    expect(gridProfit.initialView.legs).toEqual([])
    expect(gridProfit.initialView.baseSlots.size).toBe(0)
  })
})
