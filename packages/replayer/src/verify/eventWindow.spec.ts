import * as fc from 'fast-check'
import { type DenseBatch, type EventBatch, type SparseEvent, batchLength } from '@gridledger/domain'
import {
  type EventWindow,
  NO_EVENTS,
  joinedEvents,
  sameUpTo,
  withEvents,
  withoutFirst,
} from './eventWindow'

const dense = (prices: readonly number[], causeStream = 'a.csv'): DenseBatch => ({
  kind: 'dense',
  type: 'PriceTicked',
  causeStream,
  count: prices.length,
  // Columns may be longer than the batch.
  columns: [prices, prices, prices].map((column) => Float64Array.from([...column, -1])),
})
const sparse = (times: readonly number[]): EventBatch => ({
  kind: 'sparse',
  events: times.map((timeMicros): SparseEvent => ({
    ...{ type: 'FundingRatePublished', timeMicros, tick: null },
    ...{ cause: { stream: 'f.csv', revision: 2 }, data: { rate: '0.0001' } },
  })),
})
const KINDS = { dense, sparse }

/** The numbers as a window of so many of them, cut at these places, the first `past` ones passed. */
function windowOf(
  kind: keyof typeof KINDS,
  numbers: readonly number[],
  cuts: readonly number[],
  past: number,
): EventWindow {
  const places = [...new Set([0, ...cuts.filter((cut) => cut < numbers.length), numbers.length])]
  const sorted = places.sort((a, b) => a - b)
  const parts = sorted.map((place, index) => numbers.slice(place, sorted[index + 1] ?? place))
  const all = parts.reduce((window, part) => withEvents(window, KINDS[kind](part)), NO_EVENTS)
  return withoutFirst(all, past)
}

function numbersOf(batch: EventBatch | null): readonly number[] {
  if (batch === null) return []
  if (batch.kind === 'sparse') return batch.events.map(({ timeMicros }) => timeMicros)
  return [...batch.columns[2]!.subarray(0, batch.count)]
}

const numbers = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 12 })
const cuts = fc.array(fc.integer({ min: 1, max: 11 }), { maxLength: 4 })

describe.each(['dense', 'sparse'] as const)('a window of %s events', (kind) => {
  it('has its events, whatever parts they came in', () => {
    fc.assert(
      fc.property(numbers, cuts, fc.nat(12), (all, at, first) => {
        const past = Math.min(first, all.length)
        const window = windowOf(kind, all, at, past)
        expect(window.length).toBe(all.length - past)
        const joined = joinedEvents(window)
        expect(numbersOf(joined)).toEqual(all.slice(past))
        if (joined !== null) expect(batchLength(joined)).toBe(window.length)
      }),
    )
  })

  it('is the same as another up to the first event that is not', () => {
    fc.assert(
      fc.property(numbers, numbers, cuts, cuts, fc.nat(3), (head, tail, at, other, past) => {
        const one = [...Array<number>(past).fill(9), ...head]
        const two = [...Array<number>(past + 1).fill(8), ...head.slice(0, 5), ...tail]
        const [a, b] = [windowOf(kind, one, at, past), windowOf(kind, two, other, past + 1)]
        const count = Math.min(a.length, b.length)
        const differs = one.slice(past).findIndex((value, index) => value !== two[index + past + 1])
        expect(sameUpTo(a, b, count)).toBe(differs < 0 ? count : Math.min(count, differs))
        expect(sameUpTo(a, b, 100)).toBe(sameUpTo(a, b, count))
      }),
    )
  })
})

it('is not the same where causes lie elsewhere, or where the kind is another', () => {
  const window = withEvents(NO_EVENTS, dense([1, 2]))
  expect(sameUpTo(window, withEvents(NO_EVENTS, dense([1, 2])), 2)).toBe(2)
  expect(sameUpTo(window, withEvents(NO_EVENTS, dense([1, 2], 'b.csv')), 2)).toBe(0)
  expect(sameUpTo(window, withEvents(NO_EVENTS, sparse([1, 2])), 2)).toBe(0)
  expect(sameUpTo(withEvents(NO_EVENTS, sparse([1, 2])), window, 2)).toBe(0)
})
