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
  const handler = (view: View, event: EventMap[EventType]): View => {
    const isDense = event.type in DENSE_EVENTS
    if (!isDense) frozen(event.data, () => false, refuse(name, event))
    const isReused = (part: object) => isDense && (part === event || part === event.data)
    const after = attempt(name, event, () => applyEvent(on, view, event))
    if (after === undefined) throw new ProjectionError(name, 'no-view', event, 'returned no view')
    return after === view ? view : frozen(after, isReused, refuse(name, event))
  }
  return {
    ...projection,
    initialView: frozen(initialView, () => false, refuse(name, 'initialView')),
    on: Object.fromEntries(listenedTo(projection).map((type) => [type, handler])),
    ...(finish && {
      finish: (view: View) =>
        frozen(
          attempt(name, 'finish', () => finish(view)),
          () => false,
          refuse(name, 'finish'),
        ),
    }),
    ...(rows && { rows: (view: View): readonly Row[] => attempt(name, 'rows', () => rows(view)) }),
  }
}

function attempt<Value>(name: string, place: ProjectionPlace, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
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
    throw new ProjectionError(
      name,
      'not-plain',
      place,
      `cannot be stored: ${expected}, found ${found}`,
    )
  }
}
