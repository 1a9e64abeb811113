import { at } from '../columns'
import { MICROS_PER_HOUR } from '../units'
import { bridge } from './bridge'
import { type Candles, candleColumns } from './candles'

/** What a rebridged tape keeps: the figures of these, aligned to UTC. */
export const COARSE_MICROS = 4 * MICROS_PER_HOUR

/** Seeds of a bridge have two words: the lower one is the tape's, the upper one the four hours'. */
const SEED_WORD = 4_294_967_296

/**
 * The same four-hour candles with another way between their figures: all bars that open in the same
 * four hours of UTC become one candle, and that is refined again into as many bars. At both ends, and
 * around gaps, it is a candle of fewer bars. The last bar, of which only the open is known, stays.
 *
 * What is drawn depends on the seed, the four hours and their figures alone, not on where a tape begins.
 */
export function rebridge(bars: Candles, intervalMicros: number, seed: number): Candles {
  const made = candleColumns(bars.count)
  made.openTimeMicros.set(bars.openTimeMicros)
  const last = bars.count - 1
  for (let first = 0; first < last;) {
    const hours = Math.floor(at(bars.openTimeMicros, first) / COARSE_MICROS)
    let end = first + 1
    while (end < last && Math.floor(at(bars.openTimeMicros, end) / COARSE_MICROS) === hours)
      end += 1
    const options = { parts: end - first, intervalMicros, seed: hours * SEED_WORD + seed }
    const refined = bridge(aggregated(bars, first, end), options)
    made.openTicks.set(refined.openTicks, first)
    made.highTicks.set(refined.highTicks, first)
    made.lowTicks.set(refined.lowTicks, first)
    made.closeTicks.set(refined.closeTicks, first)
    first = end
  }
  const columns = ['openTicks', 'highTicks', 'lowTicks', 'closeTicks'] as const
  for (const column of columns) made[column][last] = at(bars[column], last)
  return made
}

/** The bars from `first` to before `end` as one candle. */
function aggregated(bars: Candles, first: number, end: number): Candles {
  const candle = candleColumns(1)
  let [high, low] = [at(bars.highTicks, first), at(bars.lowTicks, first)]
  for (let bar = first + 1; bar < end; bar += 1) {
    high = Math.max(high, at(bars.highTicks, bar))
    low = Math.min(low, at(bars.lowTicks, bar))
  }
  candle.openTimeMicros[0] = at(bars.openTimeMicros, first)
  candle.openTicks[0] = at(bars.openTicks, first)
  candle.highTicks[0] = high
  candle.lowTicks[0] = low
  candle.closeTicks[0] = at(bars.closeTicks, end - 1)
  return candle
}
