import * as E from 'fp-ts/Either'
import {
  type Observable,
  concat,
  concatAll,
  defer,
  finalize,
  from,
  ignoreElements,
  lastValueFrom,
  map,
  scan,
  startWith,
  tap,
} from 'rxjs'
import { type Ledger, RUN_EVENTS } from '@gridledger/domain'
import {
  type EventType,
  type PlacedViews,
  type Projection,
  type SeasonBatch,
  isoTime,
  listenedTo,
} from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { storedLedger, throughForks } from '../ledger/throughForks'
import { findRun, findSeason, requireContestant } from './findRun'
import { keptViews } from './keptViews'
import { type ReplaySource, runSource, seasonSource } from './replaySource'
import { type KeptView, SNAPSHOT_TICKS, keepSnapshots, keepView, nearestKept } from './snapshots'
import { type Watching, watchSeason } from './watchSeason'

/** Which views of a projection are asked for. */
export interface ViewRequest {
  /** Whose runs; where it is absent, of all that the season has. */
  readonly contestants?: readonly string[]
  /** A time such as 2025-10-28T12:00:00Z, whose last tick counts, or a revision of the ticks. */
  readonly asOf?: string
  /**
   * Whether the views are kept in the ledger, again and again and at the end, and taken up from there
   * the next time. The ledger has to be open for writing; of forks nothing is kept.
   */
  readonly keep?: boolean
  /** Told how many ticks have been read, and of how many. */
  readonly onTicks?: (done: number, all: number) => void
  /** Told the tick whose views were kept, where it goes on from there. */
  readonly onTakenUp?: (tick: number) => void
}

/** The view of a contestant; null: of the market, or of the season. */
export interface ContestantView<View> {
  readonly contestant: string | null
  /** With what only the end settles taken in. */
  readonly view: View
}

/** Views of one moment. */
export interface MomentViews<View> {
  readonly views: readonly ContestantView<View>[]
  readonly last: PlacedViews<View>['last']
}

/**
 * The season of a name, or the run or fork of one, with its past, as what can be read again. Throws
 * Failure (not found).
 */
export async function sourceNamed(ledger: Ledger, name: string): Promise<ReplaySource> {
  if (!name.includes('.')) return seasonSource(ledger, await findSeason(ledger, name))
  const through = throughForks(storedLedger(ledger))
  return runSource(through, await findRun(through, name))
}

/**
 * The views of a projection over a recorded season, or over one run or fork by its name, from the
 * ledger alone: at the end of what is recorded, or as they were at any moment before. Throws Failure
 * where a name or a moment is not there, or the ledger fails, and whatever the projection throws.
 */
export async function readViews<View>(
  ledger: Ledger,
  name: string,
  projection: Projection<View>,
  { contestants, asOf, keep = false, onTicks, onTakenUp }: ViewRequest = {},
): Promise<MomentViews<View>> {
  const source = await sourceNamed(ledger, name)
  const of = subjects(projection, source, contestants)
  const place = asOf === undefined ? undefined : await placeOf(source, asOf)
  const kept = keptViews(source.name, projection, of)
  const isKept = keep && !name.includes('.')
  const until = place ?? source.span.lastTick
  const start = (isKept ? await nearestKept(ledger, kept, until) : undefined) ?? kept.initial
  if (start.last !== null) onTakenUp?.(start.last.revision)
  const all = source.span.ticks
  const batches = from(source.batches(start, place, onlyOne(of))).pipe(
    tap(({ ticks }) => onTicks?.(ticks.firstRevision + ticks.batch.count, all)),
  )
  const views = follow(ledger, kept, start, batches, isKept)
  const placed = await lastValueFrom(views, { defaultValue: start })
  return finishedViews(projection, of, placed)
}

/** How views are watched. */
export interface ViewWatching
  extends Omit<Watching, 'from' | 'only'>, Pick<ViewRequest, 'contestants' | 'keep'> {}

