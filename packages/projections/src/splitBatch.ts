import { at } from '@gridledger/domain'
import { firstNot, rowsBetween } from './denseRows'
import type { DenseSlice, RunSlice, SeasonBatch, SparseSlice } from './seasonBatch'

/** A batch up to and with a tick within it, and what is left of it. */
export function splitBatch(
  batch: SeasonBatch,
  tick: number,
): readonly [SeasonBatch, SeasonBatch | null] {
  const { ticks, fundings, marks } = batch
  const count = tick + 1 - ticks.firstRevision
  if (count >= ticks.batch.count) return [batch, null]
  const timeMicros = at(ticks.batch.columns[0] ?? [], count - 1)
  const rates = splitSparse(fundings, (event) => event.timeMicros <= timeMicros)
  const marked = splitDense(marks, 0, timeMicros)
  const runs = [...batch.runs].map(([contestant, { events, checks }]) => {
    const [before, after] = splitSparse(events, (event) => (event.tick ?? 0) <= tick)
    const [checked, unchecked] = splitDense(checks, 1, tick)
    return {
      first: [contestant, { events: before, checks: checked }] as const,
      rest: [contestant, { events: after, checks: unchecked }] as const,
    }
  })
  const [head, tail] = [rowsOf(ticks, 0, count), rowsOf(ticks, count, ticks.batch.count)]
  return [
    {
      opening: batch.opening,
      fundings: rates[0],
      marks: marked[0],
      ticks: head,
      runs: new Map<string, RunSlice>(runs.map(({ first }) => first)),
    },
    {
      opening: [],
      fundings: rates[1],
      marks: marked[1],
      ticks: tail,
      runs: new Map<string, RunSlice>(runs.map(({ rest }) => rest)),
    },
  ]
}

function splitSparse(
  { stream, firstRevision, events }: SparseSlice,
  belongs: (event: SparseSlice['events'][number]) => boolean,
): readonly [SparseSlice, SparseSlice] {
  const found = events.findIndex((event) => !belongs(event))
  const count = found < 0 ? events.length : found
  return [
    { stream, firstRevision, events: events.slice(0, count) },
    { stream, firstRevision: firstRevision + count, events: events.slice(count) },
  ]
}

/** The rows whose ordering column is at most `last`, and the others; null where there are none. */
function splitDense(
  slice: DenseSlice | null,
  column: number,
  last: number,
): readonly [DenseSlice | null, DenseSlice | null] {
  if (slice === null) return [null, null]
  const { count } = slice.batch
  const cut = firstNot(slice.batch, column, 0, (order) => order <= last)
  return [
    cut === 0 ? null : rowsOf(slice, 0, cut),
    cut === count ? null : rowsOf(slice, cut, count),
  ]
}

function rowsOf(
  { stream, firstRevision, batch }: DenseSlice,
  from: number,
  to: number,
): DenseSlice {
  return { stream, firstRevision: firstRevision + from, batch: rowsBetween(batch, from, to) }
}
