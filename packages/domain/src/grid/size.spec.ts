import * as fc from 'fast-check'
import { Decimal } from '../decimal'
import { bitcoin } from '../../../../test/support/gridSamples'
import { marginFor, quantityLotsFor } from './size'

const thousands = Array.from({ length: 11 }, (_, index) => 600000 + index * 10000)

describe('quantityLotsFor', () => {
  it.each([
    // 1000/(0.01·655000·0.2005) = 0.7615 contracts.
    ['5', '1000', 76],
    ['5', '950', 72],
    ['10', '1000', 151],
    ['1', '1000', 15],
    ['100', '1000', 1454],
    // 0.01 contracts at every line take 13.13275 USDT exactly.
    ['5', '13.13275', 1],
    ['5', '13.13274999', 0],
    ['5', '0', 0],
  ])('at %sx, %s USDT make %d lots', (leverage, margin, lots) => {
    const made = quantityLotsFor(bitcoin, thousands, new Decimal(leverage), new Decimal(margin))
    expect(made).toBe(lots)
  })

  it('does not count the lowest line', () => {
    const [, ...above] = thousands
    const [leverage, margin] = [new Decimal(5), new Decimal(1000)]
    expect(quantityLotsFor(bitcoin, [1, ...above], leverage, margin)).toBe(76)
  })
})

describe('marginFor', () => {
  it('is what the smallest size needs', () => {
    expect(marginFor(bitcoin, thousands, new Decimal(5), 1).toFixed()).toBe('13.13275')
  })

  it('is the least margin that makes a quantity', () => {
    const grids = fc.record({
      lines: fc.uniqueArray(fc.integer({ min: 1, max: 2_000_000 }), {
        minLength: 3,
        maxLength: 60,
      }),
      leverage: fc.integer({ min: 10, max: 1000 }).map((tenths) => new Decimal(tenths).div(10)),
      lots: fc.integer({ min: 1, max: 100_000 }),
    })
    fc.assert(
      fc.property(grids, ({ lines, leverage, lots }) => {
        const least = marginFor(bitcoin, lines, leverage, lots)
        // A quotient that does not end is off by less than this; money has 8 decimals.
        const [enough, tooLittle] = [least.plus('1e-12'), least.minus('1e-8')]
        expect(quantityLotsFor(bitcoin, lines, leverage, enough)).toBe(lots)
        expect(quantityLotsFor(bitcoin, lines, leverage, tooLittle)).toBe(lots - 1)
      }),
      { numRuns: 200 },
    )
  })
})
