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
}

/**
 * A view for each stretch of season time, such as an hour or a day of UTC: buckets open at whole
 * multiples of `widthMicros`, and none is left out between the first event listened to and the last.
 * Without `begin` a bucket goes on from the one before, so that its view is the whole as it stood at
 * its end; with it a bucket begins with what it makes of that view, such as the same with its sums at 0.
 */
export function buckets<View>(
  widthMicros: number,
  projection: Projection<View>,
  begin: (before: View) => View = (before) => before,
): Projection<BucketsView<View>> {
  const { name, version, of = 'run', initialView, on, finish } = projection
  const close = (bucket: Bucket<View>): Bucket<View> =>
    finish === undefined ? bucket : { ...bucket, view: finish(bucket.view) }
  const opened = (buckets: BucketsView<View>, timeMicros: number): BucketsView<View> => {
    const openMicros = bucketOpen(timeMicros, widthMicros)
    let { open } = buckets
    if (open === null) return { ...buckets, open: { openMicros, view: begin(buckets.before) } }
    const closed = [...buckets.closed]
    while (open.openMicros < openMicros) {
      closed.push(close(open))
      open = { openMicros: open.openMicros + widthMicros, view: begin(open.view) }
    }
    return { ...buckets, open, closed }
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
    name: `${name}-by-${widthMicros}`,
    version,
    of,
    initialView: { before: initialView, open: null, closed: [] },
    on: Object.fromEntries(listenedTo(projection).map((type) => [type, handler])),
    finish: ({ before, open, closed }) => ({
      before,
      open: null,
      closed: open === null ? closed : [...closed, close(open)],
    }),
  }
}

/** Every stretch of `count` buckets in a row, each one bucket later than the one before. */
export function windowsOf<View>(
  closed: readonly Bucket<View>[],
  count: number,
): readonly (readonly Bucket<View>[])[] {
  const last = closed.length - count
  return Array.from({ length: Math.max(0, last + 1) }, (_, from) =>
    closed.slice(from, from + count),
  )
}

function isOpening(type: EventType): boolean {
  return type === 'TapeOpened' || type === 'SeasonOpened' || type === 'ContestantEntered'
}
