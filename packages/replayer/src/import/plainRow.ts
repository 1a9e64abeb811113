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

/** How rows of one shape are read, and the numbers of the last one. */
export interface PlainRows {
  /** By fields: prices in ticks. */
  readonly values: Float64Array
  /** Of each field its place in `FIELDS`. */
  readonly kinds: Uint8Array
  readonly instrument: Uint16Array
  readonly scale: TickScale
}

export function plainRows(
  fields: readonly PlainField[],
  scale: TickScale,
  instrument: string,
): PlainRows {
  return {
    values: new Float64Array(fields.length),
    kinds: Uint8Array.from(fields, (field) => FIELDS.indexOf(field)),
    instrument: Uint16Array.from(instrument, (_, index) => instrument.charCodeAt(index)),
    scale,
  }
}

/** The bytes of a text, and the same as words at any place. */
export interface PlainText {
  readonly bytes: Uint8Array
  readonly view: DataView
}

export function plainText(bytes: Uint8Array): PlainText {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) }
}

/**
 * Reads the row that begins at `start`, where a line break must follow somewhere, into `values`: where
 * the next one begins, or -1 for a row that is anything but plain. That may be good nevertheless.
 *
 * Nearly all are plain: each field as it should be, in few digits, without anything unusual. Each byte
 * is looked at once or twice and nothing is said of what is wrong: any other row is left to the parser
 * that does.
 */
export function readPlain(rows: PlainRows, text: PlainText, start: number): number {
  const { bytes } = text
  const last = rows.kinds.length - 1
  let from = start
  for (let field = 0; field < last; field += 1) {
    const end = fieldEnd(rows, text, from, field)
    if (end < 0 || bytes[end] !== COMMA) return -1
    from = end + 1
  }
  let end = fieldEnd(rows, text, from, last)
  if (end >= 0 && bytes[end] === RETURN) end += 1
  return end >= 0 && bytes[end] === NEWLINE ? end + 1 : -1
}

function fieldEnd(
  { kinds, values, instrument, scale }: PlainRows,
  text: PlainText,
  from: number,
  field: number,
): number {
  const kind = kinds[field]
  if (kind === ANY) return anyEnd(text.bytes, from)
  if (kind === INSTRUMENT) return nameEnd(text.bytes, from, instrument)
  if (kind === FLAG) return text.bytes[from] === ONE ? from + 1 : -1
  return kind === WHOLE
    ? wholeEnd(text, from, values, field)
    : priceEnd(text, from, values, field, scale)
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
function wholeEnd(
  { bytes, view }: PlainText,
  from: number,
  values: Float64Array,
  field: number,
): number {
  let end = from
  let first = 0
  let four = fourDigits(view, end)
  if (four >= 0) {
    first = four
    end += 4
    four = fourDigits(view, end)
  }
  if (four >= 0) {
    first = first * 10_000 + four
    end += 4
  }
  for (let digit = digitAt(bytes, end); isDigit(digit) && end - from < FIRST_DIGITS;) {
    first = (first * 10 + digit) | 0
    end += 1
    digit = digitAt(bytes, end)
  }
  if (end === from) return -1
  const middle = end
  let more = 0
  four = middle === from + FIRST_DIGITS ? fourDigits(view, end) : -1
  if (four >= 0) {
    more = four
    end += 4
  }
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
  { bytes, view }: PlainText,
  from: number,
  values: Float64Array,
  field: number,
  { decimals, step }: TickScale,
): number {
  let end = from
  let digits = 0
  const four = fourDigits(view, end)
  if (four >= 0) {
    digits = four
    end += 4
  }
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

const [FOUR_ZEROS, SIXES, UPPER_HALVES, PAIRS] = [0x30303030, 0x06060606, 0xf0f0f0f0, 0x00ff00ff]

/** Four digits as a number, read as one word; -1 where there are not four. */
function fourDigits(view: DataView, index: number): number {
  if (index + 4 > view.byteLength) return -1
  const digits = view.getInt32(index, true) - FOUR_ZEROS
  // Of a digit neither it nor six more than it reaches into the upper half of its byte.
  if (((digits | (digits + SIXES)) & UPPER_HALVES) !== 0) return -1
  const pairs = (Math.imul(digits, 10) + (digits >>> 8)) & PAIRS
  return (pairs & 0xff) * 100 + (pairs >>> 16)
}
