import { connect, forkJoin, from, lastValueFrom } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { bucketWidth, shortestBucket } from '@gridledger/projections'
import { type ComparedRun, comparedRun } from '../compare/comparedRun'
import type { FoundRun } from '../season/findRun'
import { readRun } from '../season/readRun'
import { BUCKETS, type SeasonViews, foldedViews, sealOf } from './seasonViews'

/** A run on a page beside others, as if it alone had entered a season. */
export interface ComparedViews {
  readonly compared: ComparedRun
  /** What it is called on the page: its contestant where that tells it apart, else its whole name. */
  readonly name: string
  readonly views: SeasonViews
}

/** Reads each run once and folds all that a page of them shows. */
export async function comparedViews(
  ledger: Ledger,
  found: readonly FoundRun[],
): Promise<readonly ComparedViews[]> {
  const runs: ComparedViews[] = []
  const leastMicros = Math.max(...found.map(widthOf))
  for (const [index, run] of found.entries()) {
    const name = nameOf(found, index)
    const entry = run.facts.slice.events.find(({ type }) => type === 'ContestantEntered')
    if (entry?.type !== 'ContestantEntered') throw new Error(`${run.run}: nobody entered`)
    const { investment } = entry.data.parameters
    const folded = from(readRun(ledger, run)).pipe(
      connect((batches) =>
        forkJoin({
          compared: comparedRun(batches, run),
          views: foldedViews(batches, [run.contestant], investment, leastMicros),
        }),
      ),
    )
    const { compared, views } = await lastValueFrom(folded)
    const sealed = await sealOf(ledger, run.tape.tape)
    runs.push({ compared, name, views: named({ ...views, sealed }, run, name) })
  }
  return runs
}

/** How wide the buckets of a run's own page are: of several runs all have the widest of these. */
function widthOf({ opened: { startMicros, endMicros }, tape }: FoundRun): number {
  return bucketWidth(startMicros, endMicros, BUCKETS, shortestBucket(tape.intervalMicros))
}

function nameOf(found: readonly FoundRun[], index: number): string {
  const { contestant = '', run = '' } = found[index] ?? {}
  const isRepeated = found.some((other, at) => at !== index && other.run === run)
  const isAlone = found.every((other) => other.run === run || other.contestant !== contestant)
  const name = isAlone ? contestant : run
  return isRepeated ? `${name} (${index + 1})` : name
}

/** The views under the name of the page, with the tape that the run ended on. */
function named(
  { board, runs, ...views }: SeasonViews,
  { tape }: FoundRun,
  name: string,
): SeasonViews {
  const rows = board.rows.map((row) => ({ ...row, entry: { ...row.entry, contestant: name } }))
  return {
    ...views,
    // What would have come of holding is said of seasons, not of runs beside each other.
    benchmarks: [],
    board: { ...board, tape, rows, ranking: [name], benchmarks: [] },
    runs: runs.map((run) => ({ ...run, contestant: name })),
  }
}
