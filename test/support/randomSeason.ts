import * as fc from 'fast-check'
import type { SeasonBatch } from '@gridledger/projections'
import {
  type RunSketch,
  type Step,
  everyMinute,
  filled,
  liquidated,
  refused,
  seasonOf,
  started,
  stopped,
  triggered,
} from '@gridledger/projections/testing'

/** What may happen to a run at a tick, if it can. */
const ACTIONS = ['buy', 'sell', 'both', 'refuse', 'stop', 'keep', 'liquidate'] as const
type Action = (typeof ACTIONS)[number] | 'nothing'

/** Seasons of a few contestants, with checks at the ticks at which the engine would have them. */
export const randomSeason: fc.Arbitrary<SeasonBatch> = fc
  .record({
    ticks: fc.integer({ min: 2, max: 24 }),
    runs: fc.array(actionsOfRun(), { minLength: 1, maxLength: 3 }),
  })
  .map(({ ticks, runs }) =>
    seasonOf({
      ticks: everyMinute(...Array.from({ length: ticks }, (_, tick) => 110 + (tick % 7))),
      runs: Object.fromEntries(runs.map((actions, run) => [`bot-${run}`, runOf(actions, ticks)])),
    }),
  )

function actionsOfRun(): fc.Arbitrary<readonly Action[]> {
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.constant<Action>('nothing') },
    { weight: 3, arbitrary: fc.constantFrom<Action>('buy', 'sell', 'both') },
    { weight: 1, arbitrary: fc.constantFrom<Action>(...ACTIONS) },
  )
  return fc.array(action, { minLength: 24, maxLength: 24 })
}

function runOf(actions: readonly Action[], ticks: number): RunSketch {
  const steps: Step[] = [started()]
  const checks: number[] = []
  let [position, isRunning, isLiquidated, amendments] = [0, true, false, 0]
  for (let tick = 1; tick < ticks - 1; tick += 1) {
    const action = actions[tick] ?? 'nothing'
    if (action === 'refuse' && !isLiquidated) {
      steps.push(refused(tick))
      amendments += 1
    }
    if (isRunning && (action === 'buy' || action === 'both')) {
      steps.push(filled(tick, 'buy', 110))
      position += 1
    }
    if (isRunning && (action === 'sell' || action === 'both')) {
      steps.push(filled(tick, 'sell', 120))
      position -= 1
    }
    if (position !== 0) checks.push(tick)
    if (position !== 0 && action === 'liquidate') {
      steps.push(liquidated(tick), ...(isRunning ? [stopped(tick, 'liquidated')] : []))
      position = 0
      isRunning = false
      isLiquidated = true
    }
    if (isRunning && (action === 'stop' || action === 'keep')) {
      steps.push(triggered(tick, 'StopLossTriggered'))
      if (action === 'stop' && position !== 0) {
        const closing = { kind: 'stop' as const, quantityLots: Math.abs(position) }
        steps.push(filled(tick, position > 0 ? 'sell' : 'buy', 115, closing))
        position = 0
      }
      steps.push(stopped(tick, 'stopLoss'))
      isRunning = false
    }
  }
  if (isRunning) steps.push(stopped(ticks - 1))
  const due = Array.from({ length: amendments }, () => ({ atMicros: 0, set: { gridCount: 1 } }))
  return { steps, checks, entry: { amendments: due } }
}
