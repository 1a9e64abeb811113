import { setTimeout as delay } from 'node:timers/promises'
import { type Ledger, at } from '@gridledger/domain'
import {
  SEASON_START,
  type RunSlice,
  type SeasonBatch,
  type SeasonPlace,
  placeAfter,
} from '@gridledger/projections'
import { Failure } from '../failure'
import { type SeasonFacts, type Stretch, readSeason, seasonFacts } from './readSeason'
import { seasonProgress } from './seasonProgress'

/** How a season is watched. */
export interface Watching extends Pick<Stretch, 'only'> {
  /** Milliseconds between two looks at the ledger; a look reads heads and last rows. */
  readonly everyMillis?: number
  /** Where to begin, between two ticks; at the start where it is absent. */
  readonly from?: SeasonPlace
  /** Ends the watching, also while it waits. */
  readonly signal?: AbortSignal
}

/** As often as an eye follows figures. */
const LOOK_MILLISECONDS = 200

/**
 * A season while another process records it: what is surely complete, then what becomes so, to the
 * end, when the season is closed. All batches together are those of `readSeason`, cut elsewhere. A
 * season that is not there yet is waited for, and one whose recording was interrupted goes on with
 * whoever resumes it; only the signal ends it before. Throws Failure when the ledger fails.
 */
export async function* watchSeason(
  ledger: Ledger,
  season: string,
  {
    everyMillis = LOOK_MILLISECONDS,
    from = SEASON_START,
    only,
    signal = new AbortController().signal,
  }: Watching = {},
): AsyncGenerator<SeasonBatch> {
  const isLeft = () => signal.aborted
  const facts = await awaitSeason(ledger, season, { everyMillis, signal })
  if (facts === undefined) return
  const look = await seasonProgress(ledger, season, facts)
  let place = from
  while (!isLeft()) {
    const { isClosed, lastTick } = await look()
    if (lastTick >= place.ticks) {
      const stretch = { from: place, untilTick: lastTick, ...(only && { only }) }
      for await (const batch of readSeason(ledger, season, stretch)) {
        requireLater(ledger, place, batch)
        place = placeAfter(place, batch)
        yield batch
        if (isLeft()) return
      }
    }
    if (isClosed) return
    await pause(everyMillis, signal)
  }
}

/** The facts of a season once it is there; undefined when the signal ends the waiting. */
export async function awaitSeason(
  ledger: Ledger,
  season: string,
  { everyMillis = LOOK_MILLISECONDS, signal = new AbortController().signal }: Watching = {},
): Promise<SeasonFacts | undefined> {
  while (!signal.aborted) {
    const facts = await seasonFacts(ledger, season)
    if (facts !== undefined) return facts
    await pause(everyMillis, signal)
  }
  return undefined
}

async function pause(millis: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(millis, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

/**
 * Throws Failure (corrupt) where something of a tick comes after the tick was given as complete: it
 * was not appended in the order of `run`, and views that have passed the tick would lack it.
 */
function requireLater(ledger: Ledger, { ticks }: SeasonPlace, { runs }: SeasonBatch): void {
  const late = [...runs.values()].flatMap((slice) => lateIn(slice, ticks))
  for (const { stream, firstRevision: revision } of late) {
    const expected = `expected what comes after tick ${ticks - 1}, found an earlier tick`
    const message = `${ledger.address}: ${expected}: it was not appended in the order of \`run\``
    throw new Failure({ kind: 'ledger', error: { kind: 'corrupt', stream, revision, message } })
  }
}

/** Events and checks that begin before a tick. */
function lateIn(
  { events, checks }: RunSlice,
  tick: number,
): readonly { readonly stream: string; readonly firstRevision: number }[] {
  const [event] = events.events
  const isEventLate = event !== undefined && (event.tick ?? 0) < tick
  const isCheckLate = checks !== null && at(checks.batch.columns[1] ?? [], 0) < tick
  return [...(isEventLate ? [events] : []), ...(isCheckLate ? [checks] : [])]
}
