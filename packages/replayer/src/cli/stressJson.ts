import { tapeMethodText } from '../derived/tapeMethod'
import type { PreparedSeason } from '../season/prepareSeason'
import type { KeptSeason } from '../stress/keepSeasons'
import { sharePct } from '../stress/stressCount'
import type { SeasonStress, StressOnTapes } from '../stress/stressSeason'

/** What `stress` has to tell. */
export interface StressResult {
  readonly season: PreparedSeason
  readonly made: SeasonStress
  readonly kept: readonly KeptSeason[]
  readonly ledger: string
}

/** `stress --json`: counts, and shares of all tapes as percentages; every tape, the worst first. */
export function stressJson({ season, made: { tapes, contestants }, kept }: StressResult): object {
  return {
    season: season.season,
    tape: season.tape.name,
    tapes: tapes.map(({ method, meanReturnPct, result }) => ({
      method: tapeMethodText(method),
      kind: method.kind,
      meanReturnPct,
      runs: result.runs.map(({ samples: _samples, ...run }) => run),
      refused: result.refused.map(({ contestant, refusal }) => ({ contestant, ...refusal })),
    })),
    contestants: contestants.map(({ contestant, kinds, ...all }) => ({
      contestant,
      ...onTapesJson(all),
      kinds: Object.fromEntries([...kinds].map(([kind, of]) => [kind, onTapesJson(of)])),
    })),
    kept: kept.map(({ contestants: _contestants, ...rest }) => rest),
  }
}

function onTapesJson({ count, worst }: StressOnTapes): object {
  const share = (some: number) => sharePct(some, count.tapes)
  return {
    ...count,
    refusedPct: share(count.refused),
    offGridPct: share(count.offGrid),
    stoppedPct: share(count.stopped),
    liquidatedPct: share(count.liquidated),
    lostPct: share(count.lost),
    survivedPct: share(count.survived),
    worst: worst.map(({ method, returnPct }) => ({ method: tapeMethodText(method), returnPct })),
  }
}
