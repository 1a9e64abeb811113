import {
  NEVER,
  type Observable,
  filter,
  finalize,
  fromEvent,
  lastValueFrom,
  map,
  merge,
  share,
  takeUntil,
  tap,
} from 'rxjs'
import { initialSeasonView } from '@gridledger/projections'
import { wordsOf } from '../audit/words'
import { Failure } from '../failure'
import { type PaceKey, pace } from '../season/pace'
import type { ReplaySource } from '../season/replaySource'
import { type Moment, unfold } from '../season/unfold'
import { grouped } from '../text/format'
import { type Key, keysOf } from './keys'
import { type LiveMoment, liveDisplay } from './liveDisplay'
import { Stopped, stopSignals } from './stopSignals'

export interface Unfolding {
  /** The place after which the showing begins; null to begin with the first tick. */
  readonly from: number | null
  readonly until: number | undefined
  /** Whose events are shown. */
  readonly contestant: string
  readonly factor: number
  readonly timeZone: string
}

/**
 * Shows a season as it unfolds: on a terminal as a screen that is drawn again and again and listens
 * to keys, else as a line an event. Throws Failure when Ctrl-C or SIGTERM stops it.
 */
export async function unfoldSeason(
  { units, viewAt, batches: read }: ReplaySource,
  { from, until, contestant, factor, timeZone }: Unfolding,
): Promise<void> {
  const start = from === null ? initialSeasonView : await viewAt(from)
  const batches = read(start, until)
  const isLive = process.stdout.isTTY && process.stdin.isTTY
  const keys = isLive ? keysOf(process.stdin).pipe(share()) : NEVER
  const { stop, forget } = stopSignals()
  const live = liveDisplay({ contestant, words: wordsOf(units, timeZone), timeZone, keys: KEYS })
  const shown = unfold(start, batches, contestant, pace(factor, keys.pipe(filter(isPaceKey)))).pipe(
    takeUntil(ended(keys, stop)),
    tap((moment) => {
      live.show(liveMoment(moment))
    }),
    finalize(() => {
      live.end()
      forget()
    }),
  )
  try {
    await lastValueFrom(shown, { defaultValue: null })
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    throw new Failure({ kind: 'stopped', signal: error.signal, message: error.message })
  }
}

const isPaceKey = (key: Key): key is PaceKey => key !== 'quit' && key !== 'interrupt'

/** Comes when a person wants no more, and fails when the showing is stopped. */
function ended(keys: Observable<Key>, stop: AbortSignal): Observable<unknown> {
  const pressed = keys.pipe(
    filter((key) => !isPaceKey(key)),
    map((key) => {
      if (key === 'interrupt') throw new Stopped('SIGINT')
      return key
    }),
  )
  const signalled = fromEvent(stop, 'abort').pipe(map(() => stop.throwIfAborted()))
  return merge(pressed, signalled)
}

const KEYS = 'space stops and goes on · → or n one tick · + and - change the speed · q ends'

/** What is shown of a moment: with the speed, or that it is stopped, or the end. */
function liveMoment({ isOver, pace: { isPaused, factor }, ...moment }: Moment): LiveMoment {
  const speed = isPaused ? 'stopped' : `${grouped(factor)}x`
  return { ...moment, status: isOver ? 'the end' : speed }
}
