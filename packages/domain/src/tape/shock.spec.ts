import { candleColumns } from './candles'
import { shock, shockedPrice } from './shock'

const MINUTE = 60_000_000

function flat(count: number, [open, high, low, close]: readonly [number, number, number, number]) {
  const candles = candleColumns(count)
  candles.openTimeMicros.set(Array.from({ length: count }, (_, bar) => bar * MINUTE))
  candles.openTicks.fill(open)
  candles.highTicks.fill(high)
  candles.lowTicks.fill(low)
  candles.closeTicks.fill(close)
  return candles
}

describe('shock', () => {
  it.each([
    ['a moment in a bar', MINUTE + 1, [1000, 1000, 900], [1010, 1000, 909], [990, 882, 891]],
    ['the open of a bar', MINUTE, [1000, 1000, 900], [1010, 1000, 909], [990, 882, 891]],
    [
      'the last moment of one',
      2 * MINUTE - 1,
      [1000, 1000, 900],
      [1010, 1000, 909],
      [990, 882, 891],
    ],
    ['before the first bar', -1, [900, 900, 900], [909, 909, 909], [891, 882, 891]],
  ])('at %s', (_name, atMicros, opens, highs, lows) => {
    const bars = flat(3, [1000, 1010, 990, 1000])
    bars.lowTicks[1] = 980
    const made = shock(bars, MINUTE, atMicros, -1000)
    expect([...made.openTicks]).toEqual(opens)
    expect([...made.highTicks]).toEqual(highs)
    expect([...made.lowTicks]).toEqual(lows)
  })

  it('upwards opens the bar at its low', () => {
    const made = shock(flat(2, [1000, 1010, 990, 1000]), MINUTE, 0, 2000)
    expect([...made.lowTicks]).toEqual([1000, 1188])
    expect([...made.highTicks]).toEqual([1212, 1212])
  })

  it.each([
    [1000, -9999, 1],
    [1, -9999, 1],
    [1005, -5000, 503],
    [1003, 1, 1003],
  ])('makes of %i ticks by %i hundredths of a percent %i', (ticks, basisPoints, expected) => {
    expect(shockedPrice(ticks, basisPoints)).toBe(expected)
  })
})
