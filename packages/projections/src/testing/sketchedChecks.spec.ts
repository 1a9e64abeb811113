import type { SeasonBatch } from '../seasonBatch'
import { started } from './gridSteps'
import { triggered } from './moneySteps'
import { filled } from './orderSteps'
import { seasonOf } from './seasonOf'
import type { Step } from './step'

const TICKS = [115, 110, 120, 130, 105]
const checksOf = (season: SeasonBatch) => {
  const checks = season.runs.get('bot')!.checks?.batch
  const rows = Array.from({ length: checks?.count ?? 0 }, (_, row) => row)
  return rows.map((row) =>
    checks!.columns.slice(1).map((column, field) => column[row]! / (field === 0 ? 1 : 1e8)),
  )
}

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

  it('come after the orders of their tick and before what a stop brings about', () => {
    const closed = [
      started(),
      filled(1, 'buy', 110),
      triggered(1, 'StopLossTriggered'),
      filled(1, 'sell', 110, { kind: 'stop', fee: 5 }),
    ]
    const season = seasonOf({ ticks: TICKS, runs: { bot: { steps: closed, checks: [1] } } })
    // One coin at 110: 110 · (0.004 + 0.0005), and nothing of the fee yet.
    expect(checksOf(season)).toEqual([[1, 1000, 0.495, expect.any(Number)]])
  })
})
