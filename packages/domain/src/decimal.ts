import { Decimal as Base } from 'decimal.js'

/** decimal.js as the whole project uses it: 34 significant digits, half-even, no exponents below 1e-30. */
export const Decimal = Base.clone({
  precision: 34,
  rounding: Base.ROUND_HALF_EVEN,
  toExpNeg: -30,
  toExpPos: 40,
})
export type Decimal = Base

const DECIMAL_TEXT = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$/

/** A decimal from its text, exponent form allowed; `undefined` for anything else, NaN and hex included. */
export function parseDecimal(text: string): Decimal | undefined {
  return DECIMAL_TEXT.test(text) ? new Decimal(text) : undefined
}
