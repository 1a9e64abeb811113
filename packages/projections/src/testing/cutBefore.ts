import { type SparseEvent, at } from '@gridledger/domain'
import { revisionAt } from '../denseCursor'
import type { DenseSlice, SeasonBatch, SparseSlice } from '../seasonBatch'

/** A batch cut before each of these ticks, as a ledger with smaller batches would have read it. */
export function cutBefore(whole: SeasonBatch, ...cuts: readonly number[]): readonly SeasonBatch[] {
  const { ticks } = whole
  const { count } = ticks.batch
  const rows = Array.from({ length: count }, (_, row) => row)
  const inside = cuts.map((cut) => rows.find((row) => revisionAt(ticks, row) >= cut) ?? count)
  const borders = [...new Set([0, ...inside, count])].sort((a, b) => a - b)
  return borders.slice(1).map((to, index) => piece(whole, at(borders, index), to))
}

/** The rows of a batch from one tick up to another, with all that belongs to them. */
function piece(whole: SeasonBatch, from: number, to: number): SeasonBatch {
  const { opening, fundings, marks, ticks, runs } = whole
  const [times = []] = ticks.batch.columns
  const isLast = to === ticks.batch.count
  const afterTime = from === 0 ? -Infinity : at(times, from - 1)
  const upToTime = isLast ? Infinity : at(times, to - 1)
  const firstTick = from === 0 ? -Infinity : revisionAt(ticks, from)
  const nextTick = isLast ? Infinity : revisionAt(ticks, to)
  const inTime = (time: number) => time > afterTime && time <= upToTime
  const inTicks = (tick: number) => tick >= firstTick && tick < nextTick
  return {
    opening: from === 0 ? opening : [],
    fundings: sparseWhere(fundings, ({ timeMicros }) => inTime(timeMicros)),
    marks: denseWhere(marks, 0, inTime),
    ticks: denseRows(ticks, from, to),
    runs: new Map(
      [...runs].map(([name, { events, checks }]) => [
        name,
        {
          events: sparseWhere(events, ({ tick }) => inTicks(tick ?? -1)),
          checks: denseWhere(checks, 1, inTicks),
        },
      ]),
    ),
  }
}

function sparseWhere(slice: SparseSlice, belongs: (event: SparseEvent) => boolean): SparseSlice {
  const first = slice.events.findIndex(belongs)
  const events = slice.events.filter(belongs)
  return { ...slice, firstRevision: slice.firstRevision + Math.max(first, 0), events }
}

function denseWhere(
  slice: DenseSlice | null,
  column: number,
  belongs: (order: number) => boolean,
): DenseSlice | null {
  if (slice === null) return null
  const orders = [...(slice.batch.columns[column] ?? [])].slice(0, slice.batch.count)
  const from = orders.findIndex(belongs)
  return from < 0 ? null : denseRows(slice, from, orders.findLastIndex(belongs) + 1)
}

function denseRows(slice: DenseSlice, from: number, to: number): DenseSlice {
  const { stream, firstRevision, batch, revisions } = slice
  const columns = batch.columns.map((column) => column.subarray(from, to))
  const cut = { ...batch, count: to - from, columns }
  const rows = { stream, firstRevision: firstRevision + from, batch: cut }
  return revisions === undefined ? rows : { ...rows, revisions: revisions.subarray(from, to) }
}
