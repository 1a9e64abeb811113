import {
  type MonoTypeOperatorFunction,
  concat,
  concatMap,
  defaultIfEmpty,
  defer,
  from,
  ignoreElements,
  last,
  lastValueFrom,
  scan,
} from 'rxjs'
import type { Ledger, Snapshot } from '@gridledger/domain'
import {
  type Placed,
  SEASON_VIEW,
  type SeasonBatch,
  type SeasonView,
  initialSeasonView,
  restoredSeasonView,
  seasonAfter,
  storedView,
} from '@gridledger/projections'
import { Failure, inputProblem, run } from '../failure'
import { STRETCH_TICKS } from './market'
import { packedText, unpackedText } from './packedText'
import { readSeason } from './readSeason'

/** A view of a season that is kept beside it: under which name, and how it is folded and restored. */
export interface KeptView<View extends Placed> extends Pick<
  Snapshot,
  'season' | 'view' | 'version'
> {
  readonly initial: View
  readonly after: (view: View, batch: SeasonBatch) => View
  /** Undefined where the text is no such view. */
  readonly restored: (text: string) => View | undefined
}

/** The view that the leaderboard is made of. */
export function keptSeason(season: string): KeptView<SeasonView> {
  return {
    ...SEASON_VIEW,
    season,
    initial: initialSeasonView,
    after: seasonAfter,
    restored: (text) => {
      const view = restoredSeasonView(text)
      return view?.season?.season === season ? view : undefined
    },
  }
}

/** About so many ticks lie between two snapshots: five or six days of one-minute candles. */
export const SNAPSHOT_TICKS = STRETCH_TICKS

/**
 * Keeps the views that pass in the ledger, one after every so many ticks; the first follows `fromTicks`.
 * A view passes on while it is being kept; the next one to keep, and the end, wait for it.
 */
export function keepSnapshots<View extends Placed>(
  ledger: Ledger,
  kept: KeptView<View>,
  everyTicks = SNAPSHOT_TICKS,
  fromTicks = 0,
): MonoTypeOperatorFunction<View> {
  return (views) =>
    defer(() => {
      let before = Math.floor(fromTicks / everyTicks)
      let keeping = Promise.resolve()
      const passed = views.pipe(
        concatMap(async (view) => {
          const reached = Math.floor(view.next.ticks / everyTicks)
          if (reached > before) {
            await keeping
            keeping = keepView(ledger, kept, view)
            // Told where it is waited for.
            keeping.catch(() => undefined)
          }
          before = reached
          return view
        }),
      )
      return concat(passed, defer(() => keeping).pipe(ignoreElements()))
    })
}

/**
 * Keeps a view as it stands; nothing where the ledger keeps none, or before the first tick. Throws
 * Failure for a view that cannot be stored.
 */
export async function keepView<View extends Placed>(
  { snapshots }: Ledger,
  { season, view: name, version }: KeptView<View>,
  view: View,
): Promise<void> {
  if (snapshots === undefined || view.last === null) return
  const content = contentOf(name, view)
  await run(snapshots.put({ season, view: name, version, tick: view.last.revision, content }))
}

function contentOf(name: string, view: Placed): string {
  try {
    return packedText(storedView(view))
  } catch (error) {
    // A chain of a thousand parts, each in the one before, is more than can be written down.
    const said = error instanceof RangeError ? 'its parts are nested too deeply' : String(error)
    throw new Failure(inputProblem(`${name} cannot be kept: ${said}`))
  }
}

/**
 * A view after a tick, all that happened at it included: from the nearest that is kept, or from the
 * start where there is none that can be used.
 */
export async function viewAt<View extends Placed>(
  ledger: Ledger,
  kept: KeptView<View>,
  tick: number,
): Promise<View> {
  return viewAfter(ledger, kept, (await nearestKept(ledger, kept, tick)) ?? kept.initial, tick)
}

/** The last view that is kept up to a tick, where there is one that can be used. */
export async function nearestKept<View extends Placed>(
  ledger: Ledger,
  kept: KeptView<View>,
  tick: number,
): Promise<View | undefined> {
  const snapshot = await latestSnapshot(ledger, kept, tick)
  if (snapshot === undefined) return undefined
  const text = unpackedText(snapshot.content)
  const view = text === undefined ? undefined : kept.restored(text)
  return view?.last?.revision === snapshot.tick ? view : undefined
}

/**
 * Folds a season from its start and compares each of its snapshots with the view at its tick.
 * Undefined where all are right; else which is the first that is not.
 */
export async function firstWrongSnapshot(
  ledger: Ledger,
  season: string,
): Promise<string | undefined> {
  const kept = keptSeason(season)
  let view = kept.initial
  for (const tick of await snapshotTicks(ledger, kept)) {
    view = await viewAfter(ledger, kept, view, tick)
    const found = await nearestKept(ledger, kept, tick)
    // The text of a view that an earlier version kept may be another one.
    if (found === undefined || storedView(found) !== storedView(view)) {
      return `the snapshot of ${season} after tick ${tick} is not what its events give`
    }
  }
  return undefined
}

/** Goes on from a view to a tick. */
function viewAfter<View extends Placed>(
  ledger: Ledger,
  { season, after }: KeptView<View>,
  view: View,
  untilTick: number,
): Promise<View> {
  const batches = from(readSeason(ledger, season, { from: view.next, untilTick }))
  return lastValueFrom(batches.pipe(scan(after, view), defaultIfEmpty(view), last()))
}

type Key = Pick<Snapshot, 'season' | 'view' | 'version'>

async function latestSnapshot(
  { snapshots }: Ledger,
  { season, view, version }: Key,
  tick: number,
): Promise<Snapshot | undefined> {
  return snapshots && run(snapshots.latest({ season, view, version }, tick))
}

/** The ticks of what is kept of a view, ascending. */
async function snapshotTicks(ledger: Ledger, key: Key): Promise<readonly number[]> {
  const ticks: number[] = []
  for (let before = Infinity; ;) {
    const snapshot = await latestSnapshot(ledger, key, Math.min(before, Number.MAX_SAFE_INTEGER))
    if (snapshot === undefined) return ticks.reverse()
    ticks.push(snapshot.tick)
    before = snapshot.tick - 1
  }
}
