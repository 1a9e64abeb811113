import type { RunType } from '@gridledger/domain'
import type { Projection, ViewedEvent } from './projection'

/** An event of a run, its checks among them, as it stands in its stream. */
export type RunHistoryEvent = {
  readonly [T in RunType | 'LiquidationChecked']: ViewedEvent<T>
}[RunType | 'LiquidationChecked']

/** Events in a chain, the latest first: adding one copies nothing. */
export interface RunEventsView {
  readonly event: RunHistoryEvent
  readonly before: RunEventsView | null
}

function take(before: RunEventsView | null, event: RunHistoryEvent): RunEventsView {
  return { event, before }
}

/**
 * What a run did, in the order in which it happened: events and checks as one history. What begins
 * or ends a fork is no part of it.
 */
export const runEvents: Projection<RunEventsView | null> = {
  name: 'run-events',
  version: 1,
  initialView: null,
  on: {
    GridStarted: take,
    OrderPlaced: take,
    OrderFilled: take,
    OrderCancelled: take,
    FundingSettled: take,
    // The object of a dense event is used again for the next one.
    LiquidationChecked: (before, event) =>
      take(before, { ...event, cause: { ...event.cause }, data: { ...event.data } }),
    PositionLiquidated: take,
    TakeProfitTriggered: take,
    StopLossTriggered: take,
    ParametersAmended: take,
    AmendmentRefused: take,
    GridStopped: take,
  },
}

/** The events of a view, oldest first. */
export function runEventsOf(view: RunEventsView | null): readonly RunHistoryEvent[] {
  const events: RunHistoryEvent[] = []
  for (let each = view; each !== null; each = each.before) events.push(each.event)
  return events.reverse()
}
