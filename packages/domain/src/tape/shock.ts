import { at } from '../columns'
import { type Candles, candleColumns } from './candles'
import { wholeTicks } from './chainedCandles'

/** A price that changes for good by hundredths of a percent, to the nearest whole tick, at least one. */
export function shockedPrice(priceTicks: number, basisPoints: number): number {
  return wholeTicks((priceTicks * (10_000 + basisPoints)) / 10_000)
}

/**
 * The same bars with all prices from a moment on changed for good. The bar of that moment makes the
 * move: it opens at the old price and all else of it lies at the new one.
 */
export function shock(
  bars: Candles,
  intervalMicros: number,
  atMicros: number,
  basisPoints: number,
): Candles {
  const made = candleColumns(bars.count)
  made.openTimeMicros.set(bars.openTimeMicros)
  for (let bar = 0; bar < bars.count; bar += 1) {
    const openMicros = at(bars.openTimeMicros, bar)
    const isBefore = openMicros + intervalMicros <= atMicros
    const price = (column: Float64Array) =>
      isBefore ? at(column, bar) : shockedPrice(at(column, bar), basisPoints)
    const open = openMicros <= atMicros ? at(bars.openTicks, bar) : price(bars.openTicks)
    made.openTicks[bar] = open
    made.highTicks[bar] = Math.max(open, price(bars.highTicks))
    made.lowTicks[bar] = Math.min(open, price(bars.lowTicks))
    made.closeTicks[bar] = price(bars.closeTicks)
  }
  return made
}
