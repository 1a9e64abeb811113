import * as E from 'fp-ts/Either'
import { type Ledger, forkedStart, planStart, refusalText } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { ticksOfBatch } from '../import/spanPrices'
import { recordTape } from '../import/recordTape'
import { throughForks } from '../ledger/throughForks'
import { findRun } from '../season/findRun'
import { type ForkOutcome, recordFork } from '../season/forkRun'
import { forkMarket } from '../season/forkTape'
import { prepareFork } from '../season/prepareFork'
import {
  type PreparedSeason,
  enteredEvent,
  openedEvent,
  startMarket,
} from '../season/prepareSeason'
import { runSeason } from '../season/runSeason'
import { type CombinationRun, combinationRun } from './combinationName'
import { changesOf, valuesOf } from './combinations'
import { type SweptSeason, enteredOn, tapeOf } from './sweptMarket'

/** A combination that was recorded: how its run came about. */
export interface KeptRun {
  readonly combination: number
  readonly run: string
  readonly outcome: ForkOutcome
}

/** Records combinations as what they are: forks from the start, or seasons of their own. */
export async function keepRuns(
  ledger: Ledger,
  season: SweptSeason,
  combinations: readonly number[],
): Promise<readonly KeptRun[]> {
  const kept: KeptRun[] = []
  for (const combination of combinations) {
    const { opened, entry, axes } = season
    const named = combinationRun(opened.season, entry.contestant, axes, combination)
    const outcome =
      named.kind === 'season'
        ? await keepSeason(ledger, season, combination, named)
        : await keepFork(ledger, season, combination, named)
    kept.push({ combination, run: named.run, outcome })
  }
  return kept
}

async function keepFork(
  ledger: Ledger,
  { opened, entry, axes }: SweptSeason,
  combination: number,
  { name }: CombinationRun,
): Promise<ForkOutcome> {
  const { set, tape } = changesOf(valuesOf(axes, combination))
  const through = throughForks(ledger)
  const found = await findRun(through, `${opened.season}.${entry.contestant}`)
  const market = tape === null ? undefined : await forkMarket(through, found, { tape })
  const at = { kind: 'time', timeMicros: opened.startMicros } as const
  const asked = { found, at, set, name, ...(market === undefined ? {} : { tape: market.tape }) }
  const { start } = await prepareFork(through, asked, isoTime, market?.ledger)
  if (market?.unrecorded != null) await recordTape(ledger, market.unrecorded)
  return recordFork(ledger, start)
}

async function keepSeason(
  ledger: Ledger,
  season: SweptSeason,
  combination: number,
  named: CombinationRun,
): Promise<ForkOutcome> {
  const { outcome, batches } = await runSeason(ledger, seasonOf(season, combination, named))
  for await (const _ of batches) if (outcome === 'unchanged') break
  return outcome
}

/** A combination as a season of its own, on its span of the tape, with this contestant alone. */
export function seasonOf(
  season: SweptSeason,
  combination: number,
  named: Pick<CombinationRun, 'season'>,
): PreparedSeason {
  const { instrument, axes } = season
  const values = valuesOf(axes, combination)
  const changes = changesOf(values)
  const cut = tapeOf(season, changes)
  if (E.isLeft(cut)) throw new Error(`combination ${combination} has no season`)
  const tape = { ...cut.right.facts, ticks: ticksOfBatch(cut.right.batch) }
  const { parameters, rules } = forkedStart(season.entry.parameters, season.rules, changes.set)
  const plan = planStart({ instrument, parameters, rules }, startMarket(tape))
  if (E.isLeft(plan)) throw new Failure(inputProblem(refusalText(plan.left)))
  const told = axes.map(({ name }, index) => `${name} ${values[index]?.text ?? ''}`).join(', ')
  const title = `${season.opened.title}: ${season.entry.contestant} with ${told}`
  const facts = { ...season.opened, ...rules, season: named.season, title }
  const entry = { ...enteredOn(tape, { ...season.entry, parameters }), published: null }
  const event = enteredEvent(named.season, tape, entry)
  const entries = [{ entry, plan: plan.right, event }]
  const opened = openedEvent(tape, facts)
  return { season: named.season, instrument, rules, tape, opened, entries }
}
