import { at } from '../columns'
import { type Candles, candleColumns } from './candles'

/**
 * Candles with the times of some, each made from a bar of theirs by what its figures are to the close
 * before it: `barOf` says which bar stands at a place, `changeOf` what becomes of a figure's ratio to
 * that close. The first candle goes by its own bar's open, and opens at the price that the first of
 * theirs does. The chain of closes is not rounded, the figures are: to whole ticks, at least one.
 */
export function chainedCandles(
  source: Candles,
  barOf: (place: number) => number,
  changeOf: (ratio: number) => number,
): Candles {
  const made = candleColumns(source.count)
  made.openTimeMicros.set(source.openTimeMicros)
  let before = source.count === 0 ? 0 : at(source.openTicks, 0)
  for (let place = 0; place < source.count; place += 1) {
    const bar = barOf(place)
    const base =
      place === 0 || bar === 0 ? at(source.openTicks, bar) : at(source.closeTicks, bar - 1)
    const figure = (column: Float64Array) => before * changeOf(at(column, bar) / base)
    made.openTicks[place] = wholeTicks(figure(source.openTicks))
    made.highTicks[place] = wholeTicks(figure(source.highTicks))
    made.lowTicks[place] = wholeTicks(figure(source.lowTicks))
    const close = figure(source.closeTicks)
    made.closeTicks[place] = wholeTicks(close)
    before = Math.max(1, close)
  }
  return made
}

/** The nearest whole tick, at least one; halves go up. */
export function wholeTicks(price: number): number {
  return Math.max(1, Math.floor(price + 0.5))
}
