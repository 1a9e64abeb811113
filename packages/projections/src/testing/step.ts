import type {
  BotState,
  Cause,
  Instrument,
  MarketRules,
  RunEvent,
  RunType,
  Tick,
} from '@gridledger/domain'

/** A run as the steps before have left it, at the tick of the next one. */
export interface RunSoFar {
  readonly bot: BotState
  readonly tick: Readonly<Tick>
  readonly instrument: Instrument
  readonly rules: MarketRules
  /** The highest price of the tape. */
  readonly highTicks: number
  /** The rate of the funding that falls due with the tick and is not settled yet; null without one. */
  readonly rate: string | null
}

/**
 * What happens to a run at a tick, numbered from 0: made by `started`, `filled` and their like.
 * What an event needs to know of the run (its lines, the number of the fill, the order) it takes
 * from the steps before it.
 */
export interface Step {
  readonly tick: number
  readonly type: RunType
  /** What made it happen, where it is to be another than the engine would name. */
  readonly cause?: Cause
  /** The event, from the run that it comes to. */
  readonly event: (run: RunSoFar) => RunEvent
}

/** Any event of a run, its data as the ledger has it: prices in ticks, quantities in lots, money in 1e-8. */
export function recorded(tick: number, event: RunEvent): Step {
  return { tick, type: event.type, event: () => event }
}
