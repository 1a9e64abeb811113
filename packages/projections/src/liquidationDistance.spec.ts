import {
  type RunSketch,
  type SketchedCheck,
  type Step,
  amended,
  cutBefore,
  everyMinute,
  filled,
  funded,
  liquidated,
  minutes,
  seasonOf,
  started,
  stopped,
  viewOf,
  viewsByTick,
} from './testing'
import { type LiquidationDistanceView, liquidationDistance } from './liquidationDistance'

/** Long 20 at 100 with 1000 USDT: liquidated at 1000/(20 · 0.9945) = 50.28, so at the mark of 50. */
const long = [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 20 })]
/** Short 20: at 3000/(20 · 1.0055) = 149.18, so at the mark of 150. */
const short = [started({}, { price: 115 }), filled(0, 'sell', 100, { quantity: 20 })]

/** The checks of a position of 20 that was opened at 100, at these marks. */
const checksAt = (...marks: readonly number[]): readonly SketchedCheck[] =>
  marks.map((mark, tick) => ({ tick, equity: 1000 + 20 * (mark - 100), pendingFees: 0 }))
const checksShort = (...marks: readonly number[]): readonly SketchedCheck[] =>
  marks.map((mark, tick) => ({ tick, equity: 1000 - 20 * (mark - 100), pendingFees: 0 }))

const sketch = (steps: readonly Step[], checks: RunSketch['checks'] = []) =>
  seasonOf({ ticks: everyMinute(...Array(6).fill(100)), runs: { bot: { steps, checks } } })
const after = (steps: readonly Step[], checks: RunSketch['checks']): LiquidationDistanceView =>
  viewOf(liquidationDistance, sketch(steps, checks))

describe('liquidationDistance', () => {
  it('is nothing while there is no position', () => {
    const view = after([started({}, { price: 115 })], [])
    expect([view.now, view.closest]).toEqual([null, null])
  })

  it('has the mark at which a long position is liquidated, and the lowest mark before it', () => {
    const view = after(long, checksAt(100, 90, 60, 70))
    expect(view.now).toEqual({ pendingFees: 0, priceTicks: 50 })
    expect(view.closest).toMatchObject({
      timeMicros: minutes(2),
      markTicks: 60,
      priceTicks: 50,
      side: 'below',
    })
    expect(view.closest?.share).toBeCloseTo(10 / 60, 12)
  })

  it('mirrors it for a short one', () => {
    const view = after(short, checksShort(100, 120, 140, 110))
    expect(view.now?.priceTicks).toBe(150)
    expect(view.closest).toMatchObject({ markTicks: 140, priceTicks: 150, side: 'above' })
    expect(view.closest?.share).toBeCloseTo(10 / 140, 12)
  })

  it('keeps the first of two that are equally near', () => {
    expect(after(long, checksAt(100, 70, 80, 70)).closest?.timeMicros).toBe(minutes(1))
  })

  it('counts the fees of opening orders, as the check does', () => {
    // (1000 + 20)/19.89 = 51.28
    const checks = [{ tick: 1, equity: 1000, pendingFees: 20 }]
    expect(after(long, checks).now?.priceTicks).toBe(51)
  })

  it('has no price below 0: ten coins that are paid in full', () => {
    const view = after(
      [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 10 })],
      checksAt(100),
    )
    expect(view.now).toEqual({ pendingFees: 0, priceTicks: null })
    expect(view.closest).toBeNull()
  })

  it.each<[what: string, step: Step, equity: number, ticks: number | null]>([
    // cash −1000 + 100, 900/19.89 = 45.2
    ['funding', funded(1, 100), 1100, 45],
    // cash −1000 + 500, 500/19.89 = 25.1
    ['added margin', amended(1, { addedMargin: '500' }), 1500, 25],
    // cash −1000 − 40 · 100, tier of 50 to 2000 coins: 5000/(60 · 0.9895) = 84.2
    ['a fill into another tier', filled(1, 'buy', 100, { quantity: 40 }), 1000, 84],
    ['a sale of half: nothing is owed', filled(1, 'sell', 100, { quantity: 10 }), 1000, null],
  ])('moves with %s', (_what, step, equity, ticks) => {
    const view = after(
      [...long, step],
      [
        { tick: 0, equity: 1000 },
        { tick: 1, equity },
      ],
    )
    expect(view.now?.priceTicks).toBe(ticks)
  })

  it('is none again when the position is closed, until another is open', () => {
    const closed = filled(2, 'sell', 100, { quantity: 20 })
    const again = filled(4, 'sell', 100, { quantity: 20 })
    const checks = [...checksAt(100, 90), { tick: 4, equity: 1000 }]
    const views = viewsByTick(liquidationDistance, sketch([...long, closed, again], checks))
    expect(views.map(({ now }) => now?.priceTicks ?? null)).toEqual([50, 50, null, null, 150, 150])
  })

  it('ends with the check that liquidates: at or beyond the price', () => {
    const steps = [...long, liquidated(2), stopped(2, 'liquidated')]
    const view = after(steps, checksAt(100, 60, 48))
    expect(view.now).toBeNull()
    expect(view.closest).toMatchObject({ timeMicros: minutes(2), markTicks: 48, priceTicks: 50 })
    expect(view.closest?.share).toBeCloseTo(-2 / 48, 12)
  })

  it('is plain data, the same after a way through JSON, and in any batches', () => {
    const whole = sketch([...long, funded(2, 100)], checksAt(100, 90, 65, 70))
    const view = viewOf(liquidationDistance, whole)
    expect(JSON.parse(JSON.stringify(view))).toEqual(view)
    expect(viewOf(liquidationDistance, cutBefore(whole, 1, 2, 3))).toEqual(view)
    expect(JSON.parse(JSON.stringify(liquidationDistance.initialView))).toEqual(
      liquidationDistance.initialView,
    )
  })

  it('makes no view of a check that changes nothing', () => {
    const views = viewsByTick(liquidationDistance, sketch(long, checksAt(100, 90, 95, 96)))
    expect(views[3]).toBe(views[1])
  })
})
