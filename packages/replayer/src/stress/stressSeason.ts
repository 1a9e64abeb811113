import { Decimal } from '@gridledger/domain'
import type { TapeMethod } from '../derived/tapeMethod'
import { type VariantResult, sharedSeason, variants } from '../derived/variants'
import type { PreparedSeason } from '../season/prepareSeason'
import { type JobOptions, runJobs } from '../workers/runJobs'
import { STRESS_KINDS, type StressKind } from './stressTapes'
import { type Outcome, type StressCount, percentText, stressCount } from './stressCount'

/** How the contestants of a season fare on other tapes. */
export interface SeasonStress {
  readonly tapes: readonly StressedTape[]
  /** In order of entry. */
  readonly contestants: readonly ContestantStress[]
}

/** A tape and how it went on it, the worst first. */
export interface StressedTape {
  readonly method: TapeMethod
  /** The mean over the contestants that started; null where none did. */
  readonly meanReturnPct: string | null
  readonly result: VariantResult
}

/** A contestant on some tapes. */
export interface StressOnTapes {
  readonly count: StressCount
  /** Its worst tapes, the worst first. */
  readonly worst: readonly { readonly method: TapeMethod; readonly returnPct: string }[]
}

export interface ContestantStress extends StressOnTapes {
  readonly contestant: string
  /** Of each kind of tape that there was. */
  readonly kinds: ReadonlyMap<StressKind, StressOnTapes>
}

export interface StressOptions extends JobOptions {
  readonly onDone?: (done: number) => void
}

const WORST_TAPES = 5

/** Runs a season on the tapes that methods make of its own. */
export async function stressSeason(
  season: PreparedSeason,
  methods: readonly TapeMethod[],
  { onDone, ...options }: StressOptions = {},
): Promise<SeasonStress> {
  const jobs = methods.map((method) => ({ method, fillRule: null }))
  const tapes: StressedTape[] = []
  let done = 0
  for await (const { index, result } of runJobs(
    variants,
    await sharedSeason(season),
    jobs,
    options,
  )) {
    const method = methods[index]
    if (method === undefined) throw new RangeError(`no tape ${index}`)
    tapes[index] = { method, meanReturnPct: meanReturn(result), result }
    done += 1
    onDone?.(done)
  }
  const contestants = season.entries.map(({ entry }) => contestantStress(entry.contestant, tapes))
  return { tapes: [...tapes].sort(byMean), contestants }
}

function meanReturn({ runs }: VariantResult): string | null {
  if (runs.length === 0) return null
  const returns = runs.map(({ returnPct }) => new Decimal(returnPct))
  return percentText(Decimal.sum(...returns).div(runs.length))
}

/** The worst first; those on which nobody started last. */
function byMean(a: StressedTape, b: StressedTape): number {
  if (a.meanReturnPct === null || b.meanReturnPct === null)
    return Number(a.meanReturnPct === null) - Number(b.meanReturnPct === null)
  return new Decimal(a.meanReturnPct).comparedTo(b.meanReturnPct)
}

function contestantStress(contestant: string, tapes: readonly StressedTape[]): ContestantStress {
  const there = STRESS_KINDS.filter((kind) => tapes.some(({ method }) => method.kind === kind))
  const ofKind = (kind: StressKind) => tapes.filter(({ method }) => method.kind === kind)
  return {
    contestant,
    ...stressOn(contestant, tapes),
    kinds: new Map(there.map((kind) => [kind, stressOn(contestant, ofKind(kind))])),
  }
}

function stressOn(contestant: string, tapes: readonly StressedTape[]): StressOnTapes {
  const outcomes = tapes.map(({ method, result: { runs } }) => {
    const outcome: Outcome = runs.find((run) => run.contestant === contestant) ?? null
    return { method, outcome }
  })
  const returns = outcomes.flatMap(({ method, outcome }) =>
    outcome === null ? [] : [{ method, returnPct: outcome.returnPct }],
  )
  return {
    count: stressCount(outcomes.map(({ outcome }) => outcome)),
    worst: returns
      .sort((a, b) => new Decimal(a.returnPct).comparedTo(b.returnPct))
      .slice(0, WORST_TAPES),
  }
}
