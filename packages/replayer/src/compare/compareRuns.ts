import { connect, from, lastValueFrom, tap } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { type FoundRun, findRun, requireFinished } from '../season/findRun'
import { readRun } from '../season/readRun'
import { Failure, inputProblem } from '../failure'
import { type ComparedRun, comparedRun } from './comparedRun'
import { type FirstDifference, firstDifference } from './firstDifference'
import { LETTERS } from './letters'
import { runHistory } from './runHistory'

/** Runs side by side, the first of them what the others are held against. */
export interface Comparison {
  readonly runs: readonly ComparedRun[]
  /** Of each run but the first, where it parts from the first; null where it never does. */
  readonly partings: readonly (FirstDifference | null)[]
}

/**
 * The runs of these names, finished. Throws Failure for fewer than two, for more than there are
 * letters, and (not found) for a run that is not there or has not ended.
 */
export async function findRuns(
  ledger: Ledger,
  names: readonly string[],
): Promise<readonly FoundRun[]> {
  if (names.length < 2 || names.length > LETTERS.length) {
    const found = names.length === 1 ? `1 (${names[0] ?? ''})` : String(names.length)
    const list = '`npx gridledger runs` lists them'
    throw new Failure(
      inputProblem(`runs: expected 2 to ${LETTERS.length} names, found ${found}; ${list}`),
    )
  }
  const runs: FoundRun[] = []
  for (const name of names) {
    const found = await findRun(ledger, name)
    requireFinished(found)
    runs.push(found)
  }
  return runs
}

/** Of each run but the first, where it parts from the first: both are read as far as they are the same. */
export async function partingsOf(
  ledger: Ledger,
  [first, ...others]: readonly FoundRun[],
): Promise<readonly (FirstDifference | null)[]> {
  if (first === undefined) throw new Error('a comparison of nothing')
  const partings: (FirstDifference | null)[] = []
  for (const other of others) {
    partings.push(await firstDifference(runHistory(ledger, first), runHistory(ledger, other)))
  }
  return partings
}

/** Sets runs side by side. `onTick` hears how many ticks of a run were gone through. */
export async function compareRuns(
  ledger: Ledger,
  found: readonly FoundRun[],
  onTick: (ticks: number) => void,
): Promise<Comparison> {
  const partings = await partingsOf(ledger, found)
  const runs: ComparedRun[] = []
  for (const run of found) {
    const batches = from(readRun(ledger, run)).pipe(
      tap(({ ticks }) => onTick(ticks.firstRevision + ticks.batch.count)),
      connect((shared) => comparedRun(shared, run)),
    )
    runs.push(await lastValueFrom(batches))
  }
  return { runs, partings }
}
