import { DENSE_EVENTS, type WireEvent, wireEvent } from '@gridledger/domain'
import type { RunHistoryEvent } from '@gridledger/projections'
import type { Placed } from '../audit/records'

/** An event of a history as `events --json` prints it. */
export function wireOf(event: RunHistoryEvent): WireEvent {
  if (event.type !== 'LiquidationChecked') return wireEvent(event)
  const { type, timeMicros, tick, cause, data } = event
  const { schemaVersion, data: codec } = DENSE_EVENTS[type]
  return { type, schemaVersion, timeMicros, tick, cause, data: codec.encode(data) }
}

/** An event of a history with its place, as audits have it. */
export function placedOf(event: RunHistoryEvent): Placed {
  const { stream, revision } = event
  return { stream, revision, event, wire: () => wireOf(event) }
}
