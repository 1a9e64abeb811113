import { setImmediate as nextTurn } from 'node:timers/promises'
import { concatMap, distinctUntilChanged, from, lastValueFrom, map, tap } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import type { Projection } from '@gridledger/projections'
import { Failure } from '../failure'
import { watchViews } from '../season/readViews'
import { awaitSeason } from '../season/watchSeason'
import { liveScreen } from './liveScreen'
import { Stopped, stopSignals } from './stopSignals'
import { type ViewFormat, viewText } from './viewText'
import { sayMissing } from './watchRecording'

/** What is watched, and how it is shown. */
export interface WatchedProjection {
  readonly ledger: Ledger
  readonly name: string
  readonly projection: Projection<unknown>
  readonly format: ViewFormat
  readonly timeZone: string
  readonly contestants?: readonly string[]
  readonly keep: boolean
}

/**
 * Shows the views of a projection while their season is recorded, each time that they change: on a
 * terminal in their place, else one after the other. Throws Failure when Ctrl-C or SIGTERM stops it.
 */
export async function watchProjection(watched: WatchedProjection): Promise<void> {
  const { ledger, name, projection, contestants, keep } = watched
  const { stop: signal, forget } = stopSignals()
  try {
    await sayMissing(ledger, name)
    if ((await awaitSeason(ledger, name, { signal })) !== undefined) {
      const watching = { signal, keep, ...(contestants !== undefined && { contestants }) }
      await show(watched, watchViews(ledger, name, projection, watching))
    }
  } finally {
    forget()
  }
  const reason: unknown = signal.aborted ? signal.reason : undefined
  if (reason instanceof Stopped)
    throw new Failure({ kind: 'stopped', signal: reason.signal, message: reason.message })
}

async function show(
  { name, projection, format, timeZone, ledger }: WatchedProjection,
  views: ReturnType<typeof watchViews>,
): Promise<void> {
  const screen = process.stdout.isTTY && format === 'table' ? liveScreen(process.stdout) : null
  const about = { name, projection, format, timeZone, ledger: ledger.address }
  const texts = views.pipe(
    // Without a turn of the event loop no signal would arrive.
    concatMap((moment) => from(nextTurn(moment))),
    map((moment) => ({ ...about, ...moment })),
    // What is no screen gets only what has changed but for the time.
    distinctUntilChanged(
      (before, after) => before === after,
      (shown) => (screen === null ? viewText({ ...shown, format: 'csv' }) : shown),
    ),
    map(viewText),
    tap((text) => {
      if (screen === null) process.stdout.write(`${text}\n${format === 'json' ? '' : '\n'}`)
      else screen.draw(text.split('\n'))
    }),
  )
  try {
    await lastValueFrom(texts, { defaultValue: '' })
  } finally {
    screen?.end()
  }
}
