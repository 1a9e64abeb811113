import { firstFrom } from './firstFrom'

const TIMES = Float64Array.of(10, 20, 20, 30, 5)

/** Of the first four times; the fifth is room that is not used yet. */
it.each([
  ['before all', 0, 0],
  ['at the first', 10, 0],
  ['between two', 11, 1],
  ['at one that comes twice', 20, 1],
  ['after both', 21, 3],
  ['at the last', 30, 3],
  ['after all', 31, 4],
])('the first row %s', (_what, timeMicros, row) => {
  expect(firstFrom(TIMES, 4, timeMicros)).toBe(row)
})

it('is none of no rows', () => {
  expect(firstFrom(TIMES, 0, 10)).toBe(0)
})
