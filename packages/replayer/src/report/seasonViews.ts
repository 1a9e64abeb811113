import { type Observable, connect, forkJoin, from, last, lastValueFrom, map } from 'rxjs'
import { type Ledger, type SparseData, tapeStream } from '@gridledger/domain'
import {
  type CurvePoint,
  type DailyView,
  type FillMarksView,
  type Leaderboard,
  type LinesOverTimeView,
  type LiquidationPoint,
  type OffGridView,
  type PriceCandlesView,
  type Projection,
  type SeasonBatch,
  buyAndHold,
  daily,
  drawdownCurve,
  drawdownCurveOf,
  fillMarks,
  leaderboard,
  linesOverTime,
  liquidationCurve,
  offGrid,
  priceCandles,
  project,
} from '@gridledger/projections'
import { readSparse } from '../season/market'
import { type SeasonFacts, readSeason } from '../season/readSeason'

/** Points of each curve and candles of the price at most, however long the season. */
export const BUCKETS = 2000
/** Fills are marked one by one up to here. */
const MARKS = 2000
const BENCHMARK_LEVERAGES = [1, 5]

/** What a page shows of one contestant beside the leaderboard. */
export interface RunCharts {
  readonly contestant: string
  readonly curve: readonly CurvePoint[]
  readonly fills: FillMarksView
  readonly lines: LinesOverTimeView
  readonly offGrid: OffGridView
  readonly liquidation: readonly LiquidationPoint[]
  readonly daily: DailyView
}

/** Everything that a report shows, folded from the ledger alone. */
export interface SeasonViews {
  readonly board: Leaderboard
  readonly sealed: SparseData<'TapeSealed'>
  readonly price: PriceCandlesView
  /** In order of entry. */
  readonly runs: readonly RunCharts[]
  readonly benchmarks: readonly {
    readonly leverage: number
    readonly curve: readonly CurvePoint[]
  }[]
}

type Batches = Observable<SeasonBatch>

/** Reads a finished season once and folds all views of its report. */
export async function seasonViews(
  ledger: Ledger,
  season: string,
  facts: SeasonFacts,
): Promise<SeasonViews> {
  const first = facts.slice.events.find(({ type }) => type === 'ContestantEntered')
  if (first?.type !== 'ContestantEntered') throw new Error(`${season}: nobody entered`)
  const { investment } = first.data.parameters
  const folded = from(readSeason(ledger, season)).pipe(
    connect((batches) => foldedViews(batches, facts.contestants, investment)),
  )
  return { ...(await lastValueFrom(folded)), sealed: await sealOf(ledger, facts.tape) }
}

/** How a tape ended. */
export async function sealOf(ledger: Ledger, tape: string): Promise<SeasonViews['sealed']> {
  const sealed = (await readSparse(ledger, tapeStream(tape))).events.at(-1)
  if (sealed?.type !== 'TapeSealed') throw new Error(`${tape}: a tape that is not sealed`)
  return sealed.data
}

/**
 * All views of these contestants and of what is held; `investment` is that of the first. No bucket is
 * shorter than `leastMicros`.
 */
export function foldedViews(
  batches: Batches,
  contestants: readonly string[],
  investment: string,
  leastMicros = 0,
): Observable<Omit<SeasonViews, 'sealed'>> {
  return forkJoin({
    board: batches.pipe(leaderboard()),
    price: view(batches, priceCandles(BUCKETS, leastMicros), null),
    runs: forkJoin(contestants.map((contestant) => runCharts(batches, contestant, leastMicros))),
    benchmarks: forkJoin(
      BENCHMARK_LEVERAGES.map((leverage) =>
        heldCurve(batches, leverage, { investment, leastMicros }),
      ),
    ),
  })
}

/** A projection's view when the batches have ended. */
function view<View>(
  batches: Batches,
  projection: Projection<View>,
  contestant: string | null,
): Observable<View> {
  return batches.pipe(project(projection, contestant), last())
}

function runCharts(
  batches: Batches,
  contestant: string,
  leastMicros: number,
): Observable<RunCharts> {
  return forkJoin({
    contestant: [contestant],
    curve: view(batches, drawdownCurve(BUCKETS, leastMicros), contestant).pipe(
      map(({ points }) => points),
    ),
    fills: view(batches, fillMarks(BUCKETS, MARKS, leastMicros), contestant),
    lines: view(batches, linesOverTime, contestant),
    offGrid: view(batches, offGrid, contestant),
    liquidation: view(batches, liquidationCurve(BUCKETS, leastMicros), contestant).pipe(
      map(({ points }) => points),
    ),
    daily: view(batches, daily, contestant),
  })
}

function heldCurve(
  batches: Batches,
  leverage: number,
  { investment, leastMicros }: { readonly investment: string; readonly leastMicros: number },
): Observable<SeasonViews['benchmarks'][number]> {
  const held = buyAndHold(leverage, investment)
  const curve = drawdownCurveOf(held, ({ drawdown }) => drawdown, BUCKETS, leastMicros)
  return view(batches, curve, null).pipe(map(({ points }) => ({ leverage, curve: points })))
}
