import { applyEvent } from './fold'
import { listenedTo } from './listenedTo'
import type { EventMap, EventType, Projection } from './projection'
import { bucketOpen } from './timeBuckets'

/** A stretch of season time and the view at its end. */
export interface Bucket<View> {
  readonly openMicros: number
  readonly view: View
}

/** The stretches so far, in order of time. */
export interface BucketsView<View> {
  /** The view of what came before the first bucket: tape and season were opened, runs entered. */
  readonly before: View
  /** The bucket that goes on; null before the first, and when the events have ended. */
  readonly open: Bucket<View> | null
  /** Those that are over; when the events have ended, all of them. */
  readonly closed: readonly Bucket<View>[]
  /** The last of those that are over, until there are some more; empty when the events have ended. */
  readonly recent: readonly Bucket<View>[]
}

/** No border copies more of the buckets before it than these, so that many buckets cost as few do. */
const RECENT = 512

/**
 * A view for each stretch of season time, such as an hour or a day of UTC: buckets open at whole
 * multiples of `widthMicros`, and none is left out between the first event listened to and the last.
 * An event that comes after one of a later bucket, such as a mark after a funding rate, counts there.
 * Without `begin` a bucket goes on from the one before, so that its view is the whole as it stood at
 * its end; with it a bucket begins with what it makes of that view, such as the same with its sums at
 * 0. As with a handler, another `begin` is another version. Throws RangeError for a width that is no
 * whole number above 0.
 */
export function buckets<View>(
  widthMicros: number,
  projection: Projection<View>,
  begin?: (before: View) => View,
): Projection<BucketsView<View>> {
  const { name, version, of = 'run', initialView, on, finish } = projection
  requireWhole(`the width of buckets of ${name}`, widthMicros)
  const begun = begin ?? ((before: View) => before)
  const close = (bucket: Bucket<View>): Bucket<View> =>
    finish === undefined ? bucket : { ...bucket, view: finish(bucket.view) }
  const opened = (view: BucketsView<View>, timeMicros: number): BucketsView<View> => {
    const openMicros = bucketOpen(timeMicros, widthMicros)
    let { open } = view
    if (open === null) return { ...view, open: { openMicros, view: begun(view.before) } }
    const recent = [...view.recent]
    while (open.openMicros < openMicros) {
      recent.push(close(open))
      open = { openMicros: open.openMicros + widthMicros, view: begun(open.view) }
    }
    if (recent.length < RECENT) return { ...view, open, recent }
    return { ...view, open, closed: view.closed.concat(recent), recent: [] }
  }
  const handler = (view: BucketsView<View>, event: EventMap[EventType]): BucketsView<View> => {
    if (isOpening(event.type)) return { ...view, before: applyEvent(on, view.before, event) }
    const { timeMicros } = event
    const isInside = view.open !== null && timeMicros < view.open.openMicros + widthMicros
    const current = isInside ? view : opened(view, timeMicros)
    if (current.open === null) return current
    const { openMicros, view: before } = current.open
    const after = applyEvent(on, before, event)
    return after === before ? current : { ...current, open: { openMicros, view: after } }
  }
  return {
    name: `${name}-by-${widthMicros}${begin === undefined ? '' : '-begun'}`,
    version,
    of,
    initialView: { before: initialView, open: null, closed: [], recent: [] },
    on: Object.fromEntries(listenedTo(projection).map((type) => [type, handler])),
    finish: ({ before, open, closed, recent }) => ({
      before,
      open: null,
      closed: [...closed, ...recent, ...(open === null ? [] : [close(open)])],
      recent: [],
    }),
  }
}

/**
 * Every stretch of `count` buckets in a row, each one bucket later than the one before. Throws
 * RangeError for a count that is no whole number above 0.
 */
export function windowsOf<View>(
  closed: readonly Bucket<View>[],
  count: number,
): readonly (readonly Bucket<View>[])[] {
  requireWhole('the buckets of a window', count)
  const last = closed.length - count
  return Array.from({ length: Math.max(0, last + 1) }, (_, from) =>
    closed.slice(from, from + count),
  )
}

function requireWhole(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return
  throw new RangeError(`${what}: expected a whole number above 0, found ${value}`)
}

function isOpening(type: EventType): boolean {
  return type === 'TapeOpened' || type === 'SeasonOpened' || type === 'ContestantEntered'
}
