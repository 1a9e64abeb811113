import * as fc from 'fast-check'
import { SPARSE_EVENTS } from '@gridledger/domain'
import { type Log, logOf } from '../../../test/support/eventLog'
import { foldedView } from '../../../test/support/foldedView'
import { type Moment, moments, sketchOf, turnSteps } from '../../../test/support/randomMoments'
import { randomSeason } from '../../../test/support/randomSeason'
import {
  type Step,
  cancelled,
  cutBefore,
  everyMinute,
  filled,
  funded,
  liquidated,
  minutes,
  placed,
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
import { EVENT_TYPES } from './listenedTo'
import { offGrid } from './offGrid'
import type { EventMap, EventType, Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'

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

/** The log as the rules have it, from the moments themselves. */
function expectedLog(all: readonly Moment[], runs: readonly ('bot' | 'rival')[]): Log {
  const next = new Map<string, number>()
  const line = (type: EventType, stream: string, tick: number | 'none') => {
    const revision = next.get(stream) ?? (stream.startsWith('tape-') ? 1 : 0)
    next.set(stream, revision + 1)
    return `${type} ${stream}#${revision} @${tick}`
  }
  const body = all.flatMap((moment, tick) => {
    const lived = (run: 'bot' | 'rival') => {
      const steps = turnSteps(tick, run, moment[run])
      const ordered = (tick === 0 ? 1 : 0) + moment[run].orders.length
      const own = ({ type }: Step) => line(type, `run-sketched.${run}`, tick)
      const check = line.bind(null, 'LiquidationChecked', `checks-sketched.${run}`, tick)
      return [
        ...steps.slice(0, ordered).map(own),
        ...(moment[run].checked ? [check()] : []),
        ...steps.slice(ordered).map(own),
      ]
    }
    return [
      ...moment.rates.map(() => line('FundingRatePublished', 'tape-sketched-tape', 'none')),
      ...moment.marks.map(() => line('MarkPriceTicked', 'marks-sketched-tape', 'none')),
      line('PriceTicked', 'ticks-sketched-tape', tick),
      ...runs.flatMap(lived),
    ]
  })
  return [...OPENED, 'ContestantEntered season-sketched#2 @none', ...body]
}

/** Any types, or those alone that no tick concerns. */
const listened = fc.oneof(
  fc.subarray([...EVENT_TYPES]),
  fc.subarray(EVENT_TYPES.filter((type) => type in SPARSE_EVENTS)),
)
const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })

