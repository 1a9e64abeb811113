import { at } from '../columns'
import { type CandlePath, type TickColumns, candleTicks } from './candlePath'
import { type Candles, candleColumns } from './candles'

/**
 * The bars of a tape with the row of its source that each came from. Of the last one, which opens at
 * the end, only the open is known: its four figures are that one price.
 */
export interface TapeBars {
  readonly candles: Candles
  readonly rows: Float64Array
  readonly intervalMicros: number
}

/**
 * The bars that ticks were made from, four ticks each and the lone open of the last: whatever path
 * they follow, the extremes are the second and third. Throws a RangeError for any other ticks.
 */
export function tapeBars(ticks: TickColumns, intervalMicros: number): TapeBars {
  const bars = (ticks.count + 3) / 4
  if (!Number.isSafeInteger(bars))
    throw new RangeError(`expected four ticks a bar and one of the last, got ${ticks.count} ticks`)
  const candles = candleColumns(bars)
  const rows = new Float64Array(bars)
  for (let bar = 0; bar < bars; bar += 1) {
    const first = bar * 4
    const isLast = bar === bars - 1
    const price = (offset: number) => at(ticks.ticks, isLast ? first : first + offset)
    rows[bar] = at(ticks.row, first)
    candles.openTimeMicros[bar] = at(ticks.timeMicros, first)
    candles.openTicks[bar] = price(0)
    candles.highTicks[bar] = Math.max(price(1), price(2))
    candles.lowTicks[bar] = Math.min(price(1), price(2))
    candles.closeTicks[bar] = price(3)
  }
  return { candles, rows, intervalMicros }
}

/** The ticks of bars along a path, of the last one its open alone. */
export function barTicks(
  { candles, rows, intervalMicros }: TapeBars,
  path: CandlePath,
): TickColumns {
  const { count, timeMicros, row, ticks } = candleTicks(candles, rows, intervalMicros, path)
  const end = count - 3
  return {
    count: end,
    timeMicros: timeMicros.subarray(0, end),
    row: row.subarray(0, end),
    ticks: ticks.subarray(0, end),
  }
}
