import * as fc from 'fast-check'
import { at } from '../columns'
import { bridge } from './bridge'
import type { Candles } from './candles'

type Figures = readonly [open: number, high: number, low: number, close: number]

const fourHoursMicros = 4 * 3600 * 1_000_000
const minutes = { parts: 240, intervalMicros: 60_000_000 }

/** 29 October 2025 of season 1, in ticks of 0.1 USDT. */
const sixBars = candles([
  [1128486, 1129214, 1120123, 1124539],
  [1124539, 1135535, 1124308, 1135000],
  [1135000, 1135585, 1126692, 1130890],
  [1130890, 1135999, 1113184, 1114595],
  [1114596, 1120000, 1091000, 1105947],
  [1105948, 1117497, 1096880, 1099730],
])

const degenerate: readonly (readonly [name: string, ...figures: Figures])[] = [
  ['no movement', 100, 100, 100, 100],
  ['a range of one tick', 100, 101, 100, 100],
  ['one tick up', 100, 101, 100, 101],
  ['one tick down', 101, 101, 100, 100],
  ['a range of two ticks', 101, 102, 100, 101],
  ['open at the high', 900, 900, 100, 500],
  ['open at the low', 100, 900, 100, 500],
  ['close at the high', 500, 900, 100, 900],
  ['close at the low', 500, 900, 100, 100],
  ['from low to high', 100, 900, 100, 900],
  ['from high to low', 900, 900, 100, 100],
  ['back to the high', 900, 900, 100, 900],
  ['back to the low', 100, 900, 100, 100],
  ['a tick off the high', 899, 900, 100, 899],
]

const figures: fc.Arbitrary<Figures> = fc
  .tuple(
    fc.integer({ min: 0, max: 2_000_000 }),
    fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 100_000 })),
    fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  )
  .map(([low, range, open, close]) => [
    low + Math.round(range * open),
    low + range,
    low,
    low + Math.round(range * close),
  ])

const anySeed = fc.maxSafeNat()
const someBars = fc.array(figures, { minLength: 1, maxLength: 4 })
const someParts = fc.constantFrom(1, 2, 3, 16, 240)

