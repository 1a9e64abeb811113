import type { Candles } from './candles'
import { chainedCandles } from './chainedCandles'

/**
 * The same bars with larger or smaller moves: what each figure is above or below the close before it
 * becomes `percent` percent of that, so 100 changes nothing. Trends grow with the moves.
 */
export function scaleVolatility(bars: Candles, percent: number): Candles {
  const share = percent / 100
  return chainedCandles(
    bars,
    (place) => place,
    (ratio) => 1 + share * (ratio - 1),
  )
}