describe('foldBatch: for any season', () => {
  it('keeps the order of the rules', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom('bot' as const, 'rival' as const), (all, run) => {
        expect(viewOf(logOf(), seasonOf(sketchOf(all)), run)).toEqual(expectedLog(all, [run]))
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

/** The same projection over all runs together. */
const joined = <View>(projection: Projection<View>): Projection<View> => ({
  ...projection,
  of: 'season',
})
const whose = ({ type, stream, revision, contestant }: EventMap[EventType]) =>
  `${contestant ?? 'nobody'}: ${type} ${stream}#${revision}`

describe('foldBatch: a season', () => {
  const whole = seasonOf({
    ticks: everyMinute(115, 110, 111),
    marks: [[minutes(1), 112]],
    fundings: [
      [minutes(0.5), '0.0001'],
      [minutes(1.5), '0.0002'],
    ],
    runs: {
      second: {
        steps: [started(), filled(1, 'buy', 110), liquidated(1)],
        checks: [0, 1],
      },
      first: { steps: [started(), funded(1, 1)], checks: [1, 2] },
    },
  })

  it('lets the runs follow each other at a tick, in order of entry, each with its check', () => {
    expect(foldedView(joined(logOf(EVENT_TYPES, whose)), whole, null).slice(4)).toEqual([
      'nobody: PriceTicked ticks-sketched-tape#0',
      'second: GridStarted run-sketched.second#0',
      'second: LiquidationChecked checks-sketched.second#0',
      'first: GridStarted run-sketched.first#0',
      'nobody: FundingRatePublished tape-sketched-tape#1',
      'nobody: MarkPriceTicked marks-sketched-tape#0',
      'nobody: PriceTicked ticks-sketched-tape#1',
      'second: OrderFilled run-sketched.second#1',
      'second: LiquidationChecked checks-sketched.second#1',
      'second: PositionLiquidated run-sketched.second#2',
      'first: FundingSettled run-sketched.first#1',
      'first: LiquidationChecked checks-sketched.first#0',
      'nobody: FundingRatePublished tape-sketched-tape#2',
      'nobody: PriceTicked ticks-sketched-tape#2',
      'first: LiquidationChecked checks-sketched.first#1',
    ])
  })

  it.each<readonly [string, readonly EventType[]]>([
    ['events and rates alone', ['FundingRatePublished', 'OrderFilled', 'FundingSettled']],
    ['events and checks alone', ['OrderFilled', 'FundingSettled', 'LiquidationChecked']],
    ['checks alone', ['LiquidationChecked']],
    ['checks and rates', ['LiquidationChecked', 'FundingRatePublished']],
    ['the market alone', ['PriceTicked', 'FundingRatePublished']],
  ])('keeps that order for %s', (_what, types) => {
    const all = foldedView(joined(logOf(EVENT_TYPES, whose)), whole, null)
    const expected = all.filter((line) => types.some((type) => line.includes(`: ${type} `)))
    expect(foldedView(joined(logOf(types, whose)), whole, null)).toEqual(expected)
    expect(expected.length).toBeGreaterThan(2)
  })

  it('sees one run alone where a contestant is named', () => {
    for (const contestant of ['first', 'second']) {
      const log = logOf(EVENT_TYPES, whose)
      expect(foldedView(joined(log), whole, contestant)).toEqual(foldedView(log, whole, contestant))
    }
    expect(() => foldedView(joined(logOf()), whole, 'third')).toThrow(RangeError)
  })

  it('is the market alone without runs', () => {
    const bare = seasonOf({ ticks: everyMinute(115, 110) })
    expect(foldedView(joined(logOf()), bare, null)).toEqual(foldedView(logOf(), bare, null))
  })

  it('of any moments keeps the order of the rules, and shows what is listened to alone', () => {
    fc.assert(
      fc.property(moments, cuts, listened, (all, at, types) => {
        const log = expectedLog(all, ['bot', 'rival'])
        const batches = cutBefore(seasonOf(sketchOf(all)), ...at)
        expect(foldedView(joined(logOf()), batches, null)).toEqual(log)
        const heard = log.filter((line) => types.some((type) => line.startsWith(`${type} `)))
        expect(foldedView(joined(logOf(types)), batches, null)).toEqual(heard)
      }),
    )
  })

  /** Each run's own events of the joined ones, and what is of no run, are what the run sees by itself. */
  function expectJoined(season: SeasonBatch, at: readonly number[], types: readonly EventType[]) {
    const log = logOf(types, (event) => `${whose(event)} ${JSON.stringify(event)}`)
    const all = foldedView(joined(log), cutBefore(season, ...at), null)
    for (const contestant of season.runs.keys()) {
      const own = all.filter((line) => /^nobody: /.test(line) || line.startsWith(`${contestant}: `))
      expect(own).toEqual(foldedView(log, season, contestant))
    }
    const owners = new Set(all.map((line) => line.split(': ', 1)[0]))
    expect([...season.runs.keys(), 'nobody']).toEqual(expect.arrayContaining([...owners]))
  }

  it('has the events of each run as the run has them by itself, however the batches are cut', () => {
    const season = fc.oneof(
      randomSeason,
      moments.map((all) => seasonOf(sketchOf(all))),
    )
    fc.assert(fc.property(season, cuts, listened, expectJoined))
  })
})
