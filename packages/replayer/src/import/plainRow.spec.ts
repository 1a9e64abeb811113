import * as fc from 'fast-check'
import { parseTicks, parseWhole, priceExpected, tickScale } from './numbers'
import { type PlainField, plainRows, plainText, readPlain } from './plainRow'

const NAME = 'BTC-USDT'
const SHAPE: readonly PlainField[] = ['instrument', 'whole', 'any', 'price', 'one', 'any']

/** What a row of `SHAPE` between other rows is read as; null where it is not plain. */
function plain(row: string, tickSize = '0.1', ending = '\n'): readonly number[] | null {
  const before = 'before\n'
  const bytes = Buffer.from(`${before}${row}${ending}after`)
  const rows = plainRows(SHAPE, tickScale(tickSize), NAME)
  const next = readPlain(rows, plainText(bytes), before.length)
  if (next < 0) return null
  const { values } = rows
  expect(next).toBe(before.length + Buffer.byteLength(row + ending))
  return [values[1] ?? NaN, values[3] ?? NaN]
}
const rowOf = ({ id = '7', price = '100.5', flag = '1', name = NAME, rest = 'x' } = {}) =>
  [name, id, 'buy', price, flag, rest].join()

describe('readPlain', () => {
  it.each<[row: string, tickSize: string, values: readonly number[]]>([
    [rowOf(), '0.1', [7, 1005]],
    [rowOf({ id: '123456789' }), '0.1', [123_456_789, 1005]],
    [rowOf({ id: '1761244200000' }), '0.1', [1_761_244_200_000, 1005]],
    [rowOf({ id: '1761244200123456' }), '0.1', [1_761_244_200_123_456, 1005]],
    [rowOf({ id: '9007199254740991' }), '0.1', [9_007_199_254_740_991, 1005]],
    [rowOf({ price: '100' }), '0.1', [7, 1000]],
    [rowOf({ price: '100.50000000' }), '0.1', [7, 1005]],
    [rowOf({ price: '100.5' }), '0.5', [7, 201]],
    [rowOf({ price: '120' }), '10', [7, 12]],
    [rowOf({ price: '0.00012' }), '0.00001', [7, 12]],
    [rowOf({ price: '9999999.99' }), '0.01', [7, 999_999_999]],
    [rowOf({ rest: '' }), '0.1', [7, 1005]],
  ])('reads %s in ticks of %s', (row, tickSize, values) => {
    expect(plain(row, tickSize)).toEqual(values)
    expect(plain(row, tickSize, '\r\n')).toEqual(values)
  })

  it.each(['1', '12', '123', '1234', '12345', '123456789', '1234567890123'])(
    'reads %s at the very end, and within a larger memory',
    (digits) => {
      const memory = Buffer.from(`9999${digits}\n9999`)
      const rows = plainRows(['whole'], tickScale('1'), NAME)
      const end = digits.length + 1
      expect(readPlain(rows, plainText(memory.subarray(4, 4 + end)), 0)).toBe(end)
      expect(rows.values).toEqual(Float64Array.of(Number(digits)))
    },
  )

  it.each(['12/4', '123:', ':234', '1@34', '1p34', '12\u00b14'])(
    'takes %j for no digits',
    (text) => {
      const rows = plainRows(['whole'], tickScale('1'), NAME)
      expect(readPlain(rows, plainText(Buffer.from(`${text}\n`, 'latin1')), 0)).toBe(-1)
    },
  )

  it.each([
    rowOf({ id: '' }),
    rowOf({ id: '-7' }),
    rowOf({ id: '7.0' }),
    rowOf({ id: '9007199254740992' }),
    rowOf({ id: '10000000000000000' }),
    rowOf({ price: '' }),
    rowOf({ price: '0' }),
    rowOf({ price: '.5' }),
    rowOf({ price: '5.' }),
    rowOf({ price: '1.2.3' }),
    rowOf({ price: '1e2' }),
    rowOf({ price: '100.55' }),
    rowOf({ price: '"100.5"' }),
    rowOf({ price: '1234567890' }),
    rowOf({ flag: '0' }),
    rowOf({ flag: '11' }),
    rowOf({ name: 'BTC-USDC' }),
    rowOf({ name: 'BTC-USDTS' }),
    rowOf({ rest: 'x,' }),
    rowOf({ rest: 'x y' }),
    rowOf({ rest: 'x\r\r' }),
    `${NAME},7,buy,100.5`,
    '',
  ])('leaves %j to others', (row) => {
    expect(plain(row)).toBeNull()
  })

  it('reads nothing but what the parsers of single fields read', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('0123456789.-+e, ')),
      maxLength: 18,
    })
    const digits = fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), maxLength: 17 })
    const price = fc.tuple(digits, fc.constantFrom('.', ''), digits).map((parts) => parts.join(''))
    const tickSizes = fc.constantFrom('0.1', '0.01', '0.00001', '0.5', '0.25', '1', '5', '10')
    let read = 0
    fc.assert(
      fc.property(fc.oneof(text, digits), fc.oneof(text, price), tickSizes, (id, figure, size) => {
        const values = plain(rowOf({ id, price: figure }), size)
        if (values === null) return
        read += 1
        const [whole, ticks] = [Buffer.from(id), Buffer.from(figure)]
        const expected = parseTicks(ticks, 0, ticks.length, tickScale(size))
        expect(values).toEqual([parseWhole(whole, 0, whole.length), expected])
        expect(priceExpected(expected, tickScale(size))).toBeUndefined()
      }),
      { numRuns: 3000 },
    )
    expect(read).toBeGreaterThan(100)
  })
})
