import { Decimal, type SparseData, type SparseEvent, runName } from '@gridledger/domain'
import { type OperatorFunction, last, map, pipe, scan } from 'rxjs'
import { type BuyAndHoldView, buyAndHold } from './buyAndHold'
import { drawdown } from './drawdown'
import { type EquityView, equityCurve } from './equity'
import { foldBatch } from './fold'
import { gridFacts } from './gridFacts'
import { gridProfit } from './gridProfit'
import { liquidationDistance } from './liquidationDistance'
import { offGrid } from './offGrid'
import type { Projection } from './projection'
import {
  type BenchmarkReport,
  type RunReport,
  type RunViews,
  benchmarkReport,
  runReport,
} from './runReport'
import type { SeasonBatch } from './seasonBatch'

/** Points of the curves that stand beside a leaderboard's rows. */
const CURVE_POINTS = 24
const BENCHMARK_LEVERAGES = [1, 5]

type Entry = SparseData<'ContestantEntered'>

/** A contestant's place: its report, what it entered with, and its equity at even distances. */
export interface LeaderboardRow {
  readonly report: RunReport
  readonly entry: Entry
  readonly curve: readonly number[]
}

/** A season's result: the runs in order of entry, the ranking by return, the benchmarks. */
export interface Leaderboard {
  readonly season: SparseData<'SeasonOpened'>
  readonly tape: SparseData<'TapeOpened'>
  readonly rows: readonly LeaderboardRow[]
  /** Contestants, the highest return first; equal ones in order of entry. */
  readonly ranking: readonly string[]
  readonly benchmarks: readonly (BenchmarkReport & { readonly curve: readonly number[] })[]
}

interface ContestantViews extends RunViews {
  readonly curve: EquityView
}

interface Benchmark {
  readonly leverage: number
  readonly projection: Projection<BuyAndHoldView>
  readonly view: BuyAndHoldView
  readonly curve: { readonly projection: Projection<BuyAndHoldView>; readonly view: BuyAndHoldView }
}

interface State {
  readonly season: SparseData<'SeasonOpened'> | null
  readonly tape: SparseData<'TapeOpened'> | null
  readonly entries: readonly Entry[]
  readonly views: ReadonlyMap<string, ContestantViews>
  readonly benchmarks: readonly Benchmark[]
}

const curve = equityCurve(CURVE_POINTS)

const initialState: State = {
  season: null,
  tape: null,
  entries: [],
  views: new Map(),
  benchmarks: [],
}

/** Folds the batches of a season into its leaderboard, which comes when the batches end. */
export function leaderboard(): OperatorFunction<SeasonBatch, Leaderboard> {
  return pipe(scan(afterBatch, initialState), last(), map(result))
}

function afterBatch(before: State, batch: SeasonBatch): State {
  const state = batch.opening.flatMap(({ events }) => events).reduce(enter, before)
  const views = new Map<string, ContestantViews>()
  for (const { contestant } of state.entries) {
    const view = state.views.get(contestant) ?? {
      facts: gridFacts.initialView,
      drawdown: drawdown.initialView,
      offGrid: offGrid.initialView,
      gridProfit: gridProfit.initialView,
      liquidation: liquidationDistance.initialView,
      curve: curve.initialView,
    }
    views.set(contestant, {
      facts: foldBatch(gridFacts, view.facts, batch, contestant),
      drawdown: foldBatch(drawdown, view.drawdown, batch, contestant),
      offGrid: foldBatch(offGrid, view.offGrid, batch, contestant),
      gridProfit: foldBatch(gridProfit, view.gridProfit, batch, contestant),
      liquidation: foldBatch(liquidationDistance, view.liquidation, batch, contestant),
      curve: foldBatch(curve, view.curve, batch, contestant),
    })
  }
  const benchmarks = state.benchmarks.map((benchmark) => ({
    ...benchmark,
    view: foldBatch(benchmark.projection, benchmark.view, batch, null),
    curve: {
      ...benchmark.curve,
      view: foldBatch(benchmark.curve.projection, benchmark.curve.view, batch, null),
    },
  }))
  return { ...state, views, benchmarks }
}

function enter(state: State, event: SparseEvent): State {
  if (event.type === 'SeasonOpened') return { ...state, season: event.data }
  if (event.type === 'TapeOpened') return { ...state, tape: event.data }
  if (event.type !== 'ContestantEntered') return state
  const entries = [...state.entries, event.data]
  if (state.benchmarks.length > 0) return { ...state, entries }
  const benchmarks = BENCHMARK_LEVERAGES.map((leverage) => {
    const { investment } = event.data.parameters
    const projection = buyAndHold(leverage, investment)
    const finer = buyAndHold(leverage, investment, CURVE_POINTS)
    const curve = { projection: finer, view: finer.initialView }
    return { leverage, projection, view: projection.initialView, curve }
  })
  return { ...state, entries, benchmarks }
}

function finished<View>({ finish }: Projection<View>, view: View): View {
  return finish === undefined ? view : finish(view)
}

function result({ season, tape, entries, views, benchmarks }: State): Leaderboard {
  if (season === null || tape === null)
    throw new Error('a season without its SeasonOpened or TapeOpened')
  const rows = entries.map((entry) => {
    const view = views.get(entry.contestant)
    if (view === undefined) throw new Error(`${entry.contestant} entered but was not folded`)
    const run = runName(season.season, entry.contestant)
    const settled = { ...view, drawdown: finished(drawdown, view.drawdown) }
    const report = runReport(run, entry.contestant, season.endMicros, settled)
    return { report, entry, curve: curveOf(finished(curve, view.curve)) }
  })
  const ranking = [...rows]
    .sort((a, b) => new Decimal(b.report.returnPct).comparedTo(a.report.returnPct))
    .map(({ entry }) => entry.contestant)
  return {
    season,
    tape,
    rows,
    ranking,
    benchmarks: benchmarks.map(({ leverage, projection, view, curve: finer }) => {
      const report = benchmarkReport(projection.name, leverage, finished(projection, view))
      return { ...report, curve: curveOf(finished(finer.projection, finer.view).drawdown.equity) }
    }),
  }
}

function curveOf({ sampling }: EquityView): readonly number[] {
  return sampling.samples.map(({ equity }) => equity)
}
