import { at } from '../columns'
import { bootstrap } from './bootstrap'
import { candleColumns } from './candles'

const HOUR = 3_600_000_000

/** Hours of which each rises by its own number of ticks from a price that is the same. */
function hours(count: number) {
  const candles = candleColumns(count)
  for (let bar = 0; bar < count; bar += 1) {
    candles.openTimeMicros[bar] = bar * HOUR
    candles.openTicks[bar] = 1_000_000
    candles.highTicks[bar] = 1_000_000 + bar
    candles.lowTicks[bar] = 1_000_000
    candles.closeTicks[bar] = 1_000_000
  }
  return candles
}

/** Which bar of the hours each bar was made of. */
const drawn = (count: number, seed: number) =>
  Array.from(bootstrap(hours(count), HOUR, seed).highTicks, (high) => high - 1_000_000)

describe('bootstrap', () => {
  it('draws blocks of a day, each of neighbours, none with the bar of the end', () => {
    for (const seed of [1, 2, 3]) {
      const bars = drawn(24 * 10 + 1, seed)
      for (const [place, bar] of bars.slice(0, -1).entries())
        if (place % 24 > 0) expect(bar).toBe(at(bars, place - 1) + 1)
      expect(Math.max(...bars.slice(0, -1))).toBeLessThan(240)
    }
  })

  it('draws from every place, with replacement', () => {
    const starts = Array.from({ length: 200 }, (_, seed) => drawn(24 * 4 + 1, seed)[0] ?? -1)
    expect(Math.min(...starts)).toBeLessThan(3)
    expect(Math.max(...starts)).toBeGreaterThan(69)
    expect(new Set(starts).size).toBeGreaterThan(50)
  })

  it('draws quarters of a tape that is shorter than four days', () => {
    const bars = drawn(9, 5)
    expect(at(bars, 1)).toBe(at(bars, 0) + 1)
    expect(at(bars, 3)).toBe(at(bars, 2) + 1)
  })

  it('makes one bar of one bar', () => {
    expect(drawn(2, 1)).toHaveLength(2)
  })
})
