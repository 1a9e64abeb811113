import {
  type MonoTypeOperatorFunction,
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
import type { Ledger } from '@gridledger/domain'
import { initialSeasonView } from '@gridledger/projections'
import { wordsOf } from '../audit/words'
import { Failure } from '../failure'
import type { FoundSeason } from '../season/findRun'
import { type PaceKey, pace } from '../season/pace'
import { readSeason } from '../season/readSeason'
import { seasonViewAt } from '../season/snapshots'
import { type Moment, unfold } from '../season/unfold'
import { type Key, keysOf } from './keys'
import { liveScreen } from './liveScreen'
import { type Display, eventLines, liveLines } from './liveText'
import { Stopped, stopSignals } from './stopSignals'

export interface Unfolding {
  /** The tick after which the showing begins; null to begin with the first. */
  readonly fromTick: number | null
  readonly untilTick: number
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
  ledger: Ledger,
  { opened: { season }, units }: FoundSeason,
  { fromTick, untilTick, contestant, factor, timeZone }: Unfolding,
): Promise<void> {
  const start = fromTick === null ? initialSeasonView : await seasonViewAt(ledger, season, fromTick)
  const batches = readSeason(ledger, season, { from: start.next, untilTick })
  const isLive = process.stdout.isTTY
  const keys = isLive && process.stdin.isTTY ? keysOf(process.stdin).pipe(share()) : NEVER
  const { stop, forget } = stopSignals()
  const display = { contestant, words: wordsOf(units, timeZone), timeZone }
  const shown = unfold(start, batches, contestant, pace(factor, keys.pipe(filter(isPaceKey)))).pipe(
    takeUntil(ended(keys, stop)),
    isLive ? onScreen(display) : asLines(display),
    finalize(forget),
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

function asLines(display: Display): MonoTypeOperatorFunction<Moment> {
  return tap((moment) => {
    for (const line of eventLines(moment, display)) console.log(line)
  })
}

/** More of them than a screen has rows would never be seen. */
const RECENT_LINES = 200

function onScreen(display: Display): MonoTypeOperatorFunction<Moment> {
  const screen = liveScreen(process.stdout)
  let recent: readonly string[] = []
  return (moments) =>
    moments.pipe(
      tap((moment) => {
        recent = [...recent, ...eventLines(moment, display, true)].slice(-RECENT_LINES)
        if (!moment.isCurrent) return
        const width = screen.columns()
        const room = screen.rows() - liveLines(moment, display, [], width).length
        screen.draw(liveLines(moment, display, room > 0 ? recent.slice(-room) : [], width))
      }),
      finalize(screen.end),
    )
}
