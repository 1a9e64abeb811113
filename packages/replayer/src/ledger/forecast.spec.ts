import * as fc from 'fast-check'
import { seededRandom, uniform } from '@gridledger/domain'
import { withForecast, withoutForecast } from './forecast'
import { decodePage, encodePage } from './pages'

const BIG = 2 ** 51 - 1
const number = fc.oneof(
  fc.integer(),
  fc.integer({ min: -BIG, max: BIG }),
  fc.constantFrom(0, 1, -1, BIG, -BIG),
)
/** A column, and one that follows it now and then. */
const columns = fc
  .array(fc.tuple(number, fc.double({ min: -2, max: 2, noNaN: true }), fc.boolean(), number), {
    maxLength: 60,
  })
  .map((rows) => ({
    base: Float64Array.from(rows, ([base]) => base),
    column: Float64Array.from(rows, ([base, factor, isFree, free]) =>
      isFree ? free : Math.trunc((base / 2) * factor) + 0,
    ),
  }))

describe('a forecast', () => {
  it('leaves nothing of a column that is a multiple of another', () => {
    const base = Float64Array.from({ length: 50 }, (_, row) => 100_000 * row * row)
    const column = base.map((value) => -0.004 * value + 7)
    const left = withoutForecast(base, column, 0, 50)
    expect([...(left ?? [])].slice(4).every((value) => value === left?.[4])).toBe(true)
  })

  it('gives back what it has taken, whatever the columns', () => {
    fc.assert(
      fc.property(columns, fc.nat({ max: 5 }), ({ base, column }, from) => {
        const to = base.length
        if (from > to) return
        const left = withoutForecast(base, column, from, to)
        expect(left).toBeDefined()
        expect(left!.every((value) => Number.isSafeInteger(value))).toBe(true)
        withForecast(base.subarray(from), left!, 0, to - from)
        expect(left).toEqual(column.slice(from))
      }),
    )
  })

  it('is made of no number that might not be exact', () => {
    const small = Float64Array.of(1, 2, 3)
    for (const large of [2 ** 51, -(2 ** 51), Number.MAX_SAFE_INTEGER]) {
      const column = Float64Array.of(1, large, 3)
      expect(withoutForecast(column, small, 0, 3)).toBeUndefined()
      expect(withoutForecast(small, column, 0, 3)).toBeUndefined()
      expect(withoutForecast(column, small, 2, 3)).toBeDefined()
    }
  })
})

describe('a page of checks', () => {
  const any = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(2 ** 51, -(2 ** 51)))

  it('is read as it was, whatever is in it', () => {
    const row = fc.tuple(any, any, any, any, any)
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const written = [0, 1, 2, 3, 4].map((index) =>
          Float64Array.from(rows, (values) => values[index] ?? 0),
        )
        const page = encodePage(written, 0, rows.length)
        const read = written.map(() => new Float64Array(rows.length + 1).fill(9))
        decodePage(page, read, 1, rows.length)
        expect(read.map((column) => column.subarray(1))).toEqual(written)
      }),
    )
  })

  it('takes half the bytes where the margin follows from the equity', () => {
    const random = seededRandom(1, 0)
    const equity = Float64Array.from({ length: 4096 }, () => Math.floor(uniform(random) * 1e9))
    const other = equity.map(() => Math.floor(uniform(random) * 4e6))
    const sizeOf = (margin: Float64Array) =>
      encodePage([equity, equity, equity, margin], 0, 4096).length -
      encodePage([equity, equity, equity], 0, 4096).length
    expect(sizeOf(equity.map((value) => value * 4 + 9))).toBeLessThan(100)
    expect(sizeOf(other)).toBeGreaterThan(4096)
  })
})
