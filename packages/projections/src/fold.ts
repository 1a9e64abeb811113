import type { SparseEvent } from '@gridledger/domain'
import { type DenseCursor, checkCursor, markCursor, priceCursor, revisionAt } from './denseCursor'
import type { EventMap, EventType, Projection } from './projection'
import type { DenseSlice, RunSlice, SeasonBatch, SparseSlice } from './seasonBatch'

type Handlers<View> = Projection<View>['on']

/** The sparse events of a slice, one after the other. */
interface SparseCursor {
  readonly slice: SparseSlice
  readonly contestant: string | null
  next: number
}

/** What a run did, as its ticks come. */
interface RunCursor<View> {
  readonly events: SparseCursor
  readonly checks: DenseCursor<View>
  /** The tick of the next event; Infinity after the last. */
  nextEvent: number
}

/**
 * A view after one more batch: of a contestant's run and its market; without one, of the market alone,
 * or of all runs where the projection is of a season. This loop is the project's one fold; run, replay
 * and project go through it.
 */
export function foldBatch<View>(
  projection: Projection<View>,
  initial: View,
  batch: SeasonBatch,
  contestant: string | null,
): View {
  const { on } = projection
  let view = initial
  for (const slice of batch.opening) {
    view = applyUntil(on, view, { slice, contestant: null, next: 0 }, Infinity)
  }
  const runs = runsIn(projection, batch, contestant)
  const fundings = { slice: batch.fundings, contestant: null, next: 0 }
  const market = on.PriceTicked ?? on.MarkPriceTicked
  if (market === undefined && on.LiquidationChecked === undefined) {
    return foldSparse(on, view, fundings, runs)
  }
  return market === undefined && on.FundingRatePublished === undefined
    ? foldChecks(on, view, runs)
    : foldTicks(on, view, batch, fundings, runs)
}

/** The runs that a view is of, in order of entry. */
function runsIn<View>(
  { on, of }: Projection<View>,
  batch: SeasonBatch,
  contestant: string | null,
): readonly RunCursor<View>[] {
  const cursorOf = (name: string, { events: slice, checks }: RunSlice): RunCursor<View> => {
    const events = { slice, contestant: name, next: 0 }
    const cursor = checkCursor(checks, name, on.LiquidationChecked)
    return { events, checks: cursor, nextEvent: nextTickOf(on, events) }
  }
  if (contestant === null) {
    return of === 'season' ? [...batch.runs].map(([name, run]) => cursorOf(name, run)) : []
  }
  const run = batch.runs.get(contestant)
  if (run !== undefined) return [cursorOf(contestant, run)]
  const known = [...batch.runs.keys()].join(', ')
  throw new RangeError(`expected a contestant of the season (${known}), found ${contestant}`)
}

/** The events of runs and the funding rates before them, for views that no tick concerns. */
function foldSparse<View>(
  on: Handlers<View>,
  initial: View,
  fundings: SparseCursor,
  runs: readonly RunCursor<View>[],
): View {
  let view = initial
  for (;;) {
    const tick = runs.reduce((first, { nextEvent }) => Math.min(first, nextEvent), Infinity)
    if (tick === Infinity) return applyUntil(on, view, fundings, Infinity)
    for (const run of runs) {
      if (run.nextEvent !== tick) continue
      view = applyUntil(on, view, fundings, timeOf(run.events))
      view = applyTick(on, view, tick, run.events, false)
      run.nextEvent = nextTickOf(on, run.events)
    }
  }
}

/**
 * The events and checks of runs, for views that no market concerns. Of one run all checks up to its
 * next event are a stretch; several take turns tick by tick.
 */
function foldChecks<View>(
  on: Handlers<View>,
  initial: View,
  runs: readonly RunCursor<View>[],
): View {
  let view = initial
  const [only, ...others] = runs
  for (;;) {
    let tick = Infinity
    for (const { nextEvent } of runs) tick = Math.min(tick, nextEvent)
    if (only !== undefined && others.length === 0) {
      view = only.checks.applyTo(view, only.checks.rowAt(tick))
    } else {
      for (const { checks } of runs) tick = Math.min(tick, checks.nextOrder)
    }
    if (tick === Infinity) return view
    for (const run of runs) view = foldRunTick(on, view, tick, run)
  }
}