describe('bridge', () => {
  it('aggregates to each coarse candle exactly', () => {
    fc.assert(
      fc.property(someBars, someParts, anySeed, (bars, parts, seed) => {
        const coarse = candles(bars)
        const refined = bridge(coarse, { parts, intervalMicros: 60_000_000, seed })
        expect(refined.count).toBe(bars.length * parts)
        expect(aggregated(refined, parts)).toEqual(coarse)
      }),
    )
  })

  it('makes valid candles of whole ticks, each opening where the last one closed', () => {
    fc.assert(
      fc.property(someBars, someParts, anySeed, (bars, parts, seed) => {
        const coarse = candles(bars)
        expectValid(coarse, bridge(coarse, { parts, intervalMicros: 60_000_000, seed }), parts)
      }),
    )
  })

  it.each(degenerate)('takes a bar with %s', (_name, open, high, low, close) => {
    const coarse = candles([[open, high, low, close]])
    for (const parts of [1, 2, 240]) {
      for (let seed = 0; seed < 8; seed++) {
        const refined = bridge(coarse, { parts, intervalMicros: 60_000_000, seed })
        expect(aggregated(refined, parts)).toEqual(coarse)
        expectValid(coarse, refined, parts)
      }
    }
  })

  it('opens each refined bar one interval after the one before', () => {
    const refined = bridge(sixBars, { ...minutes, seed: 1 })
    for (let row = 0; row < refined.count; row++) {
      expect(at(refined.openTimeMicros, row)).toBe(row * 60_000_000)
    }
  })

  it('gives no candle for no candle', () => {
    expect(bridge(candles([]), { ...minutes, seed: 1 }).count).toBe(0)
  })

  it('gives the same candles for the same seed', () => {
    fc.assert(
      fc.property(someBars, anySeed, (bars, seed) => {
        const once = bridge(candles(bars), { ...minutes, seed })
        expect(bridge(candles(bars), { ...minutes, seed })).toEqual(once)
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    [1, 2],
    [0, 4294967296],
    [1, Number.MAX_SAFE_INTEGER],
  ])('gives other candles for seed %d than for seed %d', (one, other) => {
    const checksums = [one, other].map((seed) => checksum(bridge(sixBars, { ...minutes, seed })))
    expect(checksums[0]).not.toBe(checksums[1])
  })

  it('draws a bar from the seed, its index and its figures alone', () => {
    const other = candles([[100, 900, 50, 500], ...rowsOf(sixBars).slice(1)])
    const whole = bridge(sixBars, { ...minutes, seed: 7 })
    const changed = bridge(other, { ...minutes, seed: 7 })
    expect(changed.closeTicks.subarray(240)).toEqual(whole.closeTicks.subarray(240))
    const twice = bridge(
      candles([
        [500, 900, 100, 500],
        [500, 900, 100, 500],
      ]),
      { ...minutes, seed: 7 },
    )
    expect(twice.closeTicks.subarray(0, 240)).not.toEqual(twice.closeTicks.subarray(240))
  })

  it('moves between both prices of a range of one tick', () => {
    const { closeTicks } = bridge(candles([[100, 101, 100, 100]]), { ...minutes, seed: 1 })
    expect(closeTicks.filter((close) => close === 101).length).toBeGreaterThan(20)
  })

  it('gives the golden candles', () => {
    const coarse = candles([...rowsOf(sixBars), ...degenerate.map(([, ...bar]) => bar)])
    expect(checksum(bridge(coarse, { ...minutes, seed: 20251029 }))).toBe(41422484)
  })

  // Over the whole season the real 15-minute candles have 0.37 (squares) and 3.75 (ranges).
  it('varies from one quarter of an hour to the next about as the market did', () => {
    const { squares, ranges } = variation(15)
    expect(squares).toBeGreaterThan(0.34)
    expect(squares).toBeLessThan(0.42)
    expect(ranges).toBeGreaterThan(3.4)
    expect(ranges).toBeLessThan(3.9)
  })

  it('varies as much from minute to minute', () => {
    const { squares } = variation(1)
    expect(squares).toBeGreaterThan(0.34)
    expect(squares).toBeLessThan(0.42)
  })

  it.each([
    ['parts', { parts: 0, intervalMicros: 1, seed: 1 }],
    ['parts', { parts: 1.5, intervalMicros: 1, seed: 1 }],
    ['intervalMicros', { parts: 1, intervalMicros: 0, seed: 1 }],
    ['seed', { parts: 1, intervalMicros: 1, seed: -1 }],
    ['seed', { parts: 1, intervalMicros: 1, seed: 2 ** 53 }],
  ])('refuses bad %s: %j', (name, options) => {
    expect(() => bridge(sixBars, options)).toThrow(new RegExp(`expected ${name} to be an integer`))
  })

  it.each<Figures>([
    [100, 99, 90, 95],
    [100, 110, 101, 105],
    [100, 110, 90, 111],
    [100, 110, 90, 89],
    [100.5, 110, 90, 100],
  ])('refuses the candle %d, %d, %d, %d', (...bar) => {
    expect(() => bridge(candles([[1, 1, 1, 1], bar]), { ...minutes, seed: 1 })).toThrow(
      /whole ticks with low <= open, close <= high in coarse candle 1/,
    )
  })
})

function candles(bars: readonly Figures[]): Candles {
  return {
    count: bars.length,
    openTimeMicros: Float64Array.from(bars, (_bar, index) => index * fourHoursMicros),
    openTicks: Float64Array.from(bars, ([open]) => open),
    highTicks: Float64Array.from(bars, ([, high]) => high),
    lowTicks: Float64Array.from(bars, ([, , low]) => low),
    closeTicks: Float64Array.from(bars, ([, , , close]) => close),
  }
}

function rowsOf(coarse: Candles): readonly Figures[] {
  return Array.from(coarse.openTicks, (open, row): Figures => [
    open,
    at(coarse.highTicks, row),
    at(coarse.lowTicks, row),
    at(coarse.closeTicks, row),
  ])
}

/** Every `parts` candles as one; its time is its first candle's. */
function aggregated(refined: Candles, parts: number): Candles {
  const rows = Array.from({ length: refined.count / parts }, (_, index) => index * parts)
  return {
    count: rows.length,
    openTimeMicros: Float64Array.from(rows, (row) => at(refined.openTimeMicros, row)),
    openTicks: Float64Array.from(rows, (row) => at(refined.openTicks, row)),
    highTicks: Float64Array.from(rows, (row) =>
      Math.max(...refined.highTicks.subarray(row, row + parts)),
    ),
    lowTicks: Float64Array.from(rows, (row) =>
      Math.min(...refined.lowTicks.subarray(row, row + parts)),
    ),
    closeTicks: Float64Array.from(rows, (row) => at(refined.closeTicks, row + parts - 1)),
  }
}

function expectValid(coarse: Candles, refined: Candles, parts: number): void {
  const wrong: string[] = []
  rowsOf(refined).forEach(([open, high, low, close], row) => {
    const index = Math.floor(row / parts)
    const whole = [open, high, low, close].every(Number.isSafeInteger)
    const ordered = low <= Math.min(open, close) && Math.max(open, close) <= high
    const inside = at(coarse.lowTicks, index) <= low && high <= at(coarse.highTicks, index)
    const joined = row % parts === 0 || open === at(refined.closeTicks, row - 1)
    if (!whole || !ordered || !inside || !joined) {
      wrong.push(`row ${row}: open ${open}, high ${high}, low ${low}, close ${close}`)
    }
  })
  expect(wrong).toEqual([])
}

/**
 * Of the six bars over 50 seeds, in candles of some minutes: the mean sum of the squares of the
 * changes of the close over that of the squared coarse ranges, and of the ranges likewise.
 */
function variation(ofMinutes: number): { readonly squares: number; readonly ranges: number } {
  const seeds = 50
  let squares = 0
  let ranges = 0
  for (let seed = 0; seed < seeds; seed++) {
    const refined = aggregated(bridge(sixBars, { ...minutes, seed }), ofMinutes)
    let last = at(refined.openTicks, 0)
    for (const [, high, low, close] of rowsOf(refined)) {
      squares += (close - last) * (close - last)
      ranges += high - low
      last = close
    }
  }
  const coarse = rowsOf(sixBars).map(([, high, low]) => high - low)
  const sumOfSquares = coarse.reduce((sum, range) => sum + range * range, 0)
  const sum = coarse.reduce((total, range) => total + range, 0)
  return { squares: squares / seeds / sumOfSquares, ranges: ranges / seeds / sum }
}

/** FNV-1a over the columns, two words of each number. */
function checksum(tape: Candles): number {
  let hash = 0x811c9dc5
  const columns = [
    tape.openTimeMicros,
    tape.openTicks,
    tape.highTicks,
    tape.lowTicks,
    tape.closeTicks,
  ]
  for (const column of columns) {
    for (const value of column) {
      hash = Math.imul(hash ^ (value >>> 0), 0x01000193)
      hash = Math.imul(hash ^ Math.floor(value / 4294967296), 0x01000193)
    }
  }
  return hash >>> 0
}
