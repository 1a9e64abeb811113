import * as E from 'fp-ts/Either'
import { lastValueFrom, of } from 'rxjs'
import { type Leaderboard, type SeasonBatch, leaderboard } from '@gridledger/projections'
import { type ReadSeasonFile, prepareSeason } from '@gridledger/replayer'
import { simulateSeason } from '../../packages/replayer/src/season/simulateSeason'
import { TAPES, right, seasonOne } from './shared'

type Season = ReadSeasonFile['season']

export const HOUR_MICROS = 3_600_000_000
export const micros = (time: string) => Date.parse(time) * 1000

/** A tape of real prices by its name. */
export function tapeOf(name: string): Season['tape'] {
  const tape = TAPES[name]
  if (tape === undefined) throw new Error(`no tape ${name}`)
  return tape
}

/** Season 1 with changes, on its way through the engine: a Left says why it is refused. */
async function simulation(change: Partial<Season>): Promise<E.Either<string, SeasonBatch>> {
  const prepared = await prepareSeason(seasonOne(change))
  return E.isLeft(prepared) ? prepared : E.right(await simulateSeason(prepared.right))
}

/** The events of season 1 with changes, with no ledger. */
export async function simulated(change: Partial<Season>): Promise<SeasonBatch> {
  return right(await simulation(change))
}

/** Why season 1 with changes is refused, without the file's path; null where it runs. */
export async function refusal(change: Partial<Season>): Promise<string | null> {
  const made = await simulation(change)
  return E.isLeft(made) ? made.left.replace(`${seasonOne().path}: `, '') : null
}

/** The leaderboard of season 1 with changes. */
export async function boardOf(change: Partial<Season>): Promise<Leaderboard> {
  return lastValueFrom(of(await simulated(change)).pipe(leaderboard()))
}