/** The ticks in stretches that end where something else comes next: of a run after its tick, else before one. */
function foldTicks<View>(
  on: Handlers<View>,
  initial: View,
  { ticks, marks: markSlice }: SeasonBatch,
  fundings: SparseCursor,
  runs: readonly RunCursor<View>[],
): View {
  let view = initial
  const prices = priceCursor(ticks, on.PriceTicked)
  const marks = markCursor(markSlice, on.MarkPriceTicked)
  const { count } = ticks.batch
  const areRatesHeard = on.FundingRatePublished !== undefined
  let nextRate = areRatesHeard ? timeOf(fundings) : Infinity
  while (prices.nextRow < count) {
    const timeMicros = prices.nextOrder
    if (nextRate <= timeMicros) {
      view = applyUntil(on, view, fundings, timeMicros)
      nextRate = timeOf(fundings)
    }
    while (marks.nextOrder <= timeMicros) view = marks.applyTo(view, marks.nextRow + 1)
    const end = Math.min(count, rowOf(ticks, nextTick(runs), prices.nextRow) + 1)
    const due = Math.min(nextRate, marks.nextOrder)
    view = prices.applyTo(view, due === Infinity ? end : Math.min(end, prices.rowAt(due)))
    if (prices.nextRow < end) continue
    const tick = revisionAt(ticks, end - 1)
    for (const run of runs) view = foldRunTick(on, view, tick, run)
  }
  return view
}

/** The tick at which something of a run comes next; Infinity where nothing does. */
function nextTick<View>(runs: readonly RunCursor<View>[]): number {
  let tick = Infinity
  for (const { nextEvent, checks } of runs) tick = Math.min(tick, nextEvent, checks.nextOrder)
  return tick
}

/** The row of a tick, from a row on; where rows are left out, of the first one that is not before it. */
function rowOf(ticks: DenseSlice, tick: number, from: number): number {
  if (ticks.revisions === undefined) return Math.max(from, tick - ticks.firstRevision)
  let row = from
  while (row < ticks.batch.count && revisionAt(ticks, row) < tick) row += 1
  return row
}

function timeOf({ slice, next }: SparseCursor): number {
  return slice.events[next]?.timeMicros ?? Infinity
}

/** The tick of the next event that counts: one that is listened to, or that comes after a check. */
function nextTickOf<View>(on: Handlers<View>, cursor: SparseCursor): number {
  for (;;) {
    const event = cursor.slice.events[cursor.next]
    const counts = event === undefined || on[event.type] !== undefined || followsCheck(event)
    if (counts) return event?.tick ?? Infinity
    cursor.next += 1
  }
}

/** What a run did at one tick: orders, then the check, then what the check or a stop brought about. */
function foldRunTick<View>(
  on: Handlers<View>,
  initial: View,
  tick: number,
  run: RunCursor<View>,
): View {
  const { events, checks, nextEvent } = run
  const isChecked = checks.nextOrder === tick
  if (nextEvent !== tick) return isChecked ? checks.applyTo(initial, checks.nextRow + 1) : initial
  let view = applyTick(on, initial, tick, events, isChecked)
  if (isChecked) {
    view = checks.applyTo(view, checks.nextRow + 1)
    view = applyTick(on, view, tick, events, false)
  }
  run.nextEvent = nextTickOf(on, events)
  return view
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
  const { slice, contestant } = cursor
  const { stream, firstRevision, events } = slice
  const event = events[cursor.next]
  const revision = firstRevision + cursor.next
  cursor.next += 1
  if (event === undefined || on[event.type] === undefined) return view
  return applyEvent(on, view, { ...event, stream, revision, contestant })
}

/** The view after one event. */
export function applyEvent<View, Type extends EventType>(
  on: Handlers<View>,
  view: View,
  event: EventMap[Type] & { readonly type: Type },
): View {
  const handler: ((view: View, event: EventMap[Type]) => View) | undefined = on[event.type]
  return handler === undefined ? view : handler(view, event)
}
