import { join } from 'node:path'
import { from, last, lastValueFrom, take } from 'rxjs'
import { followSeason } from '@gridledger/projections'
import { embeddedLedger } from '@gridledger/replayer'
import { runSeason } from '../../packages/replayer/src/season/runSeason'
import { keepSnapshots, keptSeason } from '../../packages/replayer/src/season/snapshots'
import { BUSY, busySeason, prepared } from '../support/busySeason'
import type { SuiteFolder } from '../support/files'
import { inBatchesOf } from '../support/smallBatches'
import { right } from '../support/tapes'

/** Records the busy season in batches of 300 ticks, or the first of them, with a snapshot about every 1000. */
export async function recordBusy(
  folder: SuiteFolder,
  file: string,
  batches = Infinity,
): Promise<void> {
  const season = await prepared(folder, busySeason(folder))
  const ledger = right(embeddedLedger(join(folder.path, file)))
  const recorded = await runSeason(inBatchesOf(ledger, [300]), season)
  const views = from(recorded.batches).pipe(take(batches), followSeason())
  await lastValueFrom(views.pipe(keepSnapshots(ledger, keptSeason(BUSY), 1000), last()))
  ledger.close()
}
