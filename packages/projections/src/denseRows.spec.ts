import * as fc from 'fast-check'
import type { DenseBatch } from '@gridledger/domain'
import { firstNot, rowsBetween } from './denseRows'

function batchOf(orders: readonly number[]): DenseBatch {
  const columns = [orders, orders.map((_, row) => row)].map((column) => Float64Array.from(column))
  return { kind: 'dense', type: 'PriceTicked', causeStream: 'x.csv', count: orders.length, columns }
}

const orders = fc
  .array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 })
  .map((values) => values.sort((a, b) => a - b))

describe('firstNot', () => {
  it.each([
    ['none belongs', 0, 0, 0],
    ['some belong', 2, 0, 3],
    ['as many as are equal', 4, 0, 5],
    ['all belong', 9, 0, 6],
    ['a row from which on none does', 2, 4, 4],
    ['the row after the last', 9, 6, 6],
  ])('%s', (_what, last, from, row) => {
    expect(firstNot(batchOf([1, 2, 2, 4, 4, 7]), 0, from, (order) => order <= last)).toBe(row)
  })

  it('finds what a search row by row finds, and looks at few of them', () => {
    const from = fc.integer({ min: 0, max: 12 })
    const last = fc.integer({ min: -1, max: 10 })
    fc.assert(
      fc.property(orders, from, last, (values, first, limit) => {
        const start = Math.min(first, values.length)
        let looks = 0
        const found = firstNot(batchOf(values), 0, start, (order) => {
          looks += 1
          return order <= limit
        })
        const rest = values.slice(start).findIndex((order) => order > limit)
        expect(found).toBe(rest < 0 ? values.length : start + rest)
        expect(looks).toBeLessThanOrEqual(4)
      }),
    )
  })
})

describe('rowsBetween', () => {
  it('has the rows from one to before another, in the same memory', () => {
    const whole = batchOf([5, 6, 7, 8])
    const { columns, ...rest } = rowsBetween(whole, 1, 3)
    expect(rest).toEqual({ kind: 'dense', type: 'PriceTicked', causeStream: 'x.csv', count: 2 })
    expect(columns.map((column) => [...column])).toEqual([
      [6, 7],
      [1, 2],
    ])
    expect(columns[0]?.buffer).toBe(whole.columns[0]?.buffer)
    expect(rowsBetween(whole, 2, 2).count).toBe(0)
  })
})
