import type { Published, Refusal } from '@gridledger/domain'
import type { RunReport } from '@gridledger/projections'
import { type VariantResult, sharedSeason, variants } from '../derived/variants'
import type { PreparedSeason } from '../season/prepareSeason'
import { type JobOptions, runJobs } from '../workers/runJobs'
import { type Band, type BandFigure, bandOf } from './bandFigures'
import { type BandVariant, bandVariants } from './bandVariants'
import { type PublishedFigure, publishedFigures } from './publishedBand'
import { type RankingBand, rankingBand, rankingOf } from './rankingBand'

/** What a candle hides of a season: each figure over all variants, and whether the ranking survives. */
export interface SeasonBands {
  /** The season as it is recorded first. */
  readonly variants: readonly BandVariant[]
  /** In order of entry. */
  readonly contestants: readonly ContestantBands[]
  readonly ranking: RankingBand
}

export interface ContestantBands {
  readonly contestant: string
  readonly figures: Readonly<Record<BandFigure, Band>>
  readonly published: readonly PublishedFigure[]
  /** The variants in which its grid ended before the season did, and how. */
  readonly ended: readonly {
    readonly variant: BandVariant
    readonly reason: Exclude<RunReport['stopReason'], 'seasonEnd' | null>
  }[]
  /** The variants in which its grid did not start: no figure has these in its band. */
  readonly refused: readonly { readonly variant: BandVariant; readonly refusal: Refusal }[]
}

export interface BandOptions extends JobOptions {
  /** How many of the paths are seeded. */
  readonly seeds: number
  readonly onDone?: (done: number, all: number) => void
}

/** Runs a season by all fill rules along all candle paths. */
export async function seasonBands(
  season: PreparedSeason,
  { seeds, onDone, ...options }: BandOptions,
): Promise<SeasonBands> {
  const wanted = bandVariants(season, seeds)
  const jobs = wanted.map(({ variant }) => variant)
  const results: VariantResult[] = []
  let done = 0
  for await (const { index, result } of runJobs(
    variants,
    await sharedSeason(season),
    jobs,
    options,
  )) {
    results[index] = result
    done += 1
    onDone?.(done, jobs.length)
  }
  const rankings = results.map(({ runs }) => rankingOf(runs))
  return {
    variants: wanted,
    contestants: season.entries.map(({ entry: { contestant, published } }) =>
      contestantBands(contestant, published, wanted, results),
    ),
    ranking: rankingBand(rankings[0] ?? [], rankings),
  }
}

function contestantBands(
  contestant: string,
  published: Published | null,
  wanted: readonly BandVariant[],
  results: readonly VariantResult[],
): ContestantBands {
  const runs: RunReport[] = []
  const ended: ContestantBands['ended'][number][] = []
  const refused: ContestantBands['refused'][number][] = []
  for (const [index, variant] of wanted.entries()) {
    const result = results[index]
    const run = result?.runs.find((one) => one.contestant === contestant)
    const refusal = result?.refused.find((one) => one.contestant === contestant)?.refusal
    if (refusal !== undefined) refused.push({ variant, refusal })
    if (run === undefined) continue
    runs.push(run)
    const { stopReason: reason } = run
    if (reason !== null && reason !== 'seasonEnd') ended.push({ variant, reason })
  }
  const [recorded, ...others] = runs
  if (recorded === undefined) throw new Error(`${contestant}: recorded, and no variant starts it`)
  const figures = bandsOf([recorded, ...others])
  return { contestant, figures, published: publishedFigures(published, figures), ended, refused }
}

function bandsOf(runs: readonly [RunReport, ...RunReport[]]): Readonly<Record<BandFigure, Band>> {
  const band = (name: BandFigure) => bandOf(runs, name)
  return {
    returnPct: band('returnPct'),
    peakReturnPct: band('peakReturnPct'),
    peakToEndPct: band('peakToEndPct'),
    maxDrawdownPct: band('maxDrawdownPct'),
    maxDrawdownTickPct: band('maxDrawdownTickPct'),
    tradeNum: band('tradeNum'),
    gridProfit: band('gridProfit'),
    fee: band('fee'),
    fundingFee: band('fundingFee'),
    offGridHoursAbove: band('offGridHoursAbove'),
    offGridHoursBelow: band('offGridHoursBelow'),
  }
}
