import { join } from 'node:path'
import { from, lastValueFrom, map, tap } from 'rxjs'
import { boardOf, followSeason } from '@gridledger/projections'
import {
  memoryLedger,
  prepareSeason,
  readSeasonFile,
  runSeason,
  watchSeason,
} from '@gridledger/replayer'
import { right } from '../support/tapes'

const SEASONS = join(__dirname, '..', '..', 'packages', 'replayer', 'seasons')

it('a season that is watched while it is recorded', async () => {
  const ledger = memoryLedger()
  const file = right(readSeasonFile(join(SEASONS, 'okx-aicoin-2025.json')))
  const { batches } = await runSeason(ledger, right(await prepareSeason(file)))
  const recorded = lastValueFrom(from(batches).pipe(followSeason(), map(boardOf)))
  const rankings: (readonly string[])[] = []

  // #region watch
  const season = from(watchSeason(ledger, 'okx-aicoin-2025'))
  const boards = season.pipe(followSeason(), map(boardOf))
  const final = await lastValueFrom(boards.pipe(tap(({ ranking }) => rankings.push(ranking))))
  // #endregion

  expect(final).toEqual(await recorded)
  expect(rankings.at(-1)).toEqual(final.ranking)
})
