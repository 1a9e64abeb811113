import * as E from 'fp-ts/Either'
import type { Ledger } from '@gridledger/domain'
import type { TapeMethod } from '../derived/tapeMethod'
import { Failure, inputProblem } from '../failure'
import { seasonDigest } from '../season/digest'
import type { PreparedSeason } from '../season/prepareSeason'
import { type RunOutcome, requireSameInputs, runSeason } from '../season/runSeason'
import { stressedSeason } from './stressedSeason'

/** A stressed season that was recorded. */
export interface KeptSeason {
  readonly season: string
  readonly tape: string
  readonly digest: string
  readonly events: number
  readonly outcome: RunOutcome
  readonly contestants: readonly string[]
}

/** The stressed seasons of methods, ready to be recorded. Throws Failure (input) where one cannot be. */
export async function stressedSeasons(
  source: PreparedSeason,
  methods: readonly TapeMethod[],
): Promise<readonly PreparedSeason[]> {
  const seasons: PreparedSeason[] = []
  for (const method of methods) {
    const season = await stressedSeason(source, method)
    if (E.isLeft(season)) throw new Failure(inputProblem(`--keep: ${season.left}`))
    seasons.push(season.right)
  }
  return seasons
}

/** Records seasons with their tapes, none of them where one cannot be. */
export async function keepSeasons(
  ledger: Ledger,
  seasons: readonly PreparedSeason[],
): Promise<readonly KeptSeason[]> {
  const rename = 'record it in a ledger that has none of this name'
  for (const season of seasons) await requireSameInputs(ledger, season, rename)
  const kept: KeptSeason[] = []
  for (const prepared of seasons) {
    const { outcome, batches } = await runSeason(ledger, prepared, rename)
    // Nobody looks at the batches: they are read so that they are recorded.
    for await (const _ of batches);
    const { season, tape, entries } = prepared
    const contestants = entries.map(({ entry }) => entry.contestant)
    kept.push({
      season,
      tape: tape.name,
      ...(await seasonDigest(ledger, season)),
      outcome,
      contestants,
    })
  }
  return kept
}
