import { at as valueAt } from '@gridledger/domain'
import type { Handler } from './projection'
import type { DenseSlice } from './seasonBatch'

/** Looked up once, as in `fold`. */
const at = valueAt

/** Hands the rows of a dense slice to a handler: whole stretches where it takes them, else one at a time. */
export interface DenseCursor<View> {
  /** The next row; the number of rows after the last. */
  nextRow: number
  /** What places the next row: the time of a tick or mark, the tick of a check; Infinity after the last. */
  nextOrder: number
  /** The view after the rows up to before `end`. */
  readonly applyTo: (view: View, end: number) => View
  /** The first of the rows from the next one on that is not placed before `order`. */
  readonly rowAt: (order: number) => number
}

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

/** The first row from `from` to before `end` whose order is not below `order`; `end` where none is. */
function firstFrom(orders: Float64Array, from: number, end: number, order: number): number {
  let [low, high] = [from, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at(orders, middle) < order) low = middle + 1
    else high = middle
  }
  return low
}

function cursorOver<View>(
  orders: Float64Array,
  count: number,
  apply: (view: View, from: number, end: number) => View,
): DenseCursor<View> {
  const cursor: DenseCursor<View> = {
    nextRow: 0,
    nextOrder: count > 0 ? at(orders, 0) : Infinity,
    applyTo: (view, end) => {
      const from = cursor.nextRow
      if (end <= from) return view
      cursor.nextRow = end
      cursor.nextOrder = end < count ? at(orders, end) : Infinity
      return apply(view, from, end)
    },
    rowAt: (order) => firstFrom(orders, cursor.nextRow, count, order),
  }
  return cursor
}

export function priceCursor<View>(
  slice: DenseSlice,
  on: Handler<View, 'PriceTicked'> | undefined,
): DenseCursor<View> {
  const [times, rows, prices] = columns(slice)
  const { count } = slice.batch
  if (on === undefined) return cursorOver(times, count, (view) => view)
  const { stretch } = on
  if (stretch !== undefined) {
    return cursorOver(times, count, (view, from, to) => {
      return stretch(view, { from, to, timesMicros: times, pricesTicks: prices })
    })
  }
  const data = { priceTicks: 0 }
  const event = { ...row(slice, null), type: 'PriceTicked' as const, data }
  return cursorOver(times, count, (initial, from, end) => {
    let view = initial
    for (let next = from; next < end; next += 1) {
      event.revision = revisionAt(slice, next)
      event.tick = event.revision
      event.timeMicros = at(times, next)
      event.cause.revision = at(rows, next)
      data.priceTicks = at(prices, next)
      view = on(view, event)
    }
    return view
  })
}

export function markCursor<View>(
  slice: DenseSlice | null,
  on: Handler<View, 'MarkPriceTicked'> | undefined,
): DenseCursor<View> {
  if (slice === null || on === undefined) return cursorOver(NO_COLUMN, 0, (view) => view)
  const [times, rows, marks] = columns(slice)
  const data = { markTicks: 0 }
  const event = { ...row(slice, null), type: 'MarkPriceTicked' as const, data }
  return cursorOver(times, slice.batch.count, (initial, from, end) => {
    let view = initial
    for (let next = from; next < end; next += 1) {
      event.revision = revisionAt(slice, next)
      event.timeMicros = at(times, next)
      event.cause.revision = at(rows, next)
      data.markTicks = at(marks, next)
      view = on(view, event)
    }
    return view
  })
}

export function checkCursor<View>(
  slice: DenseSlice | null,
  contestant: string,
  on: Handler<View, 'LiquidationChecked'> | undefined,
): DenseCursor<View> {
  if (slice === null || on === undefined) return cursorOver(NO_COLUMN, 0, (view) => view)
  const [times, ticks, equities] = columns(slice)
  const [, , , maintenances = NO_COLUMN, pendingFees = NO_COLUMN] = slice.batch.columns
  const { count } = slice.batch
  const { stretch } = on
  if (stretch !== undefined) {
    return cursorOver(ticks, count, (view, from, to) => {
      return stretch(view, {
        from,
        to,
        timesMicros: times,
        ticks,
        equities,
        maintenances,
        pendingFees,
      })
    })
  }
  const data = { equity: 0, maintenance: 0, pendingFees: 0 }
  const event = { ...row(slice, contestant), type: 'LiquidationChecked' as const, data }
  return cursorOver(ticks, count, (initial, from, end) => {
    let view = initial
    for (let next = from; next < end; next += 1) {
      event.revision = revisionAt(slice, next)
      event.tick = at(ticks, next)
      event.timeMicros = at(times, next)
      event.cause.revision = event.tick
      data.equity = at(equities, next)
      data.maintenance = at(maintenances, next)
      data.pendingFees = at(pendingFees, next)
      view = on(view, event)
    }
    return view
  })
}
