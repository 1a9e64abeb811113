import type { SparseEvent } from '@gridledger/domain'
import { EXAMPLES, dense } from '../../../../../test/ledger/samples'
import { partEnds } from './parts'

const order = (tick: number | null): SparseEvent => ({ ...EXAMPLES.OrderPlaced, tick })
const sparse = (...ticks: readonly (number | null)[]) => ({
  kind: 'sparse' as const,
  events: ticks.map(order),
})
/** Three of these events fit into so many bytes, and four do not. */
const THREE = 1900

describe('the parts of a batch', () => {
  it('are none of nothing, and one of what fits', () => {
    expect(partEnds('run-a.b', sparse())).toEqual([])
    expect(partEnds('run-a.b', dense('PriceTicked', []))).toEqual([])
    expect(partEnds('run-a.b', sparse(1, 2, 3), THREE)).toEqual([3])
  })

  it.each([
    ['each its own tick', [1, 2, 3, 4, 5, 6, 7], [3, 6, 7]],
    ['a tick across the limit', [1, 2, 3, 3, 4, 4, 4], [2, 4, 7]],
    ['a tick that begins a part', [1, 1, 1, 2, 2, 2], [3, 6]],
    ['a tick larger than a part', [1, 2, 2, 2, 2, 2, 3], [1, 4, 7]],
    ['without ticks', [null, null, null, null], [3, 4]],
  ])('end between two ticks: %s', (_, ticks, ends) => {
    expect(partEnds('run-a.b', sparse(...ticks), THREE)).toEqual(ends)
  })

  it('of rows have all but the last as many', () => {
    const rows = Array.from({ length: 10 }, (_, row) => [row, row, row])
    const ends = partEnds('ticks-a', dense('PriceTicked', rows), 2000)
    expect(ends.at(-1)).toBe(10)
    expect(ends.slice(0, -1)).toEqual(
      ends.slice(0, -1).map((_, part) => (part + 1) * (ends[0] ?? 0)),
    )
    expect(ends.length).toBeGreaterThan(1)
  })

  it('are never larger than said, and an event that is stands alone', () => {
    const long = { ...EXAMPLES.SeasonOpened.data, title: 'ü'.repeat(2000) }
    const events = [order(1), { ...EXAMPLES.SeasonOpened, tick: 2, data: long }, order(3)]
    expect(partEnds('season-a', { kind: 'sparse', events }, THREE)).toEqual([1, 2, 3])
  })
})
