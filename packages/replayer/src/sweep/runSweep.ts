import { availableParallelism } from 'node:os'
import { at } from '@gridledger/domain'
import { type JobOptions, type Pool, startPool } from '../workers/runJobs'
import { combinationCount } from './combinations'
import { type SweepFigure, rankedBy } from './figures'
import { type SweepJob, type SweptRow, sweepWork } from './sweepWork'
import type { SweptSeason } from './sweptMarket'

/** What is wanted of a sweep. */
export interface SweepRequest {
  readonly season: SweptSeason
  readonly by: SweepFigure
  /** By name, of each row, `by` among them. */
  readonly figures: readonly string[]
  readonly pool: SweepPool
}

/** Threads that simulate combinations of a season. */
export type SweepPool = Pool<SweepJob, readonly SweptRow[]>

/** How all combinations went, by number: what they are ranked by, the higher the better. */
export interface SweepValues {
  /** NaN where a combination was refused, or is not done yet. */
  readonly values: Float64Array
  /** How often, by reason. */
  readonly refused: Map<string, number>
}

export function noValues(season: SweptSeason): SweepValues {
  const values = new Float64Array(combinationCount(season.axes) + 1).fill(NaN)
  return { values, refused: new Map() }
}

/** Takes in how a combination went. */
export function takeRow(
  { values, refused }: SweepValues,
  combination: number,
  row: string | { readonly refused: string },
  by: SweepFigure,
): void {
  if (typeof row === 'string') values[combination] = rankedBy(by, row)
  // What is recorded was never refused; it is no combination of its own.
  else refused.set(row.refused, (refused.get(row.refused) ?? 0) + 1)
}

/** About so many ticks make a job: long enough that messages cost nothing, short enough to watch. */
const JOB_TICKS = 1_000_000

/** Below so many ticks in all a second thread would take longer to begin than to help. */
const FEW_TICKS = 2_000_000

/** The threads for a season's combinations: as many as there are cores, where that helps. */
export function sweepPool(season: SweptSeason, { threads, stop }: JobOptions = {}): SweepPool {
  const isShort = combinationCount(season.axes) * ticksOf(season) < FEW_TICKS
  const most = threads ?? (isShort ? 1 : availableParallelism())
  return startPool(sweepWork, season, { threads: most, ...(stop === undefined ? {} : { stop }) })
}

/**
 * Simulates the combinations from number `first` on, on all cores, and takes each in. `onRows` gets
 * their rows in the order of their numbers, whatever thread was done first.
 */
export async function runSweep(
  request: SweepRequest,
  taken: SweepValues,
  first: number,
  onRows: (rows: readonly SweptRow[]) => void,
): Promise<void> {
  const { by, figures, pool } = request
  const place = figures.indexOf(by.name)
  const jobs = jobsOf(request, first, taken.values.length)
  const early = new Map<number, readonly SweptRow[]>()
  let next = 0
  for await (const { index, result } of pool.results(jobs)) {
    early.set(index, result)
    for (let rows = early.get(next); rows !== undefined; rows = early.get(next)) {
      for (const row of rows) {
        const told = 'refused' in row ? { refused: row.refused.reason } : (row.figures[place] ?? '')
        takeRow(taken, row.combination, told, by)
      }
      onRows(rows)
      early.delete(next)
      next += 1
    }
  }
}

/** All figures of some combinations, in the order in which they are asked for. */
export async function rowsOf(
  request: SweepRequest,
  combinations: readonly number[],
): Promise<readonly SweptRow[]> {
  const jobs = combinations.map((first) => ({ first, end: first + 1, figures: request.figures }))
  const rows: SweptRow[] = []
  for await (const { index, result } of request.pool.results(jobs))
    for (const row of result) rows[index] = row
  return rows
}

function jobsOf(
  { season, figures }: SweepRequest,
  first: number,
  end: number,
): readonly SweepJob[] {
  const most = Math.ceil((end - first) / (4 * availableParallelism()))
  const length = Math.max(1, Math.min(most, Math.floor(JOB_TICKS / ticksOf(season))))
  const jobs: SweepJob[] = []
  for (let from = first; from < end; from += length)
    jobs.push({ first: from, end: Math.min(from + length, end), figures })
  return jobs
}

const ticksOf = ({ tapes }: SweptSeason): number =>
  Math.max(...tapes.map(({ ticks }) => ticks.count))

/** The numbers of the best combinations, the recorded run not among them; of equal ones the first first. */
export function bestOf({ values }: SweepValues, most: number): readonly number[] {
  const started = Array.from(values.keys()).filter(
    (number) => number > 0 && !Number.isNaN(at(values, number)),
  )
  return started.sort((a, b) => at(values, b) - at(values, a) || a - b).slice(0, most)
}

/** The place that a combination has among all: one more than there are better ones. */
export function rankOf({ values }: SweepValues, combination: number): number {
  const own = at(values, combination)
  return (
    1 + values.reduce((better, value, number) => better + (number > 0 && value > own ? 1 : 0), 0)
  )
}
