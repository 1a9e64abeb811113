import * as fc from 'fast-check'
import type { CandlePath } from './candlePath'
import { candleColumns } from './candles'
import { barTicks, tapeBars } from './tapeBars'

const INTERVAL = 900_000_000

const bars = fc
  .array(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50)), { minLength: 1, maxLength: 20 })
  .map((figures) => {
    const candles = candleColumns(figures.length)
    figures.forEach(([one, other, above, below], bar) => {
      candles.openTimeMicros[bar] = bar * INTERVAL
      candles.openTicks[bar] = 100 + one
      candles.closeTicks[bar] = 100 + other
      candles.highTicks[bar] = 100 + Math.max(one, other) + above
      candles.lowTicks[bar] = 100 + Math.min(one, other) - below
    })
    const last = figures.length - 1
    for (const column of [candles.highTicks, candles.lowTicks, candles.closeTicks])
      column.set(candles.openTicks.subarray(last), last)
    return {
      candles,
      rows: Float64Array.from(figures, (_, bar) => bar + 7),
      intervalMicros: INTERVAL,
    }
  })
const path = fc.constantFrom<CandlePath>(
  { kind: 'nearest' },
  { kind: 'high-first' },
  { kind: 'low-first' },
  { kind: 'seeded', seed: 5 },
)

describe('tapeBars', () => {
  it('are the bars that ticks were made from, whatever path these follow', () => {
    fc.assert(
      fc.property(bars, path, (made, along) => {
        const ticks = barTicks(made, along)
        expect(ticks.count).toBe(made.candles.count * 4 - 3)
        expect(tapeBars(ticks, INTERVAL)).toEqual(made)
      }),
    )
  })

  it.each([2, 3, 4, 6])(
    'refuses %i ticks, which are no bars and the open of a last one',
    (count) => {
      const column = new Float64Array(count)
      const ticks = { count, timeMicros: column, row: column, ticks: column }
      expect(() => tapeBars(ticks, INTERVAL)).toThrow(`one of the last, got ${count} ticks`)
    },
  )
})
