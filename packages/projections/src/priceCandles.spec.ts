import { MINUTE, cutBefore, everyMinute, minutes, seasonOf, viewOf } from './testing'
import { type PriceCandle, priceCandles } from './priceCandles'

type Row = readonly [minute: number, open: number, high: number, low: number, close: number]

const rowOf = (candle: PriceCandle): Row => [
  (candle.openMicros - minutes(0)) / MINUTE,
  candle.openTicks,
  candle.highTicks,
  candle.lowTicks,
  candle.closeTicks,
]
const candlesOf = (prices: readonly number[], atMost: number) =>
  viewOf(priceCandles(atMost), seasonOf({ ticks: everyMinute(...prices) }), null).candles.map(rowOf)

describe('priceCandles', () => {
  it('are the ticks themselves where there are few', () => {
    expect(candlesOf([100, 90, 110], 10)).toEqual([
      [0, 100, 100, 100, 100],
      [1, 90, 90, 90, 90],
      [2, 110, 110, 110, 110],
    ])
  })

  it('have the first, highest, lowest and last price of their bucket', () => {
    expect(candlesOf([100, 130, 90, 105, 120, 80, 81, 82, 83, 84, 200], 3)).toEqual([
      [0, 100, 130, 90, 120],
      [5, 80, 84, 80, 84],
      [10, 200, 200, 200, 200],
    ])
  })

  it('leave out buckets without a tick', () => {
    const ticks = [
      [minutes(0), 100],
      [minutes(9), 110],
    ] as const
    const { candles } = viewOf(priceCandles(20), seasonOf({ ticks }), null)
    expect(candles.map(rowOf)).toEqual([
      [0, 100, 100, 100, 100],
      [9, 110, 110, 110, 110],
    ])
  })

  it('are no shorter than the bars of the tape', () => {
    const sketch = { ticks: everyMinute(100, 90, 110), intervalMicros: 2 * MINUTE }
    const { candles } = viewOf(priceCandles(100), seasonOf(sketch), null)
    expect(candles.map(rowOf)).toEqual([
      [0, 100, 100, 90, 90],
      [2, 110, 110, 110, 110],
    ])
  })

  it('stay few however many ticks, and lose no high and no low', () => {
    const prices = Array.from({ length: 5000 }, (_, minute) => 1000 + ((minute * 7919) % 997))
    const { candles } = viewOf(priceCandles(60), seasonOf({ ticks: everyMinute(...prices) }), null)
    expect(candles.length).toBeLessThanOrEqual(60)
    expect(candles.length).toBeGreaterThan(30)
    expect(Math.max(...candles.map(({ highTicks }) => highTicks))).toBe(Math.max(...prices))
    expect(Math.min(...candles.map(({ lowTicks }) => lowTicks))).toBe(Math.min(...prices))
  })

  it('do not depend on how the ticks come in batches', () => {
    const whole = seasonOf({ ticks: everyMinute(100, 130, 90, 105, 120, 80, 81, 82) })
    const cut = viewOf(priceCandles(3), cutBefore(whole, 1, 2, 6), null)
    expect(cut).toEqual(viewOf(priceCandles(3), whole, null))
  })
})
