import {
  type SketchedCheck,
  type Step,
  MINUTE,
  cutBefore,
  everyMinute,
  filled,
  liquidated,
  minutes,
  placed,
  seasonOf,
  started,
  stopped,
  viewOf,
} from './testing'
import { foldBatch } from './fold'
import { type LiquidationPoint, liquidationCurve } from './liquidationCurve'
import { liquidationDistance } from './liquidationDistance'

const long = [started(), filled(0, 'buy', 100, { quantity: 20 })]
const at = (...equities: readonly number[]): readonly SketchedCheck[] =>
  equities.map((equity, tick) => ({ tick, equity }))
const season = (ticks: number, steps: readonly Step[], checks: readonly SketchedCheck[]) =>
  seasonOf({ ticks: everyMinute(...Array(ticks).fill(115)), runs: { bot: { steps, checks } } })

type Row = readonly [minute: number, now: string, afterFills: string, share: number | null]
const shown = ({ lower, upper }: LiquidationPoint['now']) => `${lower ?? '–'} ${upper ?? '–'}`
const rowOf = ({ openMicros, now, afterFills, share }: LiquidationPoint): Row => [
  (openMicros - minutes(0)) / MINUTE,
  shown(now),
  shown(afterFills),
  share === null ? null : Number(share.toFixed(4)),
]
const rows = (ticks: number, steps: readonly Step[], checks: readonly SketchedCheck[], most = 99) =>
  viewOf(liquidationCurve(most), season(ticks, steps, checks)).points.map(rowOf)

describe('liquidationCurve', () => {
  it('has both prices after fills and none now while a neutral grid is flat', () => {
    const grid = started({ quantityPerGrid: '10' }, { quantity: 10 })
    // Buys at 110 and 100: (2100 + 0.42 − 1000)/(20 · 0.9945) = 55.3. Sells at 130 and 140, the line
    // of 120 being empty: (1000 + 2700 − 0.54)/(20 · 1.0055) = 183.96.
    expect(rows(2, [grid], [])).toEqual([
      [0, '– –', '55 184', null],
      [1, '– –', '55 184', null],
    ])
  })

  it('follows the position, at the minute at which it changes', () => {
    const more = filled(2, 'buy', 100, { quantity: 20 })
    // 50, as in liquidationDistance; with 40 for cash −3000: 3000/(40 · 0.9945) = 75.4
    const checks = at(1000, 1000, 1000, 200)
    expect(
      rows(4, [...long, more], checks).map(([minute, now, , share]) => [minute, now, share]),
    ).toEqual([
      [0, '50 –', 0.5],
      [1, '50 –', 0.5],
      [2, '75 –', 0.25],
      [3, '75 –', 0.0625],
    ])
  })

  it('keeps the nearest prices and the smallest distance of a bucket', () => {
    const more = filled(2, 'buy', 100, { quantity: 20 })
    const less = filled(3, 'sell', 100, { quantity: 30 })
    const checks = at(1000, 1000, 200, 1000)
    const [first, ...others] = rows(20, [...long, more, less], checks, 4)
    expect(first?.slice(0, 2)).toEqual([0, '75 –'])
    expect(first?.[3]).toBe(0.0625)
    expect(others.every(([, now, , share]) => now === '– –' && share === null)).toBe(true)
    expect(others.length).toBeLessThan(4)
  })

  it('has both sides where the position turned within a bucket', () => {
    const turned = filled(1, 'sell', 100, { quantity: 40 })
    expect(rows(8, [...long, turned], at(1000, 1000), 2)[0]?.[1]).toBe('50 150')
  })

  it('has nothing after a liquidation, but the price that was met', () => {
    const steps = [...long, liquidated(1), stopped(1, 'liquidated')]
    expect(rows(3, steps, at(1000, 0)).map(([, now, , share]) => [now, share])).toEqual([
      ['50 –', 0.5],
      ['50 –', 0],
      ['– –', null],
    ])
  })

  it('follows the book: an order that is placed comes into the price after fills', () => {
    const grid = started({ quantityPerGrid: '10' }, { quantity: 10 })
    const steps = [
      grid,
      filled(1, 'buy', 110, { line: 1, order: 1, quantity: 10 }),
      placed(1, 'sell', 2),
    ]
    const points = viewOf(
      liquidationCurve(99),
      season(3, steps, [{ tick: 1, equity: 1050 }]),
    ).points
    // The sell at 120 first closes the ten that were bought at 110, then 130 and 140 open 20:
    // (1000 + 100 + 2700 − 0.78)/(20 · 1.0055) = 188.9, the fill at 110 being free of fees.
    expect(points.map(({ afterFills }) => afterFills.upper)).toEqual([184, 184, 189])
  })

  it('is bounded, and does not depend on how the ticks come in batches', () => {
    const more = filled(50, 'buy', 100, { quantity: 20 })
    const checks = Array.from({ length: 500 }, (_, tick) => ({
      tick,
      equity: (tick < 50 ? 1000 : 2000) + (tick % 97),
    }))
    const whole = season(500, [...long, more, stopped(499)], checks)
    const view = viewOf(liquidationCurve(12), whole)
    expect(view.points.length).toBeLessThanOrEqual(12)
    expect(viewOf(liquidationCurve(12), cutBefore(whole, 1, 49, 50, 51, 300))).toEqual(view)
    const { closest } = viewOf(liquidationDistance, whole)
    const shares = view.points.flatMap(({ share }) => share ?? [])
    expect(Math.min(...shares)).toBe(closest?.share)
  })

  it('leaves the view that it was given as it was', () => {
    const curve = liquidationCurve(99)
    const [first, second] = cutBefore(season(3, [...long, placed(1, 'sell', 2)], at(1000, 1000)), 1)
    const before = foldBatch(curve, curve.initialView, first!, 'bot')
    const { orders, ...bot } = before.bot
    const kept = { ...bot, orders: [...orders] }
    const after = foldBatch(curve, before, second!, 'bot')
    expect(after.bot).not.toEqual(before.bot)
    expect(before.bot).toEqual(kept)
    expect(foldBatch(curve, before, second!, 'bot')).toEqual(after)
  })
})
