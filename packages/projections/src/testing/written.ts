import { Decimal, type Instrument, type Money, moneyOf, parseDecimal } from '@gridledger/domain'

/** A price, an amount, a quantity or a rate as a person writes it: a number or decimal text. */
export type Written = number | string

/**
 * An amount of the quote currency as events and views have it, in 1e-8: rounded half-even. Throws
 * RangeError at what is no number.
 */
export function usdt(amount: Written): Money {
  return moneyOf(decimalOf(amount, 'an amount'))
}

/** A price in ticks of the instrument. Throws RangeError where it is no whole number of them. */
export function ticksIn({ tickSize, quoteCurrency }: Instrument, price: Written): number {
  const ticks = decimalOf(price, 'a price').div(tickSize)
  if (ticks.isInteger() && ticks.gt(0)) return ticks.toNumber()
  const unit = `${tickSize} ${quoteCurrency}`
  throw new RangeError(`expected a price above 0 in whole ticks of ${unit}, found ${price}`)
}

/** A quantity of contracts in lots of the instrument. Throws RangeError where it is no whole number. */
export function lotsIn({ lotSize }: Instrument, quantity: Written): number {
  const lots = decimalOf(quantity, 'a quantity').div(lotSize)
  if (lots.isInteger() && lots.gt(0)) return lots.toNumber()
  const unit = `${lotSize} contracts`
  throw new RangeError(`expected a quantity above 0 in whole lots of ${unit}, found ${quantity}`)
}

/** Decimal text as events carry it; text stays as it is. */
export function textOf(written: Written): string {
  return typeof written === 'string' ? written : decimalOf(written, 'a number').toFixed()
}

/** What `number` may stand for in a type whose fields are decimal text. */
export type WithNumbers<T> = T extends string
  ? string extends T
    ? Written
    : T
  : T extends object
    ? { readonly [K in keyof T]: WithNumbers<T[K]> }
    : T

/** Fields that are whole numbers in events; all other numbers are text there. */
const COUNTS = new Set(['gridCount', 'slippageTicks'])

/** The numbers of an object of parameters as text, for the codec to look at. */
export function withTexts(fields: object): Readonly<Record<string, unknown>> {
  const text = ([key, value]: [string, unknown]): [string, unknown] => {
    if (typeof value === 'number' && !COUNTS.has(key)) return [key, textOf(value)]
    return [key, typeof value === 'object' && value !== null ? withTexts(value) : value]
  }
  return Object.fromEntries(Object.entries(fields).map(text))
}

function decimalOf(written: Written, what: string): Decimal {
  const decimal =
    typeof written === 'string'
      ? parseDecimal(written)
      : Number.isFinite(written)
        ? new Decimal(written)
        : undefined
  if (decimal !== undefined) return decimal
  throw new RangeError(`expected ${what} as a number or decimal text, found ${String(written)}`)
}
