import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { findSeason } from './findRun'
import type { PreparedSeason } from './prepareSeason'
import { recordedSeason } from './recordedSeason'

/**
 * A finished season of the ledger, with all that it takes to run it again. Throws Failure: not found,
 * or input where its recording is not finished.
 */
export async function finishedSeason(ledger: Ledger, season: string): Promise<PreparedSeason> {
  const found = await findSeason(ledger, season)
  if (found.facts.isClosed) return recordedSeason(ledger, found)
  const message = `season ${season}: expected a finished one, found one whose recording was interrupted`
  throw new Failure(inputProblem(`${message}; the same \`run\` finishes it`))
}
