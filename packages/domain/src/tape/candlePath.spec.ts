import * as fc from 'fast-check'
import { at } from '../columns'
import { type CandlePath, candleTicks, parseCandlePath } from './candlePath'
import type { Candles } from './candles'

type Bar = readonly [open: number, high: number, low: number, close: number]

const minuteMicros = 60_000_000

function candles(bars: readonly Bar[], fromMicros = 0): Candles {
  return {
    count: bars.length,
    openTimeMicros: Float64Array.from(bars, (_, index) => fromMicros + index * minuteMicros),
    openTicks: Float64Array.from(bars, ([open]) => open),
    highTicks: Float64Array.from(bars, ([, high]) => high),
    lowTicks: Float64Array.from(bars, ([, , low]) => low),
    closeTicks: Float64Array.from(bars, ([, , , close]) => close),
  }
}

function pricesOf(bar: Bar, path: CandlePath, fromMicros = 0): readonly number[] {
  return [...candleTicks(candles([bar], fromMicros), [2], minuteMicros, path).ticks]
}

const seeded = (seed: number): CandlePath => ({ kind: 'seeded', seed })

describe('candleTicks', () => {
  it.each<[CandlePath['kind'], Bar, readonly number[]]>([
    ['nearest', [100, 110, 95, 105], [100, 95, 110, 105]],
    ['nearest', [100, 104, 95, 98], [100, 104, 95, 98]],
    // As far to the high as to the low: the low comes first.
    ['nearest', [100, 105, 95, 98], [100, 95, 105, 98]],
    ['nearest', [100, 100, 100, 100], [100, 100, 100, 100]],
    ['nearest', [110, 110, 95, 105], [110, 110, 95, 105]],
    ['nearest', [95, 110, 95, 105], [95, 95, 110, 105]],
    ['high-first', [100, 110, 99, 105], [100, 110, 99, 105]],
    ['high-first', [100, 101, 90, 95], [100, 101, 90, 95]],
    ['low-first', [100, 101, 90, 95], [100, 90, 101, 95]],
    ['low-first', [100, 110, 99, 105], [100, 99, 110, 105]],
  ])('%s: %j is %j', (kind, bar, expected) => {
    if (kind === 'seeded') throw new Error('seeded paths have a test of their own')
    expect(pricesOf(bar, { kind })).toEqual(expected)
  })

  it('places the ticks at 0, 1/4, 1/2 of the interval and a microsecond before its end', () => {
    const bars: readonly Bar[] = [
      [100, 110, 95, 105],
      [105, 106, 101, 102],
    ]
    const ticks = candleTicks(candles(bars, 1000), [7, 9], minuteMicros, { kind: 'nearest' })
    expect(ticks.count).toBe(8)
    expect([...ticks.timeMicros]).toEqual([
      ...[1000, 15_001_000, 30_001_000, 60_000_999],
      ...[60_001_000, 75_001_000, 90_001_000, 120_000_999],
    ])
    expect([...ticks.row]).toEqual([7, 7, 7, 7, 9, 9, 9, 9])
    expect([...ticks.ticks]).toEqual([100, 95, 110, 105, 105, 106, 101, 102])
  })

  it('makes nothing of nothing', () => {
    expect(candleTicks(candles([]), [], minuteMicros, { kind: 'nearest' }).count).toBe(0)
  })

  it('visits open, both extremes and close, whatever the path', () => {
    const bars = fc
      .tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.nat(1000))
      .map(([low, a, b, c]): Bar => [low + Math.min(a, b), low + Math.max(a, b, c), low, low + c])
    const paths = fc.oneof(
      fc.constantFrom<CandlePath>(
        { kind: 'nearest' },
        { kind: 'high-first' },
        { kind: 'low-first' },
      ),
      fc.nat(999_999_999).map(seeded),
    )
    fc.assert(
      fc.property(bars, paths, ([open, high, low, close], path) => {
        const ticks = pricesOf([open, high, low, close], path)
        expect([ticks[0], ticks[3]]).toEqual([open, close])
        expect(ticks.slice(1, 3).toSorted((a, b) => a - b)).toEqual([low, high])
      }),
    )
  })
})

describe('a seeded path', () => {
  const bar: Bar = [100, 110, 90, 100]
  const isHighFirst = (seed: number, minute: number) =>
    pricesOf(bar, seeded(seed), minute * minuteMicros)[1] === 110

  it('depends on the seed and the time of the bar, not on where the tape begins', () => {
    const bars: readonly Bar[] = Array.from({ length: 200 }, () => bar)
    const whole = candleTicks(
      candles(bars),
      bars.map(() => 0),
      minuteMicros,
      seeded(7),
    )
    for (let minute = 0; minute < 200; minute += 1) {
      expect(at(whole.ticks, minute * 4 + 1) === 110).toBe(isHighFirst(7, minute))
    }
  })

  it('puts the high first about half of the time, otherwise for another seed', () => {
    const minutes = Array.from({ length: 10_000 }, (_, minute) => minute + 29_000_000)
    const ofSeeds = [0, 1, 2, 999_999_999].map((seed) => minutes.map((m) => isHighFirst(seed, m)))
    for (const flips of ofSeeds) {
      const heads = flips.filter((flip) => flip).length
      expect(Math.abs(heads - 5000)).toBeLessThan(250)
      // Neither do neighbours depend on each other.
      const changes = flips.filter((flip, index) => flip !== flips[index - 1]).length
      expect(Math.abs(changes - 5000)).toBeLessThan(250)
    }
    const [first = [], second = []] = ofSeeds
    const same = first.filter((flip, index) => flip === second[index]).length
    expect(Math.abs(same - 5000)).toBeLessThan(250)
  })

  it('stays as it is', () => {
    const flips = Array.from({ length: 24 }, (_, minute) => (isHighFirst(42, minute) ? 'h' : 'l'))
    expect(flips.join('')).toBe('hhhhllhhhhlllllhlllhhhhl')
  })
})

describe('parseCandlePath', () => {
  it.each<[string, CandlePath | undefined]>([
    ['nearest', { kind: 'nearest' }],
    ['high-first', { kind: 'high-first' }],
    ['low-first', { kind: 'low-first' }],
    ['seeded:0', { kind: 'seeded', seed: 0 }],
    ['seeded:999999999', { kind: 'seeded', seed: 999_999_999 }],
    ['seeded:1000000000', undefined],
    ['seeded', undefined],
    ['seeded:', undefined],
    ['seeded:-1', undefined],
    ['seeded:1.5', undefined],
    ['Nearest', undefined],
    ['', undefined],
  ])('%s is %j', (text, expected) => {
    expect(parseCandlePath(text)).toEqual(expected)
  })
})
