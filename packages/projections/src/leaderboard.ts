import { Decimal, type SparseData, runName } from '@gridledger/domain'
import { type OperatorFunction, last, map, pipe } from 'rxjs'
import type { DrawdownView } from './drawdown'
import { type EquityView, withSampleAt } from './equity'
import { type BenchmarkReport, type RunReport, benchmarkReport, runReport } from './runReport'
import { finished, settledViews } from './runViews'
import type { SeasonBatch } from './seasonBatch'
import { type SeasonView, benchmarkProjections, curve, followSeason } from './seasonView'

/** A contestant's place: its report, what it entered with, and its equity at even distances. */
export interface LeaderboardRow {
  readonly report: RunReport
  readonly entry: SparseData<'ContestantEntered'>
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

/** Folds the batches of a season into its leaderboard, which comes when the batches end. */
export function leaderboard(): OperatorFunction<SeasonBatch, Leaderboard> {
  return pipe(followSeason(), last(), map(boardOf))
}

/** Where a season is looked at before its end, that moment is a sample like those before it. */
function sampledAt(season: SparseData<'SeasonOpened'>, timeMicros: number) {
  const isOver = timeMicros >= season.endMicros
  const equity = (view: EquityView) => (isOver ? view : withSampleAt(view, timeMicros))
  const falls = (view: DrawdownView): DrawdownView => ({ ...view, equity: equity(view.equity) })
  return { equity, falls }
}

/**
 * The leaderboard of a season after the last tick of the view, which counts as a sample. Throws where
 * no season was opened, or a contestant's grid not started.
 */
export function boardOf({
  season,
  tape,
  entries,
  runs,
  benchmarks,
  last: lastTick,
}: SeasonView): Leaderboard {
  if (season === null || tape === null)
    throw new Error('a season without its SeasonOpened or TapeOpened')
  if (lastTick === null) throw new Error('a season before its first tick')
  const sampled = sampledAt(season, lastTick.timeMicros)
  const rows = entries.map((entry) => {
    const views = runs.get(entry.contestant)
    if (views === undefined) throw new Error(`${entry.contestant} entered but was not folded`)
    const run = runName(season.season, entry.contestant)
    const settled = settledViews(views)
    const falls = sampled.falls(settled.drawdown)
    const shown = { ...settled, drawdown: falls }
    const report = runReport(run, entry.contestant, lastTick.timeMicros, shown)
    return { report, entry, curve: curveOf(sampled.equity(finished(curve, views.curve))) }
  })
  const ranking = [...rows]
    .sort((a, b) => new Decimal(b.report.returnPct).comparedTo(a.report.returnPct))
    .map(({ entry }) => entry.contestant)
  const investment = entries[0]?.parameters.investment ?? '0'
  return {
    season,
    tape,
    rows,
    ranking,
    benchmarks: benchmarks.map(({ leverage, held, curve: finer }) => {
      const projections = benchmarkProjections(leverage, investment)
      const { drawdown: heldFalls, ...holding } = finished(projections.held, held)
      const view = { ...holding, drawdown: sampled.falls(heldFalls) }
      const report = benchmarkReport(projections.held.name, leverage, view)
      const { drawdown: curved } = finished(projections.curve, finer)
      return { ...report, curve: curveOf(sampled.equity(curved.equity)) }
    }),
  }
}

function curveOf({ sampling }: EquityView): readonly number[] {
  return sampling.samples.map(({ equity }) => equity)
}
