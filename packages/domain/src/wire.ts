import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { parseDecimal } from './decimal'
import { Shaped } from './shape'
import { MONEY_SCALE, type Money, moneyOf, moneyText } from './units'

/** A whole number within 2^53. */
export const Integer = new Shaped<number, number>(
  'a whole number',
  (value): value is number => Number.isSafeInteger(value),
  (input, context) =>
    typeof input === 'number' && Number.isSafeInteger(input)
      ? t.success(input)
      : t.failure(input, context),
  (value) => value,
  { kind: 'integer' },
)

/** 2^53 units of 1e-8. */
const TOO_MUCH = '90071992.54740992'

/** Money as `moneyText` writes it, to 10 million: digits alone, which need no decimal. */
const PLAIN_MONEY = /^(-?)(\d{1,7})(?:\.(\d{1,8}))?$/

function plainMoney(text: string): Money | undefined {
  const [, sign, whole, decimals = ''] = PLAIN_MONEY.exec(text) ?? []
  if (whole === undefined) return undefined
  const amount = Number(whole) * MONEY_SCALE + Number(decimals.padEnd(8, '0'))
  return sign === '-' ? -amount : amount
}

/** Money in memory as 1e-8 of the quote currency, on the wire as a decimal string. */
export const MoneyCodec = new Shaped<Money, string>(
  'an amount as a decimal string, at most 8 decimals and below 2^53 units of 1e-8',
  (value): value is number => Number.isSafeInteger(value),
  (input, context) => {
    const plain = typeof input === 'string' ? plainMoney(input) : undefined
    if (plain !== undefined) return t.success(plain)
    const amount = typeof input === 'string' ? parseDecimal(input) : undefined
    const isMoney = amount !== undefined && amount.decimalPlaces() <= 8 && amount.abs().lt(TOO_MUCH)
    return isMoney ? t.success(moneyOf(amount)) : t.failure(input, context)
  },
  moneyText,
  { kind: 'money' },
)

function text(
  kind: 'text' | 'decimal',
  name: string,
  accepts: (value: string) => boolean,
): t.Type<string> {
  return new Shaped<string, string>(
    name,
    (value): value is string => typeof value === 'string' && accepts(value),
    (input, context) =>
      typeof input === 'string' && accepts(input) ? t.success(input) : t.failure(input, context),
    (value) => value,
    { kind },
  )
}

/** A decimal kept as its text: exact, whatever its length. */
export const DecimalText = text(
  'decimal',
  'a decimal number as a string',
  (value) => parseDecimal(value) !== undefined,
)

/** A decimal above 0 kept as its text. */
export const PositiveText = text(
  'decimal',
  'a positive decimal number as a string',
  (value) => parseDecimal(value)?.greaterThan(0) ?? false,
)

/** A positive amount of money: at most 8 decimals, below 2^53 units of 1e-8. */
export const AmountText = text(
  'decimal',
  'a positive amount as a string, at most 8 decimals, below 90000000',
  (value) => {
    const amount = parseDecimal(value)
    return (
      amount !== undefined && amount.gt(0) && amount.decimalPlaces() <= 8 && amount.lt('90000000')
    )
  },
)

/** A share of one: at least 0 and less than 1. */
export const ShareText = text(
  'decimal',
  'a share as a string, at least 0 and less than 1',
  (value) => {
    const share = parseDecimal(value)
    return share !== undefined && share.gte(0) && share.lt(1)
  },
)

/** Names of seasons, contestants and forks. */
export const Name = text('text', 'a name of a-z, 0-9 and -', (value) => /^[a-z0-9-]+$/.test(value))

/** One of a few words. */
export function oneOf<Word extends string>(first: Word, ...rest: readonly Word[]): t.Type<Word> {
  const words = [first, ...rest]
  const isWord = (value: unknown): value is Word => words.some((word) => word === value)
  return new Shaped<Word, Word>(
    words.map((word) => JSON.stringify(word)).join(' or '),
    isWord,
    (input, context) => (isWord(input) ? t.success(input) : t.failure(input, context)),
    (value) => value,
    { kind: 'text' },
  )
}

/** The value, or null: events have no absent fields. */
export function orNull<A, O>(codec: t.Type<A, O>): t.Type<A | null, O | null> {
  return new Shaped<A | null, O | null>(
    `${codec.name}, or null`,
    (value): value is A | null => value === null || codec.is(value),
    (input, context) => (input === null ? t.success(null) : codec.validate(input, context)),
    (value) => (value === null ? null : codec.encode(value)),
    { kind: 'nullable', of: codec },
  )
}

/** An io-ts array whose context names its elements by index. */
export function listOf<A, O>(codec: t.Type<A, O>): t.Type<readonly A[], readonly O[]> {
  const array = t.array(codec)
  return new Shaped<readonly A[], readonly O[]>(
    `a list`,
    array.is,
    (input, context) => E.map((list: A[]): readonly A[] => list)(array.validate(input, context)),
    (value) => value.map((element) => codec.encode(element)),
    { kind: 'list', of: codec },
  )
}
