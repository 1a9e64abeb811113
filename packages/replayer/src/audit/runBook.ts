import { type BotState, evolve, initialState } from '@gridledger/domain'
import {
  type GridProfitView,
  type SeasonBatch,
  foldBatch,
  gridProfit,
} from '@gridledger/projections'
import type { FoundRun } from '../season/findRun'
import { type RecordedRunEvent, isRunEvent } from '../season/stateBefore'
import { type Placed, type Records, placedEvent } from './records'

/** A bot and what its pairs have earned, between two events of its run. */
export interface Standing {
  readonly state: BotState
  readonly profit: GridProfitView
}

/** A run's own events, and where its bot stood before each of them. */
export interface RunBook {
  readonly found: FoundRun
  readonly events: readonly RecordedRunEvent[]
  /** Revision of its first own event: those before it are a fork's past, perhaps on another tape. */
  readonly firstOwn: number
  readonly placed: (revision: number) => Placed<RecordedRunEvent> | undefined
  /** Before the event at `revision`; holds until the next call, forwards costs least. */
  readonly before: (revision: number) => Standing
}

export async function runBookOf(records: Records, found: FoundRun): Promise<RunBook> {
  const { streams, contestant } = found
  const events = (await records.sparse(streams.run)).filter(isRunEvent)
  let state = initialState(streams)
  let profit = gridProfit.initialView
  return {
    found,
    events,
    firstOwn: found.forks.at(-1)?.event.data.seam.events ?? 0,
    placed: (revision) => {
      const event = events[revision]
      return event === undefined ? undefined : placedEvent(event, { stream: streams.run, revision })
    },
    before: (revision) => {
      if (state.revision > revision) {
        state = initialState(streams)
        profit = gridProfit.initialView
      }
      const from = state.revision
      const next = events.slice(from, revision)
      for (const event of next) evolve(state, event)
      const batch = batchOf(found, { contestant, from, events: next })
      profit = foldBatch(gridProfit, profit, batch, contestant)
      return { state, profit }
    },
  }
}

/** Some events of a run alone, as the fold takes them. */
function batchOf(
  { streams }: FoundRun,
  {
    contestant,
    from,
    events,
  }: {
    readonly contestant: string
    readonly from: number
    readonly events: readonly RecordedRunEvent[]
  },
): SeasonBatch {
  const ticks = {
    kind: 'dense' as const,
    type: 'PriceTicked' as const,
    causeStream: '',
    count: 0,
    columns: [],
  }
  const slice = { stream: streams.run, firstRevision: from, events }
  return {
    opening: [],
    fundings: { stream: '', firstRevision: 0, events: [] },
    marks: null,
    ticks: { stream: streams.ticks, firstRevision: 0, batch: ticks },
    runs: new Map([[contestant, { events: slice, checks: null }]]),
  }
}
