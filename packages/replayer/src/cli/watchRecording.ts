import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Ledger } from '@gridledger/domain'
import {
  type SeasonBatch,
  type SeasonView,
  initialSeasonView,
  seasonAfter,
  splitBatch,
} from '@gridledger/projections'
import { wordsOf } from '../audit/words'
import { Failure, notFound } from '../failure'
import { findSeason, requireContestant, seasonNames } from '../season/findRun'
import { seasonFacts } from '../season/readSeason'
import { seasonSource } from '../season/replaySource'
import { awaitSeason, watchSeason } from '../season/watchSeason'
import { grouped } from '../text/format'
import { moment } from '../text/terminal'
import { keysOf } from './keys'
import { type LiveDisplay, type LiveMoment, liveDisplay } from './liveDisplay'
import type { CommonOptions } from './options'
import { printBoard } from './seasonBoard'
import { Stopped, stopSignals } from './stopSignals'

export interface WatchOptions extends Pick<CommonOptions, 'tz' | 'json'> {
  /** Whose events are shown; the first that entered where it is absent. */
  readonly run?: string
}

/**
 * Shows a season while another process records it, and at its end what `replay` prints of it. Throws
 * Failure when Ctrl-C or SIGTERM stops it, and says how far the season was seen.
 */
export async function watchRecording(
  ledger: Ledger,
  season: string,
  options: WatchOptions,
): Promise<void> {
  const { stop, forget } = stopSignals()
  const pressed = new AbortController()
  const keys = pressedKeys(pressed)
  const signal = AbortSignal.any([stop, pressed.signal])
  const seen: Seen = { last: null }
  try {
    await sayMissing(ledger, season)
    if ((await awaitSeason(ledger, season, { signal })) !== undefined)
      await watch(ledger, season, options, signal, seen)
  } finally {
    keys.end()
    forget()
  }
  const reason: unknown = signal.aborted ? signal.reason : undefined
  if (reason instanceof Stopped) {
    const message = `${reason.message}\n${seenText(season, seen, options.tz)}`
    throw new Failure({ kind: 'stopped', signal: reason.signal, message })
  }
  if (signal.aborted) return
  const found = await findSeason(ledger, season)
  await printBoard(ledger, await seasonSource(ledger, found), options)
}

/** How far a season has been seen. */
interface Seen {
  last: SeasonView['last']
}

async function watch(
  ledger: Ledger,
  season: string,
  { run, tz, json }: WatchOptions,
  signal: AbortSignal,
  seen: Seen,
): Promise<void> {
  const { facts, units } = await findSeason(ledger, season)
  if (run !== undefined) requireContestant(season, facts, run)
  const contestant = run ?? facts.contestants[0] ?? ''
  const display = { contestant, words: wordsOf(units, tz), timeZone: tz, keys: 'q ends' }
  const live = json === true ? SILENT : liveDisplay(display)
  let view = initialSeasonView
  try {
    for await (const batch of watchSeason(ledger, season, { signal })) {
      for (const part of momentsOf(view, batch, contestant)) {
        live.show(part)
        view = part.view
      }
      seen.last = view.last
      // Without a turn of the event loop no key and no signal would arrive.
      await nextTurn()
    }
    if (!signal.aborted) live.show(momentOf(view, null, 'the end', true))
  } finally {
    live.end()
  }
}

const SILENT: LiveDisplay = { show: () => undefined, end: () => undefined }

/** The moments of a batch: one after each tick at which the contestant did something, and its end. */
function* momentsOf(
  before: SeasonView,
  batch: SeasonBatch,
  contestant: string,
): Generator<LiveMoment> {
  let view = before
  let rest: SeasonBatch | null = batch
  while (rest !== null) {
    const tick: number = rest.runs.get(contestant)?.events.events[0]?.tick ?? Infinity
    const [head, tail]: readonly [SeasonBatch, SeasonBatch | null] = splitBatch(rest, tick)
    view = seasonAfter(view, head)
    yield momentOf(view, head, 'as it is recorded', tail === null)
    rest = tail
  }
}

function momentOf(
  view: SeasonView,
  batch: SeasonBatch | null,
  status: string,
  isCurrent: boolean,
): LiveMoment {
  return { view, batch, clockMicros: view.last?.timeMicros ?? 0, status, isCurrent }
}

/** Ends the watching when a person presses q or Ctrl-C on a terminal. */
function pressedKeys(pressed: AbortController): { readonly end: () => void } {
  if (!process.stdout.isTTY || !process.stdin.isTTY) return { end: () => undefined }
  const keys = keysOf(process.stdin).subscribe((key) => {
    if (key === 'interrupt') pressed.abort(new Stopped('SIGINT'))
    if (key === 'quit') pressed.abort()
  })
  return { end: () => keys.unsubscribe() }
}

/** Says once that a season is waited for, and what there is. */
export async function sayMissing(ledger: Ledger, season: string): Promise<void> {
  if ((await seasonFacts(ledger, season)) !== undefined) return
  const problem = `waiting for season ${season}: ${ledger.address} has none of that name yet`
  console.error(`gridledger: ${notFound(problem, season, await seasonNames(ledger)).message}`)
}

function seenText(season: string, { last }: Seen, timeZone: string): string {
  if (last === null) return `nothing was seen of ${season} yet`
  const place = `${moment(last.timeMicros, timeZone)}, tick ${grouped(last.revision)}`
  return `${season} was seen up to ${place}`
}
