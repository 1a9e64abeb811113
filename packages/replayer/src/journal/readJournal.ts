import type { Ledger } from '@gridledger/domain'
import {
  type JournalEntry,
  entriesOf,
  foldBatch,
  journal,
  withoutEntries,
} from '@gridledger/projections'
import type { FoundRun } from '../season/findRun'
import { readSeason } from '../season/readSeason'

/**
 * The entries of a run's journal in order, as many at a time as its ledger gives at a time: what was
 * given is not held.
 */
export async function* readJournal(
  ledger: Ledger,
  { opened, contestant }: FoundRun,
): AsyncGenerator<readonly JournalEntry[]> {
  let view = journal.initialView
  for await (const batch of readSeason(ledger, opened.season, contestant)) {
    view = foldBatch(journal, withoutEntries(view), batch, contestant)
    yield entriesOf(view)
  }
  yield entriesOf(journal.finish?.(withoutEntries(view)) ?? view)
}
