import type { Ledger } from '@gridledger/domain'
import {
  type RunHistoryEvent,
  type SeasonBatch,
  foldBatch,
  runEvents,
  runEventsOf,
  splitBatch,
} from '@gridledger/projections'
import type { FoundRun } from '../season/findRun'
import { readRun } from '../season/readRun'

/** An event of a run's history, and what it takes to set it beside one of another run. */
export interface HistoryEvent {
  readonly event: RunHistoryEvent
  /** The stream of the tick that it belongs to. */
  readonly ticks: string
  /** Of a fill or a cancellation: how many events of the history come before its order was placed. */
  readonly orderPlace: number | null
}

/** What a run did in order, events and checks, as many at a time as its ledger gives at a time. */
export async function* runHistory(
  ledger: Ledger,
  found: FoundRun,
): AsyncGenerator<readonly HistoryEvent[]> {
  yield* historyOf(readRun(ledger, found), found.contestant)
}

/** The same of a contestant of these batches. */
export async function* historyOf(
  batches: AsyncIterable<SeasonBatch>,
  contestant: string,
): AsyncGenerator<readonly HistoryEvent[]> {
  const placed = orderPlaces()
  for await (const whole of batches) {
    const ticks = whole.ticks.stream
    for (const batch of pieces(whole)) {
      const events = runEventsOf(foldBatch(runEvents, runEvents.initialView, batch, contestant))
      if (events.length > 0)
        yield events.map((event) => ({ event, ticks, orderPlace: placed(event) }))
    }
  }
}

/** Ticks whose events are held as objects at a time: so few that they are gone before they grow old. */
const PIECE_TICKS = 1024

function* pieces(whole: SeasonBatch): Generator<SeasonBatch> {
  for (let rest: SeasonBatch | null = whole; rest !== null;) {
    const [piece, left]: readonly [SeasonBatch, SeasonBatch | null] = splitBatch(
      rest,
      rest.ticks.firstRevision + PIECE_TICKS - 1,
    )
    yield piece
    rest = left
  }
}

/** Tells of each event, in order, where the order that it ends was placed; holds the resting orders. */
function orderPlaces(): (event: RunHistoryEvent) => number | null {
  const resting = new Map<number, number>()
  let place = -1
  return ({ type, revision, data }) => {
    place += 1
    if (type === 'OrderPlaced') resting.set(revision, place)
    if (type !== 'OrderFilled' && type !== 'OrderCancelled') return null
    if (data.order === null) return null
    const found = resting.get(data.order) ?? null
    resting.delete(data.order)
    return found
  }
}
