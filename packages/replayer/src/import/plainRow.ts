import type { TickScale } from './numbers'
import { LARGEST_TICKS } from './numbers'

const NEWLINE = 0x0a
const RETURN = 0x0d
const COMMA = 0x2c
const DOT = 0x2e
const ZERO = 0x30
const ONE = 0x31

/** How a field is read: passed over, as the instrument's name, as a 1, as digits, as a price. */
const FIELDS = ['any', 'instrument', 'one', 'whole', 'price'] as const
const [ANY, INSTRUMENT, FLAG, WHOLE] = [0, 1, 2, 3]
export type PlainField = (typeof FIELDS)[number]

/** So many digits are a 32-bit integer, and so many more still a whole number below 2^53. */
const [FIRST_DIGITS, MORE_DIGITS] = [9, 7]
const POWERS = Float64Array.from({ length: FIRST_DIGITS + 1 }, (_, power) => 10 ** power)

/** Reads rows of one shape, one at a time. */
export interface PlainRows {
  /** The numbers of the row that was read, by its fields: prices in ticks. */
  readonly values: Float64Array
  /**
   * Reads the row that begins at `start`, where a line break must follow somewhere: where the next
   * one begins, or -1 for a row that is anything but plain. That may be good nevertheless.
   */
  readonly read: (bytes: Uint8Array, start: number) => number
}

/**
 * Reads the rows that nearly all are: each field as it should be, in few digits, without anything
 * unusual. It looks at each byte once and says nothing of what is wrong: any other row is left to
 * the parser that does.
 */
export function plainRows(
  fields: readonly PlainField[],
  scale: TickScale,
  instrument: string,
): PlainRows {
  const kinds = Uint8Array.from(fields, (field) => FIELDS.indexOf(field))
  const name = Uint16Array.from(instrument, (_, index) => instrument.charCodeAt(index))
  const values = new Float64Array(fields.length)
  const last = fields.length - 1
  const fieldEnd = (bytes: Uint8Array, from: number, field: number): number => {
    const kind = kinds[field]
    if (kind === ANY) return anyEnd(bytes, from)
    if (kind === INSTRUMENT) return nameEnd(bytes, from, name)
    if (kind === FLAG) return bytes[from] === ONE ? from + 1 : -1
    return kind === WHOLE
      ? wholeEnd(bytes, from, values, field)
      : priceEnd(bytes, from, values, field, scale)
  }
  const read = (bytes: Uint8Array, start: number): number => {
    let from = start
    for (let field = 0; field < last; field += 1) {
      const end = fieldEnd(bytes, from, field)
      if (end < 0 || bytes[end] !== COMMA) return -1
      from = end + 1
    }
    let end = fieldEnd(bytes, from, last)
    if (end >= 0 && bytes[end] === RETURN) end += 1
    return end >= 0 && bytes[end] === NEWLINE ? end + 1 : -1
  }
  return { values, read }
}

/** Every separator, and what else no figure begins with, is less than a minus. */
function anyEnd(bytes: Uint8Array, from: number): number {
  let end = from
  while ((bytes[end] ?? 0) > COMMA) end += 1
  return end
}

function nameEnd(bytes: Uint8Array, from: number, name: Uint16Array): number {
  for (let index = 0; index < name.length; index += 1)
    if (bytes[from + index] !== name[index]) return -1
  return from + name.length
}

/** Stores a whole number within 2^53. */
function wholeEnd(bytes: Uint8Array, from: number, values: Float64Array, field: number): number {
  let end = from
  let first = 0
  for (let digit = digitAt(bytes, end); isDigit(digit) && end - from < FIRST_DIGITS;) {
    first = (first * 10 + digit) | 0
    end += 1
    digit = digitAt(bytes, end)
  }
  if (end === from) return -1
  const middle = end
  let more = 0
  for (let digit = digitAt(bytes, end); isDigit(digit) && end - middle < MORE_DIGITS;) {
    more = (more * 10 + digit) | 0
    end += 1
    digit = digitAt(bytes, end)
  }
  const value = first * (POWERS[end - middle] ?? NaN) + more
  values[field] = value
  return value <= Number.MAX_SAFE_INTEGER ? end : -1
}

/** Stores a price as ticks, from 1 to the largest. */
function priceEnd(
  bytes: Uint8Array,
  from: number,
  values: Float64Array,
  field: number,
  { decimals, step }: TickScale,
): number {
  let end = from
  let digits = 0
  for (let digit = digitAt(bytes, end); isDigit(digit) && end - from < FIRST_DIGITS;) {
    digits = (digits * 10 + digit) | 0
    end += 1
    digit = digitAt(bytes, end)
  }
  let missing = decimals
  if (end > from && bytes[end] === DOT) {
    const most = from + FIRST_DIGITS + 1
    end += 1
    for (let digit = digitAt(bytes, end); isDigit(digit) && missing > 0 && end < most;) {
      digits = (digits * 10 + digit) | 0
      missing -= 1
      end += 1
      digit = digitAt(bytes, end)
    }
    while (bytes[end] === ZERO) end += 1
    if (bytes[end - 1] === DOT) return -1
  }
  const scaled = missing === 0 ? digits : digits * (POWERS[missing] ?? NaN)
  const ticks = step === 1 ? scaled : scaled / step
  values[field] = ticks
  return ticks >= 1 && ticks <= LARGEST_TICKS && (step === 1 || scaled % step === 0) ? end : -1
}

const digitAt = (bytes: Uint8Array, index: number): number => (bytes[index] ?? 0) - ZERO
const isDigit = (digit: number): boolean => digit >= 0 && digit <= 9
