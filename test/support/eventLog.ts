import {
  EVENT_TYPES,
  type EventMap,
  type EventType,
  type Projection,
} from '@gridledger/projections'

export type Log = readonly string[]

/** Keeps a line of each event that it sees; it listens to these types alone. */
export function logOf(
  types: readonly EventType[] = EVENT_TYPES,
  lineOf: (event: EventMap[EventType]) => string = placeOf,
): Projection<Log> {
  const handler = (log: Log, event: EventMap[EventType]): Log => [...log, lineOf(event)]
  const on = Object.fromEntries(types.map((type) => [type, handler]))
  return { name: 'log', version: 1, initialView: [], on }
}

/** `OrderFilled run-sketched.bot#3 @1`: type, place and causing tick. */
export function placeOf({ type, stream, revision, tick }: EventMap[EventType]): string {
  return `${type} ${stream}#${revision} @${tick ?? 'none'}`
}
