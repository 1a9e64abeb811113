import {
  type Contender,
  type Ledger,
  type SparseEvent,
  canonicalText,
  checkBatch,
  contenders,
  drive,
  encodeEvent,
  markColumn,
  recorder,
  seasonStream,
  ticksStream,
} from '@gridledger/domain'
import type { RunSlice, SeasonBatch } from '@gridledger/projections'
import { Failure, inputProblem, run } from '../failure'
import { recordTape } from '../import/recordTape'
import { checkedLedger } from '../ledger/checkedLedger'
import { type MarketBatch, readMarket } from './market'
import type { PreparedSeason } from './prepareSeason'
import { type SeasonFacts, openingOf, readSeason, seasonFacts } from './readSeason'
import { runsWriter } from './runsWriter'

/** How a season came about: recorded now, gone on with, or there already. */
export type RunOutcome = 'recorded' | 'resumed' | 'unchanged'

/** A season that is being recorded, or was. */
export interface SeasonRun {
  readonly outcome: RunOutcome
  /** The season's batches as they are recorded, or read where they are there already. */
  readonly batches: AsyncGenerator<SeasonBatch>
}

/**
 * Runs a season into a ledger: the tape first, then every contestant batch by batch. One that is
 * there with the same inputs is read and not touched; an unfinished one is gone on with; other
 * inputs under its name are refused, with the advice to `rename`.
 */
export async function runSeason(
  ledger: Ledger,
  prepared: PreparedSeason,
  rename = 'give the season another name',
): Promise<SeasonRun> {
  const facts = await requireSameInputs(ledger, prepared, rename)
  const inputs = inputsOf(prepared)
  if (facts?.isClosed === true)
    return { outcome: 'unchanged', batches: readSeason(checkedLedger(ledger), prepared.season) }
  await recordTape(ledger, prepared.tape)
  await run(ledger.append(seasonStream(prepared.season), -1, { kind: 'sparse', events: inputs }))
  return {
    outcome: facts === undefined ? 'recorded' : 'resumed',
    batches: recordSeason(ledger, prepared, inputs),
  }
}

/**
 * What the ledger holds under a season's name; undefined where that is nothing. Throws Failure (input),
 * with the advice to `rename`, where it was made of other inputs.
 */
export async function requireSameInputs(
  ledger: Ledger,
  prepared: PreparedSeason,
  rename: string,
): Promise<SeasonFacts | undefined> {
  const facts = await seasonFacts(ledger, prepared.season)
  if (facts === undefined) return undefined
  const stored = facts.slice.events.filter(({ type }) => type !== 'SeasonClosed')
  const difference = firstDifference(stored, inputsOf(prepared))
  if (difference === undefined) return facts
  const expected = `expected the inputs that ${ledger.address} holds under this name`
  const advice = `${rename}, or use another ledger`
  const message = `season ${prepared.season}: ${expected}, found ${difference}; ${advice}`
  throw new Failure(inputProblem(message))
}

const inputsOf = ({ opened, entries }: PreparedSeason): readonly SparseEvent[] => [
  opened,
  ...entries.map(({ event }) => event),
]

/** In plain words, the first of the inputs that is not what is stored; undefined where all are. */
export function firstDifference(
  stored: readonly SparseEvent[],
  inputs: readonly SparseEvent[],
): string | undefined {
  const text = (event: SparseEvent | undefined) =>
    event === undefined ? '' : canonicalText(encodeEvent(event))
  const index = inputs.findIndex((event, at) => text(event) !== text(stored[at]))
  if (index < 0 && stored.length <= inputs.length) return undefined
  const event = inputs[index] ?? stored[inputs.length]
  if (event?.type === 'ContestantEntered') return `another contestant ${event.data.contestant}`
  return 'another tape, window or rules'
}

async function* recordSeason(
  ledger: Ledger,
  prepared: PreparedSeason,
  inputs: readonly SparseEvent[],
): AsyncGenerator<SeasonBatch> {
  const { season, tape } = prepared
  const slice = { stream: seasonStream(season), firstRevision: 0, events: inputs }
  let opening = await openingOf(ledger, { tape: tape.name, slice })
  const bots = contenders(prepared)
  const writer = await runsWriter(
    ledger,
    bots.map((bot) => bot.run),
  )
  let lastMark: number | null = null
  for await (const market of readMarket(ledger, tape.name)) {
    const marks = markColumn(market.ticks, market.marks, lastMark)
    lastMark = marks.last
    const runs = new Map(
      bots.map((bot): readonly [string, RunSlice] => {
        return [bot.entry.entry.contestant, decideRun(bot, prepared, market, marks.column)]
      }),
    )
    await writer.append(runs.values())
    yield { opening, ...market, runs }
    opening = []
  }
  writer.finish()
  const closed = closedEvent(tape.name, tape.ticks.count, tape.sealed.timeMicros)
  await run(ledger.append(slice.stream, inputs.length - 1, { kind: 'sparse', events: [closed] }))
}

/** The event that ends a season whose runs are complete. */
export function closedEvent(tape: string, ticks: number, timeMicros: number): SparseEvent {
  const cause = { stream: ticksStream(tape), revision: ticks - 1 }
  return { type: 'SeasonClosed', timeMicros, tick: null, cause, data: {} }
}

/** What one contestant does over one batch. */
function decideRun(
  contender: Contender,
  prepared: PreparedSeason,
  { ticks }: MarketBatch,
  marks: Float64Array,
): RunSlice {
  const { state } = contender
  const { revision, checks: firstCheck, streams } = state
  const made = recorder(ticks.batch.count)
  drive(contender, prepared, ticks, marks, made)
  const judged = checkBatch(made, ticks.stream)
  return {
    events: { stream: streams.run, firstRevision: revision, events: made.events },
    checks: { stream: streams.checks, firstRevision: firstCheck, batch: judged },
  }
}
