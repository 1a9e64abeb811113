import { Decimal } from './decimal'

/** A price in ticks of its instrument: 110143.0 USDT is 1101430 ticks of 0.1. */
export type PriceTicks = number
/** A quantity in lots of its instrument, signed where it is a position. */
export type QuantityLots = number
/** Money in 1e-8 of the quote currency; exact while it stays below 2^53 (90 million). */
export type Money = number
/** Microseconds since 1970-01-01T00:00:00Z. */
export type TimeMicros = number

/** Units of `Money` in one unit of the quote currency. */
export const MONEY_SCALE = 100_000_000
const MONEY_UNIT = new Decimal(1).div(MONEY_SCALE)
/** Microseconds in a second. */
export const MICROS_PER_SECOND = 1_000_000
/** Microseconds in an hour. */
export const MICROS_PER_HOUR = 3_600_000_000
/** Microseconds in a day of 24 hours. */
export const MICROS_PER_DAY = 86_400_000_000

/** Numerator over denominator in lowest terms: a decimal factor that integers can be scaled by. */
export interface Fraction {
  readonly numerator: number
  readonly denominator: number
}

/** The exact fraction of a decimal. Throws RangeError when a part does not fit in 2^53. */
export function fraction(value: Decimal): Fraction {
  const denominator = new Decimal(10).pow(Math.max(0, value.decimalPlaces()))
  const numerator = value.times(denominator)
  const divisor = greatestCommonDivisor(numerator.abs(), denominator)
  return {
    numerator: safeInteger(numerator.div(divisor), 'numerator of a rate'),
    denominator: safeInteger(denominator.div(divisor), 'denominator of a rate'),
  }
}

function greatestCommonDivisor(a: Decimal, b: Decimal): Decimal {
  return b.isZero() ? a : greatestCommonDivisor(b, a.mod(b))
}

/** The integer of a decimal that is one and fits in 2^53; RangeError otherwise, with the name given. */
export function safeInteger(value: Decimal, name: string): number {
  const number = value.toNumber()
  if (!value.isInteger() || !Number.isSafeInteger(number)) {
    throw new RangeError(`${name}: expected an integer within 2^53, found ${value.toString()}`)
  }
  return number
}

/** numerator / denominator, rounded half-even. Exact for |numerator| < 2^53 and denominator > 0. */
export function divideHalfEven(numerator: number, denominator: number): number {
  // Half-even is symmetric, and quotient · denominator stays below 2^53 only above zero.
  if (numerator < 0) return 0 - divideHalfEven(-numerator, denominator)
  const quotient = Math.floor(numerator / denominator)
  const twice = 2 * (numerator - quotient * denominator)
  if (twice < denominator) return quotient
  if (twice > denominator) return quotient + 1
  return quotient % 2 === 0 ? quotient : quotient + 1
}

/** value · factor, rounded half-even; the product must stay within 2^53. */
export function scale(value: number, factor: Fraction): number {
  const product = value * factor.numerator
  return factor.denominator === 1 ? product : divideHalfEven(product, factor.denominator)
}

/** a · b / divisor (positive), rounded half-even, exact also where a · b does not fit in 2^53. */
export function multiplyDivide(a: number, b: number, divisor: number): number {
  const product = a * b
  if (Math.abs(product) < Number.MAX_SAFE_INTEGER) return divideHalfEven(product, divisor)
  return Number(divideBigHalfEven(BigInt(a) * BigInt(b), BigInt(divisor)))
}

/** value · factor, rounded half-even once, whatever the number of the factor's digits. */
export function multiplyHalfEven(value: number, factor: Decimal): number {
  const digits = BigInt(factor.toFixed().replace('.', ''))
  const divisor = BigInt(`1${'0'.repeat(Math.max(0, factor.decimalPlaces()))}`)
  return Number(divideBigHalfEven(BigInt(value) * digits, divisor))
}

function divideBigHalfEven(numerator: bigint, denominator: bigint): bigint {
  let quotient = numerator / denominator
  if (numerator < 0n && quotient * denominator !== numerator) quotient -= 1n
  const twice = 2n * (numerator - quotient * denominator)
  const up = twice > denominator || (twice === denominator && quotient % 2n !== 0n)
  return up ? quotient + 1n : quotient
}

/**
 * Money from a decimal amount of the quote currency, rounded half-even to 1e-8. Throws RangeError
 * beyond 2^53.
 */
export function moneyOf(amount: Decimal): Money {
  return safeInteger(amount.times(MONEY_SCALE).toDecimalPlaces(0), 'an amount of money')
}

/** The decimal amount of the quote currency, exact. */
export function amountOf(money: Money): Decimal {
  return new Decimal(money).times(MONEY_UNIT)
}

/** Money as the decimal string that events, JSON and files carry: exact, no trailing zeros. */
export function moneyText(money: Money): string {
  const size = Math.abs(money)
  const whole = Math.floor(size / MONEY_SCALE)
  const rest = size - whole * MONEY_SCALE
  const sign = money < 0 ? '-' : ''
  if (rest === 0) return `${sign}${whole}`
  return `${sign}${whole}.${String(rest).padStart(8, '0').replace(/0+$/, '')}`
}
