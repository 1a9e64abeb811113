import * as fc from 'fast-check'
import { Decimal, parseDecimal } from '@gridledger/domain'
import { parseStamp, parseTicks, parseWhole, priceExpected, tickScale } from './numbers'

/** Parses a text that stands in the middle of other bytes. */
const within = (text: string) => Buffer.from(`9,${text},9`)
const ticksIn = (text: string, tickSize: string) =>
  parseTicks(within(text), 2, 2 + Buffer.byteLength(text), tickScale(tickSize))
const wholeIn = (text: string) => parseWhole(within(text), 2, 2 + Buffer.byteLength(text))

/** What decimal.js makes of it: NaN for no plain number, -1 for no whole number of ticks. */
function byDecimal(text: string, tickSize: string): number {
  const plain = /^\d+(\.\d+)?$/.test(text) ? parseDecimal(text) : undefined
  if (plain === undefined) return NaN
  const ticks = plain.div(tickSize)
  return ticks.isInteger() ? ticks.toNumber() : -1
}

const tickSizes = fc.constantFrom('0.1', '0.01', '0.00001', '0.5', '0.25', '1', '5', '10', '2.5')

describe('parseTicks', () => {
  it.each<[text: string, tickSize: string, ticks: number]>([
    ['110143.0', '0.1', 1_101_430],
    ['110143', '0.1', 1_101_430],
    ['110143.000', '0.1', 1_101_430],
    ['0110143.1', '0.1', 1_101_431],
    ['0.1', '0.1', 1],
    ['0', '0.1', 0],
    ['0.0', '0.1', 0],
    ['214748364.7', '0.1', 2_147_483_647],
    ['110143.05', '0.1', -1],
    ['110143.01', '0.1', -1],
    ['110143.0000001', '0.1', -1],
    ['2.5', '0.5', 5],
    ['2.50', '0.5', 5],
    ['2.6', '0.5', -1],
    ['120', '10', 12],
    ['125', '10', -1],
    ['120.0', '10', 12],
    ['120.5', '10', -1],
    ['0.00012', '0.00001', 12],
    ['7', '0.25', 28],
  ])('%s in ticks of %s', (text, tickSize, ticks) => {
    expect(ticksIn(text, tickSize)).toBe(ticks)
  })

  it.each(
    [
      ['', '.', '.5', '5.', '1..2', '1.2.3', '-1', '+1', ' 1', '1 ', '1e5', '0x10', '1,5', 'NaN'],
      ['Infinity', '１', '1_000', "1'000", '1/2', '1:2', '"1"', '1\r'],
    ].flat(),
  )('%j is no plain number', (text) => {
    for (const tickSize of ['0.1', '1', '10']) expect(ticksIn(text, tickSize)).toBeNaN()
  })

  it('agrees with decimal.js wherever both figures fit', () => {
    const digits = fc.integer({ min: 0, max: 2_147_483_647 })
    const places = fc.integer({ min: 0, max: 7 })
    const zeros = fc.integer({ min: 0, max: 3 })
    fc.assert(
      fc.property(digits, places, zeros, tickSizes, (figure, decimals, more, tickSize) => {
        const price = new Decimal(figure).div(new Decimal(10).pow(decimals)).toFixed()
        const padding = '0'.repeat(more)
        const text = price.includes('.') || more === 0 ? price + padding : `${price}.${padding}`
        expect(ticksIn(text, tickSize)).toBe(byDecimal(text, tickSize))
      }),
      { numRuns: 1000 },
    )
  })

  it('brings back what ticks were written as', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_147_483_647 }), tickSizes, (ticks, tickSize) => {
        const price = new Decimal(tickSize).times(ticks)
        const scale = tickScale(tickSize)
        expect(ticksIn(price.toFixed(), tickSize)).toBe(ticks)
        expect(ticksIn(price.toFixed(scale.decimals), tickSize)).toBe(ticks)
      }),
    )
  })

  it('takes no text for a number that decimal.js would not', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789..-+eE ,x')),
      maxLength: 8,
    })
    fc.assert(
      fc.property(text, tickSizes, (characters, tickSize) => {
        expect(ticksIn(characters, tickSize)).toBe(byDecimal(characters, tickSize))
      }),
      { numRuns: 1000 },
    )
  })

  it('looks at nothing but its own bytes', () => {
    const bytes = Buffer.from('123.45')
    expect(parseTicks(bytes, 0, 3, tickScale('1'))).toBe(123)
    expect(parseTicks(bytes, 1, 5, tickScale('0.1'))).toBe(234)
    expect(parseTicks(bytes, 3, 3, tickScale('1'))).toBeNaN()
    expect(parseTicks(bytes, 4, 9, tickScale('1'))).toBeNaN()
  })
})

describe('parseWhole', () => {
  it('reads a whole number, and nothing else', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (value) => expect(wholeIn(String(value))).toBe(value)))
    expect(wholeIn('007')).toBe(7)
  })

  it.each(['', '-1', '+1', '1.0', '1e3', ' 1', '1 ', 'x', '1x', '０'])('%j is none', (text) => {
    expect(wholeIn(text)).toBeNaN()
  })
})

describe('priceExpected', () => {
  it.each<[ticks: number, problem: string | undefined]>([
    [1, undefined],
    [2 ** 31 - 1, undefined],
    [2 ** 31, 'expected at most 2147483647 ticks of 0.1'],
    [Infinity, 'expected at most 2147483647 ticks of 0.1'],
    [0, 'expected a positive price'],
    [NaN, 'expected a positive price'],
    [-1, 'expected a multiple of the tick 0.1'],
  ])('%s ticks: %s', (ticks, problem) => {
    expect(priceExpected(ticks, tickScale('0.1'))).toBe(problem)
  })
})

describe('parseStamp', () => {
  const stampIn = (text: string, hasMicros: boolean) =>
    parseStamp(within(text), 2, 2 + Buffer.byteLength(text), hasMicros)

  it.each<[text: string, hasMicros: boolean, micros: number]>([
    ['1761244200000', false, 1_761_244_200_000_000],
    ['1761244200000', true, 1_761_244_200_000_000],
    ['1761244200000000', true, 1_761_244_200_000_000],
    ['1761244200000000', false, NaN],
    ['99999999999999', true, NaN],
    ['100000000000000', true, 100_000_000_000_000],
    ['0', false, NaN],
    ['1761244200', false, NaN],
    ['99999999999', false, NaN],
    ['100000000000', false, 100_000_000_000_000],
    ['9007199254740', false, 9_007_199_254_740_000],
    ['9007199254741', false, NaN],
    ['9007199254740991', true, 9_007_199_254_740_991],
    ['9007199254740993', true, NaN],
    ['', true, NaN],
    ['-1', true, NaN],
    ['1761244200000.0', true, NaN],
  ])('%s, micros %s: %s', (text, hasMicros, micros) => {
    expect(stampIn(text, hasMicros)).toBe(micros)
  })
})
