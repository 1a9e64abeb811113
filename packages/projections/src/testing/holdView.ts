import { checkedProjection } from '../checkedProjection'
import { revisionAt } from '../denseCursor'
import { applyEvent, foldBatch } from '../fold'
import { listenedTo } from '../listenedTo'
import type { EventMap, EventType, Projection } from '../projection'
import { ProjectionError, type ProjectionFault } from '../projectionError'
import type { SeasonBatch } from '../seasonBatch'
import { restoredView, storedView } from '../storedView'
import { cutBefore } from './cutBefore'
import { expectedFound } from './expectedFound'

/** A season of more ticks is cut at this many places, a shorter one before each tick. */
const MOST_CUTS = 40

/** A way through a season, with the projection that is to follow it. */
type Fold<View> = (projection: Projection<View>) => View

/**
 * The view of a season, what only its end settles taken in. Throws ProjectionError, which names the
 * event, where it is not what every view must be.
 */
export function holdView<View>(
  projection: Projection<View>,
  batches: readonly SeasonBatch[],
  contestant: string | null,
): View {
  const checked = checkedProjection(projection)
  const pieces = batches.flatMap((batch) => cutBefore(batch, ...cutsOf(batch)))
  const whole: Fold<View> = (by) => foldThrough(by, batches, contestant)
  const cut: Fold<View> = (by) => foldThrough(by, pieces, contestant)
  const stored: Fold<View> = (by) =>
    foldThrough(by, pieces, contestant, (before) => {
      const again = restoredView(storedView(before), checked.initialView)
      if (again === undefined) throw lost(checked, whole)
      return again
    })
  const view = whole(checked)
  const text = storedView(view)
  if (storedView(cut(checked)) !== text) throw difference(checked, 'differs-by-batch', whole, cut)
  if (storedView(stored(checked)) !== text) {
    throw difference(checked, 'differs-restored', whole, stored)
  }
  // What is checked gets each row by itself; what is not, its stretches.
  const stretched = takesStretches(projection) ? [whole(projection), cut(projection)] : []
  for (const other of stretched.map(storedView)) {
    if (other !== text) throw byStretch(projection, text, other)
  }
  const end = checked.finish === undefined ? view : checked.finish(view)
  checked.rows?.(end)
  return end
}

function foldThrough<View>(
  projection: Projection<View>,
  batches: readonly SeasonBatch[],
  contestant: string | null,
  before: (view: View) => View = (view) => view,
): View {
  let view = projection.initialView
  for (const batch of batches) view = foldBatch(projection, before(view), batch, contestant)
  return view
}

function cutsOf({ ticks }: SeasonBatch): readonly number[] {
  const { count } = ticks.batch
  const cuts = Math.min(count, MOST_CUTS)
  return Array.from({ length: cuts }, (_, cut) =>
    revisionAt(ticks, Math.floor((cut * count) / cuts)),
  )
}

/** The error at the first event whose view does not come back from its text. */
function lost<View>(projection: Projection<View>, fold: Fold<View>): ProjectionError {
  const { name, initialView } = projection
  const along = viewsAlong(projection, fold)
  const first = along.find(({ text }) => restoredView(text, initialView) === undefined)
  const shapes = expectedFound(storedView(initialView), first?.text ?? '')
  const said = `has a view that does not come back from a store: its shape is not the initial view's`
  const place = first?.event ?? 'initialView'
  return new ProjectionError(name, 'differs-restored', place, `${said}: ${shapes}`)
}

function takesStretches<View>({ on }: Projection<View>): boolean {
  return (on.PriceTicked?.stretch ?? on.LiquidationChecked?.stretch) !== undefined
}

function byStretch<View>({ name }: Projection<View>, rows: string, stretch: string) {
  const said = `makes another view of a stretch than of its rows one by one`
  const texts = expectedFound(rows, stretch)
  return new ProjectionError(name, 'differs-by-stretch', 'stretch', `${said}: ${texts}`)
}

const SAID = {
  'differs-by-batch': 'makes another view when its events come in other batches',
  'differs-restored': 'makes another view when it goes on from a stored one',
} as const satisfies Partial<Record<ProjectionFault, string>>

/** The error at the first event after which two ways through a season have different views. */
function difference<View>(
  projection: Projection<View>,
  fault: keyof typeof SAID,
  one: Fold<View>,
  other: Fold<View>,
): ProjectionError {
  const [expected, found] = [viewsAlong(projection, one), viewsAlong(projection, other)]
  const first = expected.findIndex(({ text }, index) => text !== found[index]?.text)
  const [right, wrong] = [expected.at(first), found.at(first)]
  const texts = expectedFound(right?.text ?? '', wrong?.text ?? '')
  const place = right?.event ?? 'initialView'
  return new ProjectionError(projection.name, fault, place, `${SAID[fault]}: ${texts}`)
}

interface ViewAt {
  readonly event: EventMap[EventType]
  readonly text: string
}

/** The view after each event, as text. */
function viewsAlong<View>(projection: Projection<View>, fold: Fold<View>): readonly ViewAt[] {
  const views: ViewAt[] = []
  const handler = (view: View, event: EventMap[EventType]): View => {
    const after = applyEvent(projection.on, view, event)
    views.push({ event: { ...event }, text: storedView(after) })
    return after
  }
  const types = listenedTo(projection)
  fold({ ...projection, on: Object.fromEntries(types.map((type) => [type, handler])) })
  return views
}
