import { isoTime } from './isoTime'
import type { EventMap, EventType } from './projection'

/** What a projection did that none may: see `checkedProjection`, and `viewOf` of the entry for tests. */
export type ProjectionFault =
  | 'threw'
  | 'changed'
  | 'kept-event'
  | 'not-plain'
  | 'no-view'
  | 'differs-by-batch'
  | 'differs-restored'
  | 'differs-by-stretch'

/** Where a projection went wrong: at an event, or in one of its functions on the whole view. */
export type ProjectionPlace = EventMap[EventType] | 'finish' | 'rows' | 'initialView' | 'stretch'

/** A projection that does not keep to what a projection may do, with the event at which it did not. */
export class ProjectionError extends Error {
  override readonly name = 'ProjectionError'
  /** Type, stream and revision of the event; null where it was none. */
  readonly event: {
    readonly type: string
    readonly stream: string
    readonly revision: number
  } | null

  constructor(
    readonly projection: string,
    readonly fault: ProjectionFault,
    place: ProjectionPlace,
    said: string,
    cause?: unknown,
  ) {
    super(`${projection} ${said}, ${placeText(place)}`, { cause })
    const { type, stream, revision } = typeof place === 'string' ? NOWHERE : place
    this.event = typeof place === 'string' ? null : { type, stream, revision }
  }
}

const NOWHERE = { type: '', stream: '', revision: -1 }

function placeText(place: ProjectionPlace): string {
  if (typeof place === 'string') return `in its ${place}`
  const { type, stream, revision, timeMicros } = place
  return `at ${type}, ${stream}#${revision}, ${isoTime(timeMicros)}`
}
