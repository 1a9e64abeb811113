import * as E from 'fp-ts/Either'
import { type DenseBatch, type FillRule, type Refusal, runName } from '@gridledger/domain'
import {
  type RunReport,
  initialRunViews,
  runReport,
  runViewsAfter,
  settledViews,
  thinnedSeason,
} from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import type { Tape } from '../import/tape'
import { ticksOfBatch } from '../import/spanPrices'
import { allTicks, simulateSeason } from '../season/simulateSeason'
import { sharedColumns } from '../workers/sharedColumns'
import type { Work } from '../workers/work'
import { type SeasonInputs, changedSeason } from './changedSeason'
import { derivedTape } from './derivedTape'
import type { TapeMethod } from './tapeMethod'

/** A season as it crosses to other threads: its ticks as columns that all of them share. */
export interface SharedSeason {
  readonly inputs: Omit<SeasonInputs, 'tape'>
  readonly tape: Omit<Tape, 'ticks'>
  readonly ticks: DenseBatch
}

/** What of a season is another; null: as it is. */
export interface Variant {
  readonly method: TapeMethod | null
  readonly fillRule: FillRule | null
}

/** How a variant went. */
export interface VariantResult {
  /** In order of entry, of those whose grid started. */
  readonly runs: readonly RunReport[]
  readonly refused: readonly { readonly contestant: string; readonly refusal: Refusal }[]
}

/** A season for the threads that simulate its variants. */
export async function sharedSeason(prepared: SeasonInputs): Promise<SharedSeason> {
  const { tape, entries, ...inputs } = prepared
  const { batch } = await allTicks(tape)
  const { ticks: _ticks, ...facts } = tape
  return {
    inputs: { ...inputs, entries: entries.map(({ entry }) => ({ entry })) },
    tape: facts,
    ticks: { ...batch, columns: sharedColumns(batch.columns) },
  }
}

/**
 * Simulates variants of a season. Throws Failure (input) where a method makes no tape of the
 * season's, with why.
 */
export const variants: Work<SharedSeason, Variant, VariantResult> = {
  worker: 'derived/variantWorker.js',
  prepare: ({ inputs, tape, ticks }) => {
    const season = { ...inputs, tape: { ...tape, ticks: ticksOfBatch(ticks) } }
    return (variant) => simulate(season, variant)
  },
}

async function simulate(
  inputs: SeasonInputs,
  { method, fillRule }: Variant,
): Promise<VariantResult> {
  const tape = method === null ? E.right(inputs.tape) : await derivedTape(inputs.tape, method)
  if (E.isLeft(tape)) throw new Failure(inputProblem(tape.left))
  const change = { tape: tape.right, ...(fillRule === null ? {} : { fillRule }) }
  const { season, refused } = changedSeason(inputs, change)
  const { runs, ...market } = await simulateSeason(season)
  const thinned = thinnedSeason(market)
  const endMicros = season.tape.sealed.timeMicros
  return {
    runs: [...runs].map(([contestant, run]) => {
      const views = runViewsAfter(initialRunViews, thinned(contestant, run), contestant)
      const name = runName(season.season, contestant)
      return runReport(name, contestant, endMicros, settledViews(views))
    }),
    refused: [...refused].map(([contestant, refusal]) => ({ contestant, refusal })),
  }
}
