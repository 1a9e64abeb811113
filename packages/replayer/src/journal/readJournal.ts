import type { Ledger } from '@gridledger/domain'
import {
  type JournalEntry,
  entriesOf,
  foldBatch,
  journal,
  withoutEntries,
} from '@gridledger/projections'
import { type FoundRun, requireFinished } from '../season/findRun'
import { readRun } from '../season/readRun'

/**
 * The entries of a run's journal in order, as many at a time as its ledger gives at a time: what was
 * given is not held. Throws Failure (not found) for a run whose season is unfinished.
 */
export async function* readJournal(
  ledger: Ledger,
  run: FoundRun,
): AsyncGenerator<readonly JournalEntry[]> {
  requireFinished(run)
  const { contestant } = run
  let view = journal.initialView
  for await (const batch of readRun(ledger, run)) {
    view = foldBatch(journal, withoutEntries(view), batch, contestant)
    yield entriesOf(view)
  }
  yield entriesOf(journal.finish?.(withoutEntries(view)) ?? view)
}
