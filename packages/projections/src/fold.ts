import { type SparseEvent, at } from '@gridledger/domain'
import { type DenseCursor, checkCursor, markCursor, priceCursor } from './denseCursor'
import type { EventMap, EventType, Projection } from './projection'
import type { SeasonBatch, SparseSlice } from './seasonBatch'

type Handlers<View> = Projection<View>['on']

/** The sparse events of a slice, one after the other. */
interface SparseCursor {
  readonly slice: SparseSlice
  next: number
}

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
  for (const slice of batch.opening) view = applyWhile(on, view, { slice, next: 0 }, () => true)
  const run = contestant === null ? undefined : batch.runs.get(contestant)
  const fundings = { slice: batch.fundings, next: 0 }
  const events = run === undefined ? undefined : { slice: run.events, next: 0 }
  const prices = priceCursor(batch.ticks, on.PriceTicked)
  const marks = markCursor(batch.marks, on.MarkPriceTicked)
  const checks = checkCursor(run?.checks ?? null, on.LiquidationChecked)
  const { firstRevision } = batch.ticks
  const times = batch.ticks.batch.columns[0] ?? new Float64Array()
  for (let row = 0; row < batch.ticks.batch.count; row += 1) {
    const timeMicros = at(times, row)
    if (fundings.next < fundings.slice.events.length) {
      view = applyWhile(on, view, fundings, (event) => event.timeMicros <= timeMicros)
    }
    while (marks.nextOrder <= timeMicros) view = marks.apply(view)
    view = prices.apply(view)
    if (events !== undefined) view = foldRunTick(on, view, firstRevision + row, events, checks)
  }
  return view
}

/** What a run did at one tick: orders, then the check, then what the check or a stop brought about. */
function foldRunTick<View>(
  on: Handlers<View>,
  initial: View,
  tick: number,
  events: SparseCursor,
  checks: DenseCursor<View>,
): View {
  let view = initial
  const busy = events.slice.events[events.next]?.tick === tick
  if (busy)
    view = applyWhile(on, view, events, (event) => event.tick === tick && !followsCheck(event))
  if (checks.nextOrder === tick) view = checks.apply(view)
  return busy ? applyWhile(on, view, events, (event) => event.tick === tick) : view
}

function followsCheck({ type, cause }: SparseEvent): boolean {
  return (
    type === 'TakeProfitTriggered' ||
    type === 'StopLossTriggered' ||
    cause.stream.startsWith('checks-')
  )
}

function applyWhile<View>(
  on: Handlers<View>,
  initial: View,
  cursor: SparseCursor,
  belongs: (event: SparseEvent) => boolean,
): View {
  const { stream, firstRevision, events } = cursor.slice
  let view = initial
  for (;;) {
    const event = events[cursor.next]
    if (event === undefined || !belongs(event)) return view
    if (on[event.type] !== undefined) {
      view = apply(on, view, { stream, revision: firstRevision + cursor.next, ...event })
    }
    cursor.next += 1
  }
}

function apply<View, Type extends EventType>(
  on: Handlers<View>,
  view: View,
  event: EventMap[Type] & { readonly type: Type },
): View {
  const handler: ((view: View, event: EventMap[Type]) => View) | undefined = on[event.type]
  return handler === undefined ? view : handler(view, event)
}
