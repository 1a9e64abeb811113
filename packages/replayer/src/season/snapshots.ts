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
  splitBatch,
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

/** Holds the snapshots of a season against the views of its batches. */
export interface SnapshotCheck {
  /** The tick of the last snapshot; −1 where there is none. */
  readonly lastTick: number
  /** Takes the next batch of the season, the first one first. */
  readonly take: (batch: SeasonBatch) => Promise<void>
  /** Which is the first that is not right, or that no batch has reached; undefined where there is none. */
  readonly wrong: () => string | undefined
}

/** A check of all snapshots that a ledger has of a season. */
export async function snapshotCheck(ledger: Ledger, season: string): Promise<SnapshotCheck> {
  const kept = keptSeason(season)
  const ticks = await snapshotTicks(ledger, kept)
  let view = kept.initial
  let right = 0
  let isWrong = false
  return {
    lastTick: ticks.at(-1) ?? -1,
    take: async (batch) => {
      for (let rest: SeasonBatch | null = batch; rest !== null && !isWrong;) {
        const tick = ticks[right]
        if (tick === undefined) return
        const [head, tail]: ReturnType<typeof splitBatch> = splitBatch(rest, tick)
        view = kept.after(view, head)
        rest = tail
        if (view.last?.revision !== tick) continue
        isWrong = !(await isKeptRight(ledger, kept, tick, view))
        if (!isWrong) right += 1
      }
    },
    wrong: () => {
      const tick = ticks[right]
      if (tick === undefined) return undefined
      return `the snapshot of ${season} after tick ${tick} is not what its events give`
    },
  }
}

/** The text of a view that an earlier version kept may be another one: then the views are compared. */
async function isKeptRight<View extends Placed>(
  ledger: Ledger,
  kept: KeptView<View>,
  tick: number,
  view: View,
): Promise<boolean> {
  const expected = storedView(view)
  const snapshot = await latestSnapshot(ledger, kept, tick)
  const text = snapshot && unpackedText(snapshot.content)
  if (text === undefined || snapshot?.tick !== tick) return false
  if (text === expected) return true
  const found = kept.restored(text)
  return found !== undefined && storedView(found) === expected
}

/**
 * Folds a season from its start and compares each of its snapshots with the view at its tick.
 * Undefined where all are right; else which is the first that is not.
 */
export async function firstWrongSnapshot(
  ledger: Ledger,
  season: string,
): Promise<string | undefined> {
  const { lastTick, take, wrong } = await snapshotCheck(ledger, season)
  if (lastTick < 0) return undefined
  for await (const batch of readSeason(ledger, season, { untilTick: lastTick })) await take(batch)
  return wrong()
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
