import { at as valueAt } from '../columns'
import type { DenseBatch } from '../events/canonical'

/** Looked up once, as in `drive`. */
const at = valueAt

/** The mark at each tick, and the latest one for the batch that follows. */
export interface MarkColumn {
  readonly column: Float64Array
  readonly last: number | null
}

/** The latest mark at or before each tick; the last price before the first, and without marks. */
export function markColumn(
  ticks: { readonly batch: DenseBatch },
  marks: { readonly batch: DenseBatch } | null,
  before: number | null,
): MarkColumn {
  const [times = [], , prices = new Float64Array()] = ticks.batch.columns
  if (marks === null && before === null) return { column: prices, last: null }
  const [markTimes = [], , markTicks = []] = marks?.batch.columns ?? []
  const column = new Float64Array(ticks.batch.count)
  let [last, next] = [before, 0]
  for (let row = 0; row < ticks.batch.count; row += 1) {
    while (next < (marks?.batch.count ?? 0) && at(markTimes, next) <= at(times, row)) {
      last = at(markTicks, next)
      next += 1
    }
    column[row] = last ?? at(prices, row)
  }
  return { column, last }
}
