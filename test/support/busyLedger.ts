import { join } from 'node:path'
import type { Ledger } from '@gridledger/domain'
import { type PreparedSeason, embeddedLedger, runSeason } from '@gridledger/replayer'
import { BUSY, CONTESTANTS, busySeason, prepared } from './busySeason'
import type { SuiteFolder } from './files'
import { inBatchesOf } from './smallBatches'
import { right } from './tapes'

/** Ticks of a batch: so few that a small season is recorded and copied in several of them. */
const BATCH = 900

/** Two contestants of the busy season, with other figures and under another name where it is asked for. */
export function pairSeason(
  folder: SuiteFolder,
  { gridCount = 40, season = BUSY } = {},
): Promise<PreparedSeason> {
  const contestants = CONTESTANTS.filter(({ name }) => name === 'amended' || name === 'liquidated')
  const changed = contestants.map((bot) => ({ ...bot, gridCount }))
  return prepared(folder, { ...busySeason(folder), season, contestants: changed })
}

/** Records a season into a file of the suite's folder, or its first batches; returns its address. */
export async function recordInto(
  folder: SuiteFolder,
  file: string,
  season: PreparedSeason,
  batches = Infinity,
): Promise<string> {
  const ledger: Ledger = right(embeddedLedger(join(folder.path, file)))
  let left = batches
  for await (const { ticks } of (await runSeason(inBatchesOf(ledger, [BATCH]), season)).batches) {
    expect(ticks.batch.count).toBeGreaterThan(0)
    left -= 1
    if (left === 0) break
  }
  ledger.close()
  return `file:${file}`
}
