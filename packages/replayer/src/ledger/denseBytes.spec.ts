import * as fc from 'fast-check'
import type { DenseBatch } from '@gridledger/domain'
import { denseBytes } from './denseBytes'

const batchOf = (prices: readonly number[]): DenseBatch => {
  const column = (values: readonly number[]) => Float64Array.from(values)
  const [times, causes] = [column(prices.map((_, row) => row)), column(prices.map(() => -1))]
  const columns = [times, causes, column(prices)]
  return {
    kind: 'dense',
    type: 'PriceTicked',
    causeStream: 'tape-a',
    count: prices.length,
    columns,
  }
}

/** The same by the runtime's own 64-bit integers. */
const expected = ({ columns, count }: DenseBatch, from: number): Uint8Array => {
  const rows = Array.from({ length: count - from }, (_, row) =>
    columns.map((column) => BigInt(column[from + row]!)),
  )
  return new Uint8Array(BigInt64Array.from(rows.flat()).buffer)
}

describe('the bytes of dense rows', () => {
  const EDGES = [0, 1, 2 ** 31, 2 ** 32, 2 ** 51 - 1, 2 ** 51, 2 ** 51 + 1, 2 ** 52, 2 ** 53 - 1]
  const all = EDGES.flatMap((edge) => [edge, edge - 1, -edge, 1 - edge, -edge - 1])
  const whole = all.filter(Number.isSafeInteger)

  it.each(whole)('hold %d as a 64-bit integer', (value) => {
    const batch = batchOf([0, value, 7])
    expect(Uint8Array.from(denseBytes(batch, 0, 3))).toEqual(expected(batch, 0))
  })

  it('hold −0 as 0', () => {
    expect(denseBytes(batchOf([-0]), 0, 1).equals(denseBytes(batchOf([0]), 0, 1))).toBe(true)
  })

  it('hold all whole numbers within 2^53, whatever stands beside them', () => {
    const numbers = fc.array(fc.maxSafeInteger(), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(numbers, fc.nat(49), (values, start) => {
        const batch = batchOf(values)
        const from = Math.min(start, values.length)
        const bytes = denseBytes(batch, from, values.length)
        expect(Uint8Array.from(bytes)).toEqual(expected(batch, from))
      }),
    )
  })

  it.each([0.5, -1.25, 2 ** 50 + 0.25, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53)])(
    'do not hold %d',
    (value) => {
      const message = `PriceTicked, column 2, row 1: expected a whole number, found ${value}`
      expect(() => denseBytes(batchOf([1, value]), 0, 2)).toThrow(message)
    },
  )
})
