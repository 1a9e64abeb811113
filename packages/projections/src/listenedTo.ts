import { DENSE_EVENTS, SPARSE_EVENTS } from '@gridledger/domain'
import type { EventType, Projection } from './projection'

/** Whether a text names a type of event. */
export function isEventType(type: string): type is EventType {
  return Object.hasOwn(SPARSE_EVENTS, type) || Object.hasOwn(DENSE_EVENTS, type)
}

/** Every type of event that a projection can listen to. */
export const EVENT_TYPES: readonly EventType[] = Object.keys({
  ...SPARSE_EVENTS,
  ...DENSE_EVENTS,
}).filter(isEventType)

/** The types of events that a projection listens to. */
export function listenedTo<View>({ on }: Pick<Projection<View>, 'on'>): readonly EventType[] {
  return EVENT_TYPES.filter((type) => on[type] !== undefined)
}
