import {
  type BotState,
  type Ledger,
  RUN_EVENTS,
  type RunType,
  type SparseEvent,
  evolve,
  initialState,
} from '@gridledger/domain'
import { valueOf } from '../failure'
import type { FoundRun } from './findRun'

/**
 * A bot as it stood before the event of its run at `revision`, from the run's events alone. What
 * only `decide` needs (funding and amendments to come) is not in it.
 */
export async function stateBefore(
  ledger: Ledger,
  { streams }: FoundRun,
  revision: number,
): Promise<BotState> {
  const state = initialState(streams)
  for await (const read of ledger.read(streams.run, 0, revision)) {
    const { batch } = valueOf(read)
    if (batch.kind !== 'sparse') throw new Error(`${streams.run} is not sparse`)
    for (const event of batch.events) if (isRunEvent(event)) evolve(state, event)
  }
  return state
}

/** An event of a run's stream, with its envelope. */
export type RecordedRunEvent = Extract<SparseEvent, { readonly type: RunType }>

export const isRunEvent = (event: SparseEvent): event is RecordedRunEvent =>
  Object.hasOwn(RUN_EVENTS, event.type)
