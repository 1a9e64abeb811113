import { DENSE_EVENTS } from '@gridledger/domain'
import { applyEvent } from './fold'
import { type OddPart, frozen, isRefusedChange } from './frozenView'
import { listenedTo } from './listenedTo'
import type { EventMap, EventType, Projection, Row } from './projection'
import { ProjectionError, type ProjectionPlace } from './projectionError'

/**
 * The same projection, held to what a projection may do. It throws ProjectionError, which names the
 * event, where a handler throws, changes the view or the event that it was given, keeps the object of
 * a dense event, which is used again, returns nothing, or puts into its view what cannot be stored.
 * Each view is frozen for that, which may cost a few times what the fold does.
 */
export function checkedProjection<View>(projection: Projection<View>): Projection<View> {
  const { name, on, initialView, finish, rows } = projection
  /** What work makes of a view; the view that it is given may have been restored. */
  const held = (
    place: ProjectionPlace,
    before: View,
    work: (before: View) => View,
    isReused = isNever,
  ): View =>
    attempt(name, place, () => {
      const after = work(frozen(before, isNever, refuse(name, place)))
      return frozen(returned(name, place, 'view', after), isReused, refuse(name, place))
    })
  const handler = (view: View, event: EventMap[EventType]): View => {
    const isDense = event.type in DENSE_EVENTS
    const shown = isDense ? copyOf(event) : event
    frozen(shown, isNever, refuse(name, event))
    const isReused = (part: object) =>
      isDense && (part === shown || part === shown.data || part === shown.cause)
    return held(event, view, (before) => applyEvent(on, before, shown), isReused)
  }
  return {
    ...projection,
    initialView: held('initialView', initialView, (view) => view),
    on: Object.fromEntries(listenedTo(projection).map((type) => [type, handler])),
    ...(finish && { finish: (view: View) => held('finish', view, finish) }),
    ...(rows && {
      rows: (view: View): readonly Row[] =>
        attempt(name, 'rows', () =>
          returned(name, 'rows', 'rows', rows(frozen(view, isNever, refuse(name, 'rows')))),
        ),
    }),
  }
}

const isNever = (_part: object): boolean => false

/** What a dense event says, in objects of its own: those of the fold are written again. */
function copyOf<Event extends EventMap[EventType]>(event: Event): Event {
  return { ...event, cause: { ...event.cause }, data: { ...event.data } }
}

function returned<Value>(
  name: string,
  place: ProjectionPlace,
  what: 'view' | 'rows',
  value: Value,
): Value {
  if (value !== undefined) return value
  throw new ProjectionError(name, 'no-view', place, `returned no ${what}`)
}

function attempt<Value>(name: string, place: ProjectionPlace, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    if (error instanceof ProjectionError) throw error
    const said = error instanceof Error ? error.message : String(error)
    if (!isRefusedChange(error))
      throw new ProjectionError(name, 'threw', place, `threw "${said}"`, error)
    const changed = 'changed the view it was given or a part of an event, which stay as they were'
    throw new ProjectionError(name, 'changed', place, `${changed} (${said})`, error)
  }
}

function refuse(name: string, place: ProjectionPlace): (odd: OddPart, found: string) => never {
  return (odd, found) => {
    if (odd === 'reused') {
      const said = `kept ${found}, which is used again for the next one: take its numbers`
      throw new ProjectionError(name, 'kept-event', place, said)
    }
    const expected = 'expected a view of plain data, maps, sets and decimals'
    const said = `cannot be stored: ${expected}, found ${found}`
    throw new ProjectionError(name, 'not-plain', place, said)
  }
}
