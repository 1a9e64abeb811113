import type { Ledger } from '@gridledger/domain'
import type { JournalEntry } from '@gridledger/projections'
import { hledgerEntries, hledgerOpening } from '../../packages/replayer/src/journal/hledgerJournal'
import { readJournal } from '../../packages/replayer/src/journal/readJournal'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { type FoundRun, findRun } from '../../packages/replayer/src/season/findRun'
import type { PreparedSeason } from '@gridledger/replayer'
import { prepared, seasonOne, play } from '../season/shared'
import { busySeason, prepared as preparedBusy } from '../support/busySeason'
import type { SuiteFolder } from '../support/files'

/** A run of a recorded season, its equity as the leaderboard has it, and all its entries. */
export interface RecordedRun {
  readonly ledger: Ledger
  readonly run: FoundRun
  readonly equity: string
  readonly entries: readonly JournalEntry[]
}

/** Every run of the season that ships and of the busy one. */
export async function everyRun(folder: SuiteFolder): Promise<readonly RecordedRun[]> {
  return recordedRuns(await prepared(seasonOne()), await preparedBusy(folder, busySeason(folder)))
}

/** Every run of some seasons, recorded in memory. */
export async function recordedRuns(
  ...seasons: readonly PreparedSeason[]
): Promise<readonly RecordedRun[]> {
  const runs: RecordedRun[] = []
  for (const season of seasons) {
    const ledger = memoryLedger()
    const { board } = await play(ledger, season)
    for (const { report } of board.rows) {
      const run = await findRun(ledger, report.run)
      const entries: JournalEntry[] = []
      for await (const some of readJournal(ledger, run)) entries.push(...some)
      runs.push({ ledger, run, equity: report.equity, entries })
    }
  }
  return runs
}

/** A whole journal as `--format hledger` prints it. */
export function hledgerText({ run, entries }: RecordedRun, timeZone = 'UTC'): string {
  const write = hledgerEntries(run.units, timeZone)
  return hledgerOpening(run.run, run.units) + entries.map((entry) => write(entry)).join('')
}
