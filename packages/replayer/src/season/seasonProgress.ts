import { type Ledger, seasonStream, ticksStream } from '@gridledger/domain'
import { run } from '../failure'
import { completeTick } from './completeTick'
import { STRETCH_TICKS } from './market'
import type { SeasonFacts } from './readSeason'
import { runProgress } from './runProgress'

/** How far a season is recorded. */
export interface SeasonProgress {
  readonly isClosed: boolean
  /** The tick up to which surely nothing is missing; −1 where none is complete. */
  readonly lastTick: number
}

/**
 * Looks how far a season is recorded, again and again, also while another process records it: heads
 * of streams, what events have come since, and last rows. What is read after a look has at least
 * all that the look found complete.
 */
export async function seasonProgress(
  ledger: Ledger,
  season: string,
  { slice, tape, isClosed }: Pick<SeasonFacts, 'slice' | 'tape' | 'isClosed'>,
  stretchTicks = STRETCH_TICKS,
): Promise<() => Promise<SeasonProgress>> {
  // A season is opened on a tape that is sealed.
  const endTick = ((await run(ledger.head(ticksStream(tape))))?.events ?? 0) - 1
  const looks = slice.events.flatMap((event) =>
    event.type === 'ContestantEntered' ? [runProgress(ledger, season, event.data, endTick)] : [],
  )
  return async () => {
    const events = (await run(ledger.head(seasonStream(season))))?.events ?? 0
    // What comes after its inputs is SeasonClosed.
    if (isClosed || events > slice.events.length) return { isClosed: true, lastTick: endTick }
    const runs = []
    for (const look of looks) runs.push(await look())
    return { isClosed: false, lastTick: completeTick(runs, endTick, stretchTicks) }
  }
}
