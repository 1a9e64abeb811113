import {
  type MonoTypeOperatorFunction,
  concatMap,
  defaultIfEmpty,
  defer,
  from,
  last,
  lastValueFrom,
} from 'rxjs'
import type { Ledger, Snapshot } from '@gridledger/domain'
import {
  SEASON_VIEW,
  type SeasonView,
  initialSeasonView,
  restoredSeasonView,
  followSeason,
  storedView,
} from '@gridledger/projections'
import { run } from '../failure'
import { readSeason } from './readSeason'

/** About so many ticks lie between two snapshots: a month and a half of one-minute candles. */
export const SNAPSHOT_TICKS = 262_144

/** Keeps the views that pass in the ledger, one after every so many ticks. */
export function keepSnapshots(
  ledger: Ledger,
  everyTicks = SNAPSHOT_TICKS,
): MonoTypeOperatorFunction<SeasonView> {
  return (views) =>
    defer(() => {
      let kept = 0
      return views.pipe(
        concatMap(async (view) => {
          const reached = Math.floor(view.next.ticks / everyTicks)
          if (reached > kept) await keep(ledger, view)
          kept = reached
          return view
        }),
      )
    })
}

async function keep({ snapshots }: Ledger, view: SeasonView): Promise<void> {
  const { season, last: lastTick } = view
  if (snapshots === undefined || season === null || lastTick === null) return
  const content = storedView(view)
  const tick = lastTick.revision
  await run(snapshots.put({ ...SEASON_VIEW, season: season.season, tick, content }))
}

/**
 * The views of a season after a tick, all that happened at it included: from the nearest snapshot,
 * or from the start where there is none that can be used.
 */
export async function seasonViewAt(
  ledger: Ledger,
  season: string,
  tick: number,
): Promise<SeasonView> {
  const snapshot = await latestSnapshot(ledger, season, tick)
  const kept = snapshot === undefined ? undefined : viewIn(snapshot)
  return viewAfter(ledger, season, kept ?? initialSeasonView, tick)
}

/**
 * Folds a season from its start and compares each of its snapshots with the view at its tick.
 * Undefined where all are right; else which is the first that is not.
 */
export async function firstWrongSnapshot(
  ledger: Ledger,
  season: string,
): Promise<string | undefined> {
  let view = initialSeasonView
  for (const tick of await snapshotTicks(ledger, season)) {
    view = await viewAfter(ledger, season, view, tick)
    const kept = await latestSnapshot(ledger, season, tick)
    if (kept?.content !== storedView(view)) {
      return `the snapshot of ${season} after tick ${tick} is not what its events give`
    }
  }
  return undefined
}

/** Goes on from a view to a tick. */
function viewAfter(
  ledger: Ledger,
  season: string,
  view: SeasonView,
  untilTick: number,
): Promise<SeasonView> {
  const batches = from(readSeason(ledger, season, { from: view.next, untilTick }))
  return lastValueFrom(batches.pipe(followSeason(view), defaultIfEmpty(view), last()))
}

async function latestSnapshot(
  { snapshots }: Ledger,
  season: string,
  tick: number,
): Promise<Snapshot | undefined> {
  return snapshots && run(snapshots.latest({ ...SEASON_VIEW, season }, tick))
}

function viewIn({ season, tick, content }: Snapshot): SeasonView | undefined {
  const view = restoredSeasonView(content)
  return view?.season?.season === season && view.last?.revision === tick ? view : undefined
}

/** The ticks of a season's snapshots, ascending. */
async function snapshotTicks(ledger: Ledger, season: string): Promise<readonly number[]> {
  const ticks: number[] = []
  for (let before = Infinity; ;) {
    const snapshot = await latestSnapshot(ledger, season, Math.min(before, Number.MAX_SAFE_INTEGER))
    if (snapshot === undefined) return ticks.reverse()
    ticks.push(snapshot.tick)
    before = snapshot.tick - 1
  }
}
