import * as fc from 'fast-check'
import {
  type RunSketch,
  type SeasonSketch,
  type Step,
  type TimedPrice,
  MINUTE,
  amended,
  cancelled,
  filled,
  funded,
  liquidated,
  minutes,
  placed,
  refused,
  started,
  stopped,
  triggered,
} from '@gridledger/projections/testing'

/** What happens at one tick, in the order in which it does. */
export interface Moment {
  readonly gap: number
  readonly price: number
  readonly rates: readonly number[]
  readonly marks: readonly number[]
  readonly bot: Turn
  readonly rival: Turn
}

export interface Turn {
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

export const moments: fc.Arbitrary<readonly Moment[]> = fc
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

export function turnSteps(
  tick: number,
  run: string,
  { orders, checked, after }: Turn,
): readonly Step[] {
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

export function sketchOf(all: readonly Moment[]): SeasonSketch {
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