/**
 * The views of a projection while another process records its season, after each batch, to the end:
 * first as they stand, from what is kept of them where that is asked for, then what follows. An error
 * as `readViews` has them ends them; who leaves them ends the looking, too.
 */
export function watchViews<View>(
  ledger: Ledger,
  season: string,
  projection: Projection<View>,
  { contestants, keep = false, ...watching }: ViewWatching = {},
): Observable<MomentViews<View>> {
  const begin = async (): Promise<Observable<MomentViews<View>>> => {
    const { facts } = await findSeason(ledger, season)
    const of = subjects(projection, { name: season, ...facts }, contestants)
    const kept = keptViews(season, projection, of)
    const last = Number.MAX_SAFE_INTEGER
    const start = (keep ? await nearestKept(ledger, kept, last) : undefined) ?? kept.initial
    const left = new AbortController()
    const signal = AbortSignal.any([left.signal, ...(watching.signal ? [watching.signal] : [])])
    const only = onlyOne(of)
    const place = { from: start.next, ...(only && { only }) }
    const looking = watchSeason(ledger, season, { ...watching, signal, ...place })
    const batches = from(looking).pipe(finalize(() => left.abort()))
    const views = follow(ledger, kept, start, batches, keep)
    const standing = start === kept.initial ? views : views.pipe(startWith(start))
    return standing.pipe(map((placed) => finishedViews(projection, of, placed)))
  }
  return defer(begin).pipe(concatAll())
}

/** The views after each batch; kept as they pass, and with the last of them. */
function follow<View>(
  ledger: Ledger,
  kept: KeptView<PlacedViews<View>>,
  start: PlacedViews<View>,
  batches: Observable<SeasonBatch>,
  isKept: boolean,
): Observable<PlacedViews<View>> {
  const views = batches.pipe(scan(kept.after, start))
  if (!isKept) return views
  let latest = start
  const keepLast = async () => {
    if (latest !== start) await keepView(ledger, kept, latest)
  }
  return concat(
    views.pipe(
      keepSnapshots(ledger, kept, SNAPSHOT_TICKS, start.next.ticks),
      tap((view) => (latest = view)),
    ),
    defer(keepLast).pipe(ignoreElements()),
  )
}

/** Whose views they are: one for all where no run, or all runs together, concern the projection. */
function subjects<View>(
  projection: Projection<View>,
  { name, contestants: known }: Pick<ReplaySource, 'name' | 'contestants'>,
  wanted: readonly string[] | undefined,
): readonly (string | null)[] {
  for (const contestant of wanted ?? []) requireContestant(name, { contestants: known }, contestant)
  if (projection.of === 'season' || !listenedTo(projection).some(isOfRun)) {
    if (wanted === undefined) return [null]
    const whose = projection.of === 'season' ? 'all runs together' : 'the market alone'
    const problem = `${projection.name} is a view of ${whose}: expected no run to be named`
    throw new Failure(inputProblem(`${problem}, found ${wanted.join(', ')}`))
  }
  return wanted ?? known
}

function isOfRun(type: EventType): boolean {
  return type === 'LiquidationChecked' || type in RUN_EVENTS
}

/** The one contestant that is asked for: only that run need be read. */
function onlyOne([first, ...others]: readonly (string | null)[]): string | undefined {
  return others.length === 0 ? (first ?? undefined) : undefined
}

async function placeOf(source: ReplaySource, asOf: string): Promise<number> {
  const place = await source.placeOf(asOf, isoTime)
  if (E.isLeft(place)) throw new Failure(inputProblem(`--as-of: ${place.left}`))
  return place.right
}

function finishedViews<View>(
  { finish = (view) => view }: Projection<View>,
  of: readonly (string | null)[],
  { views, last }: PlacedViews<View>,
): MomentViews<View> {
  const finished = views.map((view, index) => ({
    contestant: of[index] ?? null,
    view: finish(view),
  }))
  return { views: finished, last }
}
