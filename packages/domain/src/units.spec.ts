import * as fc from 'fast-check'
import { Decimal } from './decimal'
import {
  amountOf,
  divideHalfEven,
  fraction,
  moneyOf,
  moneyText,
  multiplyDivide,
  safeInteger,
  scale,
} from './units'

const anyInteger = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1000, max: 1000 }))
const anyDivisor = fc.oneof(
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  fc.integer({ min: 1, max: 1000 }),
)

/** a / b for b > 0, half-even, in big integers. */
function exactly(a: bigint, b: bigint): bigint {
  const [sign, size] = a < 0n ? [-1n, -a] : [1n, a]
  const [quotient, rest] = [size / b, size % b]
  const up = 2n * rest > b || (2n * rest === b && quotient % 2n === 1n)
  return sign * (up ? quotient + 1n : quotient)
}

describe('divideHalfEven', () => {
  it.each([
    [0, 2, 0],
    [1, 2, 0],
    [3, 2, 2],
    [5, 2, 2],
    [7, 2, 4],
    [-1, 2, 0],
    [-3, 2, -2],
    [-5, 2, -2],
    [2, 3, 1],
    [-2, 3, -1],
    [1, 3, 0],
    [-1, 3, 0],
    [7, 1, 7],
    // Here quotient · denominator passes 2^53 when the quotient is taken from below.
    [-8250000000000003, 3300000000000001, -3],
    [Number.MAX_SAFE_INTEGER, 2, 4503599627370496],
    [Number.MIN_SAFE_INTEGER, 2, -4503599627370496],
  ])('%d / %d is %d', (numerator, denominator, expected) => {
    expect(divideHalfEven(numerator, denominator)).toBe(expected)
  })

  it('is exact below 2^53', () => {
    fc.assert(
      fc.property(anyInteger, anyDivisor, (numerator, denominator) => {
        const quotient = divideHalfEven(numerator, denominator)
        expect(BigInt(quotient)).toBe(exactly(BigInt(numerator), BigInt(denominator)))
        expect(Object.is(quotient, -0)).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  it('is exact at ties and beside them', () => {
    const quotients = fc.integer({ min: -1_000_000, max: 1_000_000 })
    const halves = fc.integer({ min: 1, max: 1_000_000_000 })
    fc.assert(
      fc.property(quotients, halves, fc.constantFrom(-1, 0, 1), (quotient, half, beside) => {
        const numerator = quotient * 2 * half + half + beside
        const expected = exactly(BigInt(numerator), BigInt(2 * half))
        expect(BigInt(divideHalfEven(numerator, 2 * half))).toBe(expected)
      }),
    )
  })
})

describe('scale', () => {
  it('is value · factor, rounded once, as decimal.js rounds it', () => {
    const values = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 })
    const rates = fc.integer({ min: -4_000_000, max: 4_000_000 })
    fc.assert(
      fc.property(values, rates, fc.integer({ min: 0, max: 10 }), (value, digits, decimals) => {
        const rate = new Decimal(digits).div(new Decimal(10).pow(decimals))
        const expected = rate.times(value).toDecimalPlaces(0).toNumber()
        expect(scale(value, fraction(rate)) + 0).toBe(expected + 0)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('multiplyDivide', () => {
  it('is exact also where the product passes 2^53', () => {
    fc.assert(
      fc.property(anyInteger, anyInteger, anyDivisor, (a, b, divisor) => {
        const expected = Number(exactly(BigInt(a) * BigInt(b), BigInt(divisor)))
        expect(multiplyDivide(a, b, divisor) + 0).toBe(expected + 0)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    [9007199254740991, 9007199254740991, 9007199254740991, 9007199254740991],
    [-9007199254740991, 3, 2, -13510798882111486],
    [3, -9007199254740991, 9007199254740990, -3],
    [0, 5, 7, 0],
  ])('%d · %d / %d is %d', (a, b, divisor, expected) => {
    expect(multiplyDivide(a, b, divisor)).toBe(expected)
  })
})

describe('fraction', () => {
  it.each([
    ['0', 0, 1],
    ['1', 1, 1],
    ['0.5', 1, 2],
    ['-0.0002', -1, 5000],
    ['4.5', 9, 2],
    ['1e3', 1000, 1],
    ['1.1e-5', 11, 1000000],
  ])('%s is %d / %d', (value, numerator, denominator) => {
    expect(fraction(new Decimal(value))).toEqual({ numerator, denominator })
  })

  it('is the value, in lowest terms', () => {
    const values = fc.tuple(
      fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      fc.integer({ min: 0, max: 12 }),
    )
    fc.assert(
      fc.property(values, ([digits, decimals]) => {
        const value = new Decimal(digits).div(new Decimal(10).pow(decimals))
        const { numerator, denominator } = fraction(value)
        expect(value.times(denominator).eq(numerator)).toBe(true)
        let [a, b] = [Math.abs(numerator), denominator]
        while (b > 0) [a, b] = [b, a % b]
        expect(a).toBe(1)
      }),
    )
  })

  it.each(['0.00000000000000001', '12345678901234567', '1e-20'])('refuses %s', (value) => {
    expect(() => fraction(new Decimal(value))).toThrow(
      /of a rate: expected an integer within 2\^53, found/,
    )
  })
})

describe('safeInteger', () => {
  it.each(['0.5', '9007199254740992', 'NaN', 'Infinity'])('refuses %s with its name', (value) => {
    expect(() => safeInteger(new Decimal(value), 'lots')).toThrow(
      new RangeError(`lots: expected an integer within 2^53, found ${value}`),
    )
  })

  it('takes the largest', () => {
    expect(safeInteger(new Decimal('9007199254740991'), 'lots')).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('money', () => {
  it.each([
    ['0', 0],
    ['1', 100_000_000],
    ['0.00000001', 1],
    ['0.000000005', 0],
    ['0.000000015', 2],
    ['0.000000025', 2],
    ['-0.000000015', -2],
    ['998.77735', 99_877_735_000],
    ['90071992.54740991', Number.MAX_SAFE_INTEGER],
  ])('of %s is %d', (amount, money) => {
    expect(moneyOf(new Decimal(amount))).toBe(money)
  })

  it('refuses what passes 2^53 units of 1e-8', () => {
    expect(() => moneyOf(new Decimal('90071992.54740992'))).toThrow(/an amount of money/)
  })

  it('is written without trailing zeros and read back the same', () => {
    expect(moneyText(99_877_735_000)).toBe('998.77735')
    expect(moneyText(-1)).toBe('-0.00000001')
    expect(moneyText(0)).toBe('0')
    fc.assert(
      fc.property(fc.maxSafeInteger(), (money) => {
        expect(moneyOf(new Decimal(moneyText(money)))).toBe(money)
        expect(amountOf(money).toFixed()).toBe(moneyText(money))
      }),
    )
  })
})
