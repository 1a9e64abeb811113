import { type Observable, forkJoin, last, map } from 'rxjs'
import { type Published } from '@gridledger/domain'
import {
  type CurvePoint,
  type GridTermsView,
  type Leaderboard,
  type RunReport,
  type SeasonBatch,
  drawdownCurve,
  gridTerms,
  leaderboard,
  project,
} from '@gridledger/projections'
import type { FoundRun } from '../season/findRun'

/** What is set side by side of a run. */
export interface ComparedRun {
  readonly found: FoundRun
  /** As `run --json` prints it. */
  readonly report: RunReport & { readonly published: Published | null }
  readonly board: Leaderboard
  readonly terms: GridTermsView
  /** Equity over time. */
  readonly curve: readonly CurvePoint[]
}

/** Points of a curve at most: far more than a terminal has columns. */
const POINTS = 2000

/** Folds the batches of a run into what is compared of it. */
export function comparedRun(
  batches: Observable<SeasonBatch>,
  found: FoundRun,
): Observable<ComparedRun> {
  const { contestant } = found
  return forkJoin({
    board: batches.pipe(leaderboard()),
    terms: batches.pipe(project(gridTerms, contestant), last()),
    curve: batches.pipe(
      project(drawdownCurve(POINTS), contestant),
      last(),
      map(({ points }) => points),
    ),
  }).pipe(
    map(({ board, terms, curve }) => {
      const [row] = board.rows
      if (row === undefined) throw new Error(`${found.run}: a run without its row`)
      const report = { ...row.report, published: row.entry.published }
      return { found, report, board, terms, curve }
    }),
  )
}
