import {
  type Step,
  MINUTE,
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
  usdt,
  viewOf,
} from './testing'
import { buyAndHold } from './buyAndHold'
import { drawdown } from './drawdown'
import { type CurvePoint, drawdownCurve, drawdownCurveOf } from './drawdownCurve'

/** Ten coins for 1000 USDT: the equity is ten times the price. */
const tenCoins = [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 10 })]

type Row = readonly [minute: number, equity: number, peak: number, left: number]
const rowOf = ({ openMicros, equity, deepest }: CurvePoint): Row => [
  (openMicros - minutes(0)) / MINUTE,
  equity / usdt(1),
  deepest.peak / usdt(1),
  deepest.equity / usdt(1),
]
const season = (prices: readonly number[], steps: readonly Step[]) =>
  seasonOf({ ticks: everyMinute(...prices), runs: { bot: { steps } } })
const curveOf = (prices: readonly number[], steps: readonly Step[], atMost = 100) =>
  viewOf(drawdownCurve(atMost), season(prices, steps)).points.map(rowOf)

describe('drawdownCurve', () => {
  it('has equity and fall at the end of every tick where there are few', () => {
    expect(curveOf([100, 120, 90], tenCoins)).toEqual([
      [0, 1000, 1000, 1000],
      [1, 1200, 1200, 1200],
      [2, 900, 1200, 900],
    ])
  })

  it('keeps the last equity and the deepest fall of a bucket', () => {
    // The peak of 1200 comes first; 600 is half of it, and the last equity is 1100.
    expect(curveOf([100, 120, 60, 90, 110, 130, 125], tenCoins, 2)).toEqual([
      [0, 1100, 1200, 600],
      [5, 1250, 1300, 1250],
    ])
  })

  it('keeps the largest share, not the largest amount', () => {
    expect(curveOf([100, 50, 300, 180, 300, 310, 310, 310, 310, 310], tenCoins, 2)).toEqual([
      [0, 3000, 1000, 500],
      [5, 3100, 3100, 3100],
    ])
  })

  it('takes in all that belongs to a tick, the last one too', () => {
    const steps = [...tenCoins, funded(1, 200), filled(2, 'sell', 100, { fee: '10' })]
    expect(curveOf([100, 90, 100], steps)).toEqual([
      [0, 1000, 1000, 1000],
      [1, 1100, 1100, 1100],
      [2, 1190, 1190, 1190],
    ])
  })

  it('goes to nothing at a liquidation', () => {
    const steps = [...tenCoins, liquidated(1), stopped(1, 'liquidated')]
    expect(curveOf([100, 60, 200], steps).map(([, , peak, left]) => [peak, left])).toEqual([
      [1000, 1000],
      [1000, 0],
      [1000, 0],
    ])
  })

  it('tells added margin from profit', () => {
    const steps = [...tenCoins, amended(1, { addedMargin: '500' })]
    const { points } = viewOf(drawdownCurve(100), season([100, 90, 90], steps))
    expect(points.map(rowOf)).toEqual([
      [0, 1000, 1000, 1000],
      [1, 1400, 1500, 1400],
      [2, 1400, 1500, 1400],
    ])
    expect(points.map(({ addedMargin }) => addedMargin / usdt(1))).toEqual([0, 500, 500])
  })

  it('holds the deepest fall that drawdown finds, however few its points', () => {
    const prices = Array.from({ length: 500 }, (_, minute) => 100 + ((minute * 7919) % 97))
    const whole = season(prices, [...tenCoins, stopped(499)])
    const { falls, equity } = viewOf(drawdown, whole)
    const { points, inner } = viewOf(drawdownCurve(12), whole)
    expect(points.length).toBeLessThanOrEqual(12)
    const shares = points.map(({ deepest: { peak, equity: left } }) => (peak - left) / peak)
    expect(Math.max(...shares)).toBe(falls.share)
    expect(inner).toEqual({ equity, falls })
  })

  it('does not depend on how the ticks come in batches', () => {
    const whole = season([100, 120, 60, 90, 110, 130, 125], tenCoins)
    const cut = viewOf(drawdownCurve(2), cutBefore(whole, 1, 4, 5))
    expect(cut).toEqual(viewOf(drawdownCurve(2), whole))
  })
})

describe('drawdownCurveOf', () => {
  it('follows a position that is held', () => {
    const held = drawdownCurveOf(buyAndHold(1, '1000'), (view) => view.drawdown, 100)
    const { points } = viewOf(held, season([100, 120, 90], []), null)
    // Ten coins, bought for a fee of 0.05 %.
    expect(points.map(rowOf)).toEqual([
      [0, 999.5, 1000, 999.5],
      [1, 1199.5, 1199.5, 1199.5],
      [2, 899.5, 1199.5, 899.5],
    ])
  })
})
