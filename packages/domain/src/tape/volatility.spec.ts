import { candleColumns } from './candles'
import { scaleVolatility } from './volatility'

/** Bars that open where the one before closed, from 10,000 ticks on. */
function bars(closes: readonly number[]) {
  const candles = candleColumns(closes.length)
  closes.forEach((close, bar) => {
    const open = closes[bar - 1] ?? 10_000
    candles.openTicks[bar] = open
    candles.highTicks[bar] = Math.max(open, close)
    candles.lowTicks[bar] = Math.min(open, close)
    candles.closeTicks[bar] = close
  })
  return candles
}

describe('scaleVolatility', () => {
  it.each([
    ['half', 50, [11_000, 9900], [10_500, 9975]],
    ['the same', 100, [11_000, 9900], [11_000, 9900]],
    ['double', 200, [11_000, 9900], [12_000, 9600]],
    // Of a fall of 60 % nothing would be left at twice the size.
    ['never less than one tick', 200, [4000, 4400], [1, 1]],
  ])('%s', (_name, percent, closes, expected) => {
    expect([...scaleVolatility(bars(closes), percent).closeTicks]).toEqual(expected)
  })

  it('goes by the unrounded close, so that small moves do not get lost', () => {
    const closes = Array.from({ length: 400 }, (_, bar) => 10_001 + bar)
    const made = scaleVolatility(bars(closes), 10)
    expect(made.closeTicks.at(-1)).toBe(10_039)
  })
})
