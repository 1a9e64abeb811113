import { Decimal } from '@gridledger/domain'
import type { RunReport } from '@gridledger/projections'

/** Whether the order of the contestants is the same in all variants. */
export interface RankingBand {
  /** As recorded, the highest return first. */
  readonly recorded: readonly string[]
  readonly variants: number
  /** In how many variants the whole order is the recorded one. */
  readonly same: number
  /** In how many variants each place has the contestant that it has as recorded. */
  readonly places: readonly {
    readonly place: number
    readonly contestant: string
    readonly same: number
  }[]
  /** Of each two, in how many variants the one that is ahead as recorded is behind. */
  readonly pairs: readonly {
    readonly ahead: string
    readonly behind: string
    readonly changed: number
  }[]
}

/** Contestants by return, the highest first; equal ones in order of entry, as a leaderboard has them. */
export function rankingOf(
  runs: readonly Pick<RunReport, 'contestant' | 'returnPct'>[],
): readonly string[] {
  return [...runs]
    .sort((a, b) => new Decimal(b.returnPct).comparedTo(a.returnPct))
    .map(({ contestant }) => contestant)
}

/** What becomes of a ranking in the rankings of variants, itself among them. */
export function rankingBand(
  recorded: readonly string[],
  rankings: readonly (readonly string[])[],
): RankingBand {
  const count = (holds: (ranking: readonly string[]) => boolean) => rankings.filter(holds).length
  return {
    recorded,
    variants: rankings.length,
    same: count((ranking) => ranking.join() === recorded.join()),
    places: recorded.map((contestant, index) => ({
      place: index + 1,
      contestant,
      same: count((ranking) => ranking[index] === contestant),
    })),
    pairs: recorded.flatMap((ahead, index) =>
      recorded.slice(index + 1).map((behind) => {
        const isBehind = (ranking: readonly string[]) =>
          ranking.includes(behind) && ranking.indexOf(ahead) > ranking.indexOf(behind)
        return { ahead, behind, changed: count(isBehind) }
      }),
    ),
  }
}
