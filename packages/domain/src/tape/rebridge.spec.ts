import { at } from '../columns'
import { bridge } from './bridge'
import { type Candles, candleColumns } from './candles'
import { COARSE_MICROS, rebridge } from './rebridge'

const QUARTER = COARSE_MICROS / 16

/** Quarters of an hour of a saw, from so many after a four-hour mark, some left out. */
function saw(first: number, count: number, missing: readonly number[] = []): Candles {
  const places = Array.from({ length: count }, (_, bar) => first + bar)
  const kept = places.filter((place) => !missing.includes(place))
  const candles = candleColumns(kept.length)
  kept.forEach((place, bar) => {
    const open = 1000 + (place % 7) * 10
    candles.openTimeMicros[bar] = COARSE_MICROS * 1000 + place * QUARTER
    candles.openTicks[bar] = open
    candles.highTicks[bar] = open + 9
    candles.lowTicks[bar] = open - 6
    candles.closeTicks[bar] = open + 4
  })
  return candles
}

describe('rebridge', () => {
  it('bridges the bars that open in the same four hours, and keeps the last', () => {
    const bars = saw(12, 24)
    const made = rebridge(bars, QUARTER, 7)
    const ranges = [
      [0, 4],
      [4, 20],
      [20, 23],
    ] as const
    for (const [index, [from, to]] of ranges.entries()) {
      const coarse = candleColumns(1)
      coarse.openTicks.set(bars.openTicks.subarray(from, from + 1))
      coarse.closeTicks.set(bars.closeTicks.subarray(to - 1, to))
      coarse.highTicks[0] = Math.max(...bars.highTicks.subarray(from, to))
      coarse.lowTicks[0] = Math.min(...bars.lowTicks.subarray(from, to))
      const seed = (1000 + index) * 2 ** 32 + 7
      const refined = bridge(coarse, { parts: to - from, intervalMicros: QUARTER, seed })
      expect(made.closeTicks.subarray(from, to)).toEqual(refined.closeTicks)
      expect(made.highTicks.subarray(from, to)).toEqual(refined.highTicks)
    }
    expect(at(made.openTicks, 23)).toBe(at(bars.openTicks, 23))
    expect(made.openTimeMicros).toEqual(bars.openTimeMicros)
  })

  it('goes around gaps', () => {
    const bars = saw(0, 40, [3, 4, 5, 17, 18])
    const made = rebridge(bars, QUARTER, 1)
    expect(made.openTimeMicros).toEqual(bars.openTimeMicros)
    expect(at(made.closeTicks, 12)).toBe(at(bars.closeTicks, 12))
  })

  it('draws a four hours alike wherever the tape begins', () => {
    const [long, short] = [rebridge(saw(0, 49), QUARTER, 3), rebridge(saw(16, 33), QUARTER, 3)]
    expect(short.closeTicks).toEqual(long.closeTicks.subarray(16))
  })

  it('changes with the seed', () => {
    const one = rebridge(saw(0, 49), QUARTER, 3)
    expect(rebridge(saw(0, 49), QUARTER, 4).closeTicks).not.toEqual(one.closeTicks)
  })
})
