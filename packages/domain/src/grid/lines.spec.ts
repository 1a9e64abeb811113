import * as fc from 'fast-check'
import { Decimal } from '../decimal'
import { bitcoin } from '../../../../test/support/gridSamples'
import { gridLines, largestGridCount, narrowestProfit } from './lines'

type Spacing = 'arithmetic' | 'geometric'

function specOf(spacing: Spacing, lowerPrice: string, upperPrice: string) {
  return { spacing, lowerPrice: new Decimal(lowerPrice), upperPrice: new Decimal(upperPrice) }
}

const anySpec = fc
  .record({
    spacing: fc.constantFrom<Spacing>('arithmetic', 'geometric'),
    lower: fc.integer({ min: 20_000, max: 120_000 }),
    width: fc.integer({ min: 500, max: 40_000 }),
  })
  .map(({ spacing, lower, width }) => specOf(spacing, String(lower), String(lower + width)))

describe('gridLines', () => {
  it.each<[Spacing, string, string, number, readonly number[]]>([
    ['arithmetic', '60000', '70000', 4, [600000, 625000, 650000, 675000, 700000]],
    // 33333.3333… and 66666.6666… to the nearest tick.
    ['arithmetic', '30000', '40000', 3, [300000, 333333, 366667, 400000]],
    // A line half-way between two ticks goes up: 100.05 and 100.15.
    ['arithmetic', '100', '100.2', 4, [1000, 1001, 1001, 1002, 1002]],
    ['geometric', '100', '400', 2, [1000, 2000, 4000]],
    // 100.025 · 2 = 200.05, exactly half a tick, also by way of a root.
    ['geometric', '100.025', '400.1', 2, [1000, 2001, 4001]],
    ['geometric', '10000', '20000', 3, [100000, 125992, 158740, 200000]],
  ])('%s, %s to %s in %d: %j', (spacing, lower, upper, gridCount, expected) => {
    expect(gridLines(bitcoin, specOf(spacing, lower, upper), gridCount)).toEqual(expected)
  })

  it('has OKX example A, 10 to 100000 in 50, with C on line 14', () => {
    const lines = gridLines(bitcoin, specOf('arithmetic', '10', '100000'), 50)
    expect(lines).toHaveLength(51)
    expect([lines[0], lines[14], lines[15], lines[50]]).toEqual([100, 280072, 300070, 1000000])
  })

  it('rounds each arithmetic line as the exact decimals do, ties up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000_000 }),
        fc.integer({ min: 1, max: 500_000 }),
        fc.integer({ min: 2, max: 400 }),
        (lower, width, gridCount) => {
          const exact = Array.from({ length: gridCount + 1 }, (_, index) =>
            new Decimal(width)
              .times(index)
              .div(gridCount)
              .plus(lower)
              .toDecimalPlaces(0, Decimal.ROUND_HALF_UP)
              .toNumber(),
          )
          const [from, to] = [lower, lower + width].map((ticks) => new Decimal(ticks).div(10))
          const spec = specOf('arithmetic', from!.toFixed(), to!.toFixed())
          expect(gridLines(bitcoin, spec, gridCount)).toEqual(exact)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('rounds each geometric line as 60 digits would', () => {
    const Precise = Decimal.clone({ precision: 60 })
    fc.assert(
      fc.property(anySpec, fc.integer({ min: 2, max: 30 }), (spec, gridCount) => {
        const { lowerPrice, upperPrice } = spec
        const exact = Array.from({ length: gridCount + 1 }, (_, index) =>
          new Precise(lowerPrice)
            .times(new Precise(upperPrice).div(lowerPrice).pow(new Precise(index).div(gridCount)))
            .toSignificantDigits(28)
            .div('0.1')
            .toDecimalPlaces(0, Decimal.ROUND_HALF_UP)
            .toNumber(),
        )
        expect(gridLines(bitcoin, { ...spec, spacing: 'geometric' }, gridCount)).toEqual(exact)
      }),
      { numRuns: 15 },
    )
  })
})

describe('largestGridCount', () => {
  it.each<[Spacing, string, string, number]>([
    // OKX's example D.
    ['arithmetic', '50000', '70000', 285],
    ['geometric', '50000', '70000', 335],
    ['arithmetic', '10', '100000', 1000],
    // One tick is more than the fees of these prices.
    ['arithmetic', '100', '101', 5],
    ['arithmetic', '60000', '60000.1', 0],
    // 20 earned and 20 paid: nothing is left.
    ['arithmetic', '19990', '20010', 0],
    ['arithmetic', '60000', '60060', 0],
    ['arithmetic', '60000', '60061', 1],
    // Both of these took minutes while all lines were made for every count that was tried.
    ['geometric', '10', '100000', 1014],
    ['geometric', '5000', '100000', 2947],
  ])('%s, %s to %s is %d', (spacing, lower, upper, expected) => {
    expect(largestGridCount(bitcoin, specOf(spacing, lower, upper))).toBe(expected)
  })

  it('is a count at which every interval earns, and the next one has one that does not', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const largest = largestGridCount(bitcoin, spec)
        fc.pre(largest > 0)
        const profit = (count: number) => narrowestProfit(gridLines(bitcoin, spec, count), cost)
        expect(profit(largest).gt(0)).toBe(true)
        for (let more = 1; more <= 3; more += 1) expect(profit(largest + more).gt(0)).toBe(false)
      }),
      { numRuns: 15 },
    )
  })

  const cost = new Decimal('0.0005')
})

describe('narrowestProfit', () => {
  it.each([
    [[1000, 1100, 1200], '0.0005', '98.85'],
    [[1000, 1100, 1199], '0.0005', '97.8505'],
    [[1000, 1001], '0.0005', '-0.0005'],
    [[1000], '0.0005', '0'],
    [[1000, 1100], '-0.001', '102.1'],
  ])('of %j at %s is %s ticks', (lines, rate, expected) => {
    expect(narrowestProfit(lines, new Decimal(rate)).toFixed()).toBe(expected)
  })
})
