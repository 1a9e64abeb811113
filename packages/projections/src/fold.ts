import { type SparseEvent, at as valueAt } from '@gridledger/domain'
import { type DenseCursor, checkCursor, markCursor, priceCursor, revisionAt } from './denseCursor'
import type { EventMap, EventType, Projection } from './projection'
import type { SeasonBatch, SparseSlice } from './seasonBatch'

/**
 * Compiled to CommonJS, an imported name of another package is looked up at every call, which takes
 * longer than the call: a loop over ticks looks it up once.
 */
const at = valueAt

type Handlers<View> = Projection<View>['on']

/** The sparse events of a slice, one after the other. */
interface SparseCursor {
  readonly slice: SparseSlice
  next: number
}

const NO_EVENTS: SparseSlice = { stream: '', firstRevision: 0, events: [] }

/**
 * A view after one more batch: of a contestant's run and its market, or of the market alone. This
 * loop is the project's one fold; run, replay and project go through it.
 */
export function foldBatch<View>(
  { on }: Projection<View>,
  initial: View,
  batch: SeasonBatch,
  contestant: string | null,
): View {
  let view = initial
  for (const slice of batch.opening) {
    view = applyUntil(on, view, { slice, next: 0 }, Infinity)
  }
  const run = contestant === null ? undefined : batch.runs.get(contestant)
  if (contestant !== null && run === undefined) {
    const known = [...batch.runs.keys()].join(', ')
    throw new RangeError(`expected a contestant of the season (${known}), found ${contestant}`)
  }
  const fundings = { slice: batch.fundings, next: 0 }
  const events = { slice: run?.events ?? NO_EVENTS, next: 0 }
  const checks = checkCursor(run?.checks ?? null, on.LiquidationChecked)
  const market = on.PriceTicked ?? on.MarkPriceTicked
  if (market === undefined && on.LiquidationChecked === undefined) {
    return foldSparse(on, view, fundings, events)
  }
  return market === undefined && on.FundingRatePublished === undefined
    ? foldChecks(on, view, events, checks)
    : foldTicks(on, view, batch, fundings, events, checks)
}

/** The events of a run and the funding rates before them, for views that no tick concerns. */
function foldSparse<View>(
  on: Handlers<View>,
  initial: View,
  fundings: SparseCursor,
  events: SparseCursor,
): View {
  let view = initial
  for (;;) {
    const event = events.slice.events[events.next]
    if (event === undefined) return applyUntil(on, view, fundings, Infinity)
    view = applyUntil(on, view, fundings, event.timeMicros)
    view = applyTick(on, view, tickOf(events), events, false)
  }
}

/** A run's events and checks, for views that no market concerns. */
function foldChecks<View>(
  on: Handlers<View>,
  initial: View,
  events: SparseCursor,
  checks: DenseCursor<View>,
): View {
  let view = initial
  for (;;) {
    const tick = tickOf(events)
    while (checks.nextOrder < tick) view = checks.apply(view)
    if (tick === Infinity) return view
    view = foldRunTick(on, view, tick, events, checks)
  }
}

function foldTicks<View>(
  on: Handlers<View>,
  initial: View,
  { ticks, marks: markSlice }: SeasonBatch,
  fundings: SparseCursor,
  events: SparseCursor,
  checks: DenseCursor<View>,
): View {
  let view = initial
  const prices = priceCursor(ticks, on.PriceTicked)
  const marks = markCursor(markSlice, on.MarkPriceTicked)
  const [times = new Float64Array()] = ticks.batch.columns
  let nextRate = timeOf(fundings)
  let nextEvent = tickOf(events)
  for (let row = 0; row < ticks.batch.count; row += 1) {
    const tick = revisionAt(ticks, row)
    const timeMicros = at(times, row)
    if (nextRate <= timeMicros) {
      view = applyUntil(on, view, fundings, timeMicros)
      nextRate = timeOf(fundings)
    }
    while (marks.nextOrder <= timeMicros) view = marks.apply(view)
    view = prices.apply(view)
    if (tick === nextEvent) {
      view = foldRunTick(on, view, tick, events, checks)
      nextEvent = tickOf(events)
    } else if (tick === checks.nextOrder) {
      view = checks.apply(view)
    }
  }
  return view
}

function timeOf({ slice, next }: SparseCursor): number {
  return slice.events[next]?.timeMicros ?? Infinity
}

function tickOf({ slice, next }: SparseCursor): number {
  return slice.events[next]?.tick ?? Infinity
}

/** What a run did at one tick: orders, then the check, then what the check or a stop brought about. */
function foldRunTick<View>(
  on: Handlers<View>,
  initial: View,
  tick: number,
  events: SparseCursor,
  checks: DenseCursor<View>,
): View {
  if (checks.nextOrder !== tick) return applyTick(on, initial, tick, events, false)
  const ordered = applyTick(on, initial, tick, events, true)
  return applyTick(on, checks.apply(ordered), tick, events, false)
}

/** Whether an event of a run comes after the check of its tick: what the check or a stop brought about. */
export function followsCheck({ type, cause }: SparseEvent): boolean {
  return (
    type === 'TakeProfitTriggered' ||
    type === 'StopLossTriggered' ||
    cause.stream.startsWith('checks-')
  )
}

/** Applies the events up to a time. */
function applyUntil<View>(
  on: Handlers<View>,
  initial: View,
  cursor: SparseCursor,
  timeMicros: number,
): View {
  let view = initial
  const { events } = cursor.slice
  while (cursor.next < events.length && timeOf(cursor) <= timeMicros) {
    view = applyNext(on, view, cursor)
  }
  return view
}

/** Applies the events of a tick, or those of them that come before its check. */
function applyTick<View>(
  on: Handlers<View>,
  initial: View,
  tick: number,
  cursor: SparseCursor,
  areBeforeCheck: boolean,
): View {
  let view = initial
  for (;;) {
    const event = cursor.slice.events[cursor.next]
    if (event?.tick !== tick || (areBeforeCheck && followsCheck(event))) return view
    view = applyNext(on, view, cursor)
  }
}

function applyNext<View>(on: Handlers<View>, view: View, cursor: SparseCursor): View {
  const { stream, firstRevision, events } = cursor.slice
  const event = events[cursor.next]
  const revision = firstRevision + cursor.next
  cursor.next += 1
  if (event === undefined || on[event.type] === undefined) return view
  return apply(on, view, { stream, revision, ...event })
}

function apply<View, Type extends EventType>(
  on: Handlers<View>,
  view: View,
  event: EventMap[Type] & { readonly type: Type },
): View {
  const handler: ((view: View, event: EventMap[Type]) => View) | undefined = on[event.type]
  return handler === undefined ? view : handler(view, event)
}
