import * as E from 'fp-ts/Either'
import { type Ledger, type SparseEvent, seasonStream, tapeStream } from '@gridledger/domain'
import { digestStreams } from '../season/digest'
import { readSparse } from '../season/market'
import { enteredEvent, openedEvent } from '../season/prepareSeason'
import { closedEvent } from '../season/runSeason'
import { comparisonWith } from './comparison'
import { type Difference, differenceAt } from './difference'
import { type TickCheck, tapeDifference } from './tapeCheck'

/** A tape that begins and ends as one, and whose bars and seal fit. */
export interface SoundTape {
  readonly startMicros: number
  readonly sealed: Extract<SparseEvent, { readonly type: 'TapeSealed' }>
}

/**
 * A tape of the ledger, or what is wrong with its events. `broken`: what its chains have shown;
 * `seen`: a check that has taken all of its ticks.
 */
export async function soundTape(
  ledger: Ledger,
  tape: string,
  broken: readonly Difference[],
  seen?: TickCheck,
): Promise<E.Either<Difference, SoundTape>> {
  const stream = tapeStream(tape)
  const tapeBroken = broken.find((difference) => difference.stream === stream)
  if (tapeBroken?.kind === 'unreadable' || tapeBroken?.kind === 'other-rules')
    return E.left(tapeBroken)
  const { events } = await readSparse(ledger, stream)
  const [opened, sealed] = [events[0], events.at(-1)]
  if (opened?.type !== 'TapeOpened')
    return E.left(differenceAt('missing', stream, 0, 'expected TapeOpened'))
  if (sealed?.type !== 'TapeSealed') {
    const message = 'the tape was never sealed: its recording was interrupted, or its end cut off'
    return E.left(differenceAt('unfinished', stream, events.length, message))
  }
  const unreadable = broken.find(
    (difference) => difference.kind === 'unreadable' && isOfTape(difference.stream, tape),
  )
  const own = unreadable ?? (await tapeDifference(ledger, events, seen))
  return own === null ? E.right({ startMicros: opened.timeMicros, sealed }) : E.left(own)
}

/** What is wrong with the events of tape and season themselves: nothing can be derived from these. */
export async function inputDifference(
  ledger: Ledger,
  season: string,
  events: readonly SparseEvent[],
  broken: readonly Difference[],
  seen?: TickCheck,
): Promise<Difference | null> {
  const [opened] = events
  if (opened?.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const { tape } = opened.data
  const sound = await soundTape(ledger, tape, broken, seen)
  if (E.isLeft(sound)) return sound.left
  const { startMicros, sealed } = sound.right
  const span = { name: tape, startMicros, sealed }
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
