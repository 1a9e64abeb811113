import { at as valueAt } from '@gridledger/domain'
import type { EventMap } from './projection'
import type { DenseSlice } from './seasonBatch'

/** Looked up once, as in `fold`. */
const at = valueAt

/** Hands the rows of a dense slice to a handler, one at a time, in one object used again and again. */
export interface DenseCursor<View> {
  /** What places the next row: the time of a mark, the tick of a check; Infinity after the last. */
  nextOrder: number
  /** The view after the next row. */
  readonly apply: (view: View) => View
}

type Handler<View, Type extends keyof EventMap> =
  ((view: View, event: EventMap[Type]) => View) | undefined

interface Writable {
  stream: string
  revision: number
  timeMicros: number
  readonly contestant: string | null
  tick: number | null
  readonly cause: { stream: string; revision: number }
}

/** The revision of a row. */
export function revisionAt({ firstRevision, revisions }: DenseSlice, index: number): number {
  return revisions === undefined ? firstRevision + index : at(revisions, index)
}

function row(slice: DenseSlice, contestant: string | null): Writable {
  const { stream, batch } = slice
  const cause = { stream: batch.causeStream, revision: 0 }
  return { stream, revision: 0, timeMicros: 0, contestant, tick: null, cause }
}

const NO_COLUMN = new Float64Array()

function columns({ batch }: DenseSlice): readonly [Float64Array, Float64Array, Float64Array] {
  const [time, cause, first] = batch.columns
  return [time ?? NO_COLUMN, cause ?? NO_COLUMN, first ?? NO_COLUMN]
}

export function priceCursor<View>(
  slice: DenseSlice,
  on: Handler<View, 'PriceTicked'>,
): DenseCursor<View> {
  if (on === undefined) return { nextOrder: Infinity, apply: (view) => view }
  const [times, rows, prices] = columns(slice)
  const data = { priceTicks: 0 }
  const event = { ...row(slice, null), type: 'PriceTicked' as const, data }
  let next = 0
  return {
    nextOrder: 0,
    apply: (view) => {
      event.revision = revisionAt(slice, next)
      event.tick = event.revision
      event.timeMicros = at(times, next)
      event.cause.revision = at(rows, next)
      data.priceTicks = at(prices, next)
      next += 1
      return on(view, event)
    },
  }
}

export function markCursor<View>(
  slice: DenseSlice | null,
  on: Handler<View, 'MarkPriceTicked'>,
): DenseCursor<View> {
  if (slice === null || on === undefined || slice.batch.count === 0) {
    return { nextOrder: Infinity, apply: (view) => view }
  }
  const [times, rows, marks] = columns(slice)
  const data = { markTicks: 0 }
  const event = { ...row(slice, null), type: 'MarkPriceTicked' as const, data }
  let next = 0
  const cursor: DenseCursor<View> = {
    nextOrder: at(times, 0),
    apply: (view) => {
      event.revision = revisionAt(slice, next)
      event.timeMicros = at(times, next)
      event.cause.revision = at(rows, next)
      data.markTicks = at(marks, next)
      next += 1
      cursor.nextOrder = next < slice.batch.count ? at(times, next) : Infinity
      return on(view, event)
    },
  }
  return cursor
}

export function checkCursor<View>(
  slice: DenseSlice | null,
  contestant: string,
  on: Handler<View, 'LiquidationChecked'>,
): DenseCursor<View> {
  if (slice === null || on === undefined || slice.batch.count === 0) {
    return { nextOrder: Infinity, apply: (view) => view }
  }
  const [times, ticks, equities] = columns(slice)
  const [, , , maintenances = NO_COLUMN, pendingFees = NO_COLUMN] = slice.batch.columns
  const data = { equity: 0, maintenance: 0, pendingFees: 0 }
  const event = { ...row(slice, contestant), type: 'LiquidationChecked' as const, data }
  let next = 0
  const cursor: DenseCursor<View> = {
    nextOrder: at(ticks, 0),
    apply: (view) => {
      event.revision = revisionAt(slice, next)
      event.tick = cursor.nextOrder
      event.timeMicros = at(times, next)
      event.cause.revision = cursor.nextOrder
      data.equity = at(equities, next)
      data.maintenance = at(maintenances, next)
      data.pendingFees = at(pendingFees, next)
      next += 1
      cursor.nextOrder = next < slice.batch.count ? at(ticks, next) : Infinity
      return on(view, event)
    },
  }
  return cursor
}
