import { type Ledger, type SparseEvent, seasonStream, tapeStream } from '@gridledger/domain'
import { digestStreams } from '../season/digest'
import { readSparse } from '../season/market'
import { enteredEvent, openedEvent } from '../season/prepareSeason'
import { closedEvent } from '../season/runSeason'
import { comparisonWith } from './comparison'
import { type Difference, differenceAt } from './difference'
import { tapeDifference } from './tapeCheck'

/** What is wrong with the events of tape and season themselves: nothing can be derived from these. */
export async function inputDifference(
  ledger: Ledger,
  season: string,
  events: readonly SparseEvent[],
  broken: readonly Difference[],
): Promise<Difference | null> {
  const [opened] = events
  if (opened?.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const { tape } = opened.data
  const stream = tapeStream(tape)
  const tapeBroken = broken.find((difference) => difference.stream === stream)
  if (tapeBroken?.kind === 'unreadable' || tapeBroken?.kind === 'other-rules') return tapeBroken
  const tapeEvents = (await readSparse(ledger, stream)).events
  if (tapeEvents[0]?.type !== 'TapeOpened')
    return differenceAt('missing', stream, 0, 'expected TapeOpened')
  const sealed = tapeEvents.at(-1)
  if (sealed?.type !== 'TapeSealed') {
    const message = 'the tape was never sealed: its recording was interrupted, or its end cut off'
    return differenceAt('unfinished', stream, tapeEvents.length, message)
  }
  const unreadable = broken.find(
    (difference) => difference.kind === 'unreadable' && isOfTape(difference.stream, tape),
  )
  if (unreadable !== undefined) return unreadable
  const own = await tapeDifference(ledger, tapeEvents)
  if (own !== null) return own
  const span = { name: tape, startMicros: tapeEvents[0].timeMicros, sealed }
  const entered = events.flatMap((event) => (event.type === 'ContestantEntered' ? [event] : []))
  const inputs = [
    openedEvent(span, { ...opened.data, season }),
    ...entered.map(({ data }) => enteredEvent(season, span, data)),
    closedEvent(tape, sealed.data.ticks, sealed.timeMicros),
  ]
  const comparison = comparisonWith(ledger, seasonStream(season))
  const found =
    (await comparison.push({ kind: 'sparse', events: inputs })) ?? (await comparison.finish())
  if (found?.kind !== 'cut-short') return found
  const message =
    'the season has no SeasonClosed: its recording was interrupted (the same `run` finishes it), or its end was cut off'
  return { ...found, kind: 'unfinished', message }
}

const isOfTape = (stream: string, tape: string): boolean =>
  digestStreams('', tape, []).includes(stream)
