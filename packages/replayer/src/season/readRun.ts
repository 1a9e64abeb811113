import type { Ledger } from '@gridledger/domain'
import type { SeasonBatch } from '@gridledger/projections'
import type { FoundRun } from './findRun'
import { readSeason } from './readSeason'

/** The batches of one run and its market, as those of a season that it alone has entered. */
export async function* readRun(
  ledger: Ledger,
  { opened, contestant }: Pick<FoundRun, 'opened' | 'contestant'>,
): AsyncGenerator<SeasonBatch> {
  for await (const batch of readSeason(ledger, opened.season, { only: contestant })) {
    const opening = batch.opening.map((slice) => ({
      ...slice,
      events: slice.events.filter(
        (event) => event.type !== 'ContestantEntered' || event.data.contestant === contestant,
      ),
    }))
    yield { ...batch, opening }
  }
}
