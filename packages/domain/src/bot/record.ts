import type { Cause } from '../events/event'
import type { RunEvent } from '../events/run'
import { evolve } from './evolve'
import type { BotState, Emit, Tick } from './state'

/** Emits an event and lets the state follow it; the cause of whatever this event brings about. */
export function record(
  state: BotState,
  tick: Tick,
  emit: Emit,
  event: RunEvent,
  cause: Cause,
): Cause {
  const revision = state.revision
  emit.event(event, tick, cause)
  evolve(state, event)
  return { stream: state.streams.run, revision }
}

/** The tick as a cause. */
export function tickCause(state: BotState, tick: Tick): Cause {
  return { stream: state.streams.ticks, revision: tick.revision }
}
