import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import type * as t from 'io-ts'
import { Decimal } from './decimal'
import { moneyOf } from './units'
import {
  AmountText,
  DecimalText,
  Integer,
  MoneyCodec,
  Name,
  PositiveText,
  ShareText,
  listOf,
  oneOf,
  orNull,
} from './wire'

describe('texts and numbers', () => {
  it.each<[name: string, codec: t.Mixed, good: readonly unknown[], bad: readonly unknown[]]>([
    ['Integer', Integer, [0, -1, 9007199254740991], [0.5, 9007199254740992, '1', NaN, null]],
    ['DecimalText', DecimalText, ['0', '-1.5', '1e-7', '+2'], ['', 'x', '1,0', 1, null, 'NaN']],
    ['PositiveText', PositiveText, ['1', '0.1', '1e-7'], ['0', '-1', '0.000', 'x', 1]],
    [
      'AmountText',
      AmountText,
      ['1000', '0.00000001', '89999999.99999999'],
      ['0', '-1', '90000000', '0.000000001', 1000],
    ],
    ['ShareText', ShareText, ['0', '0.05', '0.999'], ['1', '-0.1', '5%', 0.05]],
    ['Name', Name, ['gpt-5', '2025', 'a'], ['', 'GPT', 'a b', 'a_b', 'ä', 5]],
    ['oneOf', oneOf('long', 'short'), ['long', 'short'], ['Long', '', null, ['long']]],
    ['orNull', orNull(Integer), [null, 1], [undefined, 'null', 0.5]],
    ['listOf', listOf(Integer), [[], [1, 2]], [[1, 'x'], 1, null, { 0: 1 }]],
  ])('%s takes and refuses', (_name, codec, good, bad) => {
    for (const value of good) {
      expect(codec.decode(value)).toEqual(E.right(value))
      expect(codec.is(value)).toBe(true)
      expect(codec.encode(value)).toEqual(value)
    }
    for (const value of bad) {
      expect([value, E.isLeft(codec.decode(value))]).toEqual([value, true])
      expect([value, codec.is(value)]).toEqual([value, false])
    }
  })
})

describe('MoneyCodec', () => {
  it.each([
    ['0', 0],
    ['7.40392', 740_392_000],
    ['-0.00000001', -1],
    ['1e-8', 1],
    ['90071992.54740991', Number.MAX_SAFE_INTEGER],
    ['-90071992.54740991', -Number.MAX_SAFE_INTEGER],
  ])('reads %s as %d units of 1e-8', (text, money) => {
    expect(MoneyCodec.decode(text)).toEqual(E.right(money))
  })

  it.each(['0.000000001', '90071992.54740992', '-90071992.54740992', 'x', '', 1, null])(
    'refuses %j',
    (input) => {
      expect(E.isLeft(MoneyCodec.decode(input))).toBe(true)
    },
  )

  it('reads plain digits as a decimal would be read', () => {
    const texts = fc.stringMatching(/^-?[0-8]?[0-9]{1,7}([.][0-9]{0,9})?$/)
    fc.assert(
      fc.property(texts, (text) => {
        const amount = new Decimal(text)
        fc.pre(amount.decimalPlaces() <= 8)
        expect(MoneyCodec.decode(text)).toEqual(E.right(moneyOf(amount)))
      }),
    )
  })

  it('reads what it writes', () => {
    const amounts = fc.maxSafeInteger()
    fc.assert(
      fc.property(amounts, (money) => {
        expect(MoneyCodec.decode(MoneyCodec.encode(money))).toEqual(E.right(money))
      }),
    )
  })
})
