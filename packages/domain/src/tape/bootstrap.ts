import { MICROS_PER_DAY } from '../units'
import type { Candles } from './candles'
import { chainedCandles } from './chainedCandles'
import { seededRandom, uniform } from './random'

/**
 * The bars in another order: blocks of neighbouring bars, drawn with replacement from any place, one
 * after the other until the tape is full (Künsch 1989, The Jackknife and the Bootstrap for General
 * Stationary Observations). A block has as many bars as a day, or a quarter of all where that is less.
 */
export function bootstrap(bars: Candles, intervalMicros: number, seed: number): Candles {
  // The last bar has an open alone, so no block reaches it.
  const whole = bars.count - 1
  const length = Math.max(
    1,
    Math.min(Math.round(MICROS_PER_DAY / intervalMicros), Math.ceil(whole / 4)),
  )
  const starts = Math.max(1, whole - length + 1)
  const random = seededRandom(seed, 0)
  let first = 0
  return chainedCandles(
    bars,
    (place) => {
      const within = place % length
      if (within === 0) first = Math.floor(uniform(random) * starts)
      return first + within
    },
    (ratio) => ratio,
  )
}
