import {
  type BotState,
  type Cause,
  type Due,
  type Ledger,
  type SparseEvent,
  type Tick,
  at,
  canonicalText,
  checksStream,
  decide,
  encodeEvent,
  finish,
  initialState,
  runName,
  runStream,
  seasonStream,
  start,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import type { RunSlice, SeasonBatch, SparseSlice } from '@gridledger/projections'
import { Failure, inputProblem, run } from '../failure'
import { recordTape } from '../import/recordTape'
import { type MarketBatch, readMarket } from './market'
import type { PreparedEntry, PreparedSeason } from './prepareSeason'
import { openingOf, readSeason, seasonFacts } from './readSeason'
import { type Recorder, type StreamWriter, checkBatch, recorder, streamWriter } from './recorder'

/** How a season came about: recorded now, gone on with, or there already. */
export type RunOutcome = 'recorded' | 'resumed' | 'unchanged'

export interface SeasonRun {
  readonly outcome: RunOutcome
  /** The season's batches as they are recorded, or read where they are there already. */
  readonly batches: AsyncGenerator<SeasonBatch>
}

/**
 * Runs a season into a ledger: the tape first, then every contestant batch by batch. One that is
 * there with the same inputs is read and not touched; an unfinished one is gone on with; other
 * inputs under its name are refused.
 */
export async function runSeason(ledger: Ledger, prepared: PreparedSeason): Promise<SeasonRun> {
  const facts = await seasonFacts(ledger, prepared.season)
  const inputs = [prepared.opened, ...prepared.entries.map(({ event }) => event)]
  if (facts !== undefined) {
    const stored = facts.slice.events.filter(({ type }) => type !== 'SeasonClosed')
    if (!sameInputs(stored, inputs)) {
      throw new Failure(
        inputProblem(
          `season ${prepared.season}: expected the inputs that ${ledger.address} holds under this name, ` +
            'found others; give the season another name, or use another ledger',
        ),
      )
    }
    if (facts.isClosed)
      return { outcome: 'unchanged', batches: readSeason(ledger, prepared.season) }
  }
  await recordTape(ledger, prepared.tape)
  await run(ledger.append(seasonStream(prepared.season), -1, { kind: 'sparse', events: inputs }))
  return {
    outcome: facts === undefined ? 'recorded' : 'resumed',
    batches: recordSeason(ledger, prepared, inputs),
  }
}

function sameInputs(stored: readonly SparseEvent[], inputs: readonly SparseEvent[]): boolean {
  const text = (events: readonly SparseEvent[]) =>
    events.map((event) => canonicalText(encodeEvent(event))).join('\n')
  return text(stored) === text(inputs)
}

/** One contestant while its season runs. */
interface Runner {
  readonly contestant: string
  readonly entry: PreparedEntry
  readonly entered: Cause
  readonly state: BotState
  readonly events: StreamWriter
  readonly checks: StreamWriter
}

async function* recordSeason(
  ledger: Ledger,
  prepared: PreparedSeason,
  inputs: readonly SparseEvent[],
): AsyncGenerator<SeasonBatch> {
  const { season, tape } = prepared
  const slice: SparseSlice = { stream: seasonStream(season), firstRevision: 0, events: inputs }
  let opening = await openingOf(ledger, { tape: tape.name, slice })
  const runners: Runner[] = []
  for (const [index, entry] of prepared.entries.entries())
    runners.push(await runnerOf(ledger, prepared, entry, index))
  const total = tape.ticks.count
  let lastMark: number | null = null
  for await (const market of readMarket(ledger, tape.name)) {
    const marks = markColumn(market, lastMark)
    lastMark = marks.last
    const runs = new Map<string, RunSlice>()
    for (const runner of runners) {
      const first = runner.state.revision
      const firstCheck = runner.state.checks
      const recorded = decideBatch(runner, prepared, market, marks.column, total)
      const name = runName(season, runner.contestant)
      const checks = checkBatch(recorded, ticksStream(tape.name))
      await runner.events.append({ kind: 'sparse', events: recorded.events })
      if (checks.count > 0) await runner.checks.append(checks)
      runs.set(runner.contestant, {
        events: { stream: runStream(name), firstRevision: first, events: recorded.events },
        checks: { stream: checksStream(name), firstRevision: firstCheck, batch: checks },
      })
    }
    yield { opening, ...market, runs }
    opening = []
  }
  const cause = { stream: ticksStream(tape.name), revision: total - 1 }
  const closed: SparseEvent = {
    type: 'SeasonClosed',
    timeMicros: prepared.tape.sealed.timeMicros,
    tick: null,
    cause,
    data: {},
  }
  await run(
    ledger.append(seasonStream(season), inputs.length - 1, { kind: 'sparse', events: [closed] }),
  )
}

async function runnerOf(
  ledger: Ledger,
  prepared: PreparedSeason,
  entry: PreparedEntry,
  index: number,
): Promise<Runner> {
  const { contestant } = entry.entry
  const name = runName(prepared.season, contestant)
  const streams = {
    run: runStream(name),
    checks: checksStream(name),
    ticks: ticksStream(prepared.tape.name),
  }
  const entered = { stream: seasonStream(prepared.season), revision: index + 1 }
  return {
    contestant,
    entry,
    entered,
    state: initialState(streams, dueOf(prepared, entry, entered), prepared.tape.highTicks),
    events: await streamWriter(ledger, streams.run),
    checks: await streamWriter(ledger, streams.checks),
  }
}

/** Funding and amendments in order of time; at one time funding comes first. */
function dueOf({ tape }: PreparedSeason, { entry }: PreparedEntry, entered: Cause): readonly Due[] {
  const funding = tape.opening.flatMap((event, revision): readonly Due[] =>
    event.type === 'FundingRatePublished'
      ? [
          {
            kind: 'funding',
            timeMicros: event.timeMicros,
            rate: event.data.rate,
            cause: { stream: tapeStream(tape.name), revision },
          },
        ]
      : [],
  )
  const amendments = entry.amendments.map(({ atMicros, set }): Due => ({
    kind: 'amendment',
    timeMicros: atMicros,
    set,
    cause: entered,
  }))
  return [...funding, ...amendments].sort((a, b) => a.timeMicros - b.timeMicros)
}

/** Drives one contestant over the ticks of a batch. */
function decideBatch(
  { state, entry, entered }: Runner,
  { instrument, rules }: PreparedSeason,
  { ticks }: MarketBatch,
  marks: Float64Array,
  total: number,
): Recorder {
  const { batch, firstRevision } = ticks
  const [times = new Float64Array(), , prices = new Float64Array()] = batch.columns
  const emit = recorder(batch.count)
  const tick: Tick = { timeMicros: 0, revision: 0, priceTicks: 0, markTicks: 0 }
  for (let row = 0; row < batch.count; row += 1) {
    tick.timeMicros = at(times, row)
    tick.revision = firstRevision + row
    tick.priceTicks = at(prices, row)
    tick.markTicks = at(marks, row)
    if (tick.revision === 0) {
      const { parameters } = entry.entry
      start(state, tick, emit, { instrument, parameters, rules }, entry.plan, entered)
    } else if (tick.revision === total - 1) finish(state, tick, emit)
    else decide(state, tick, emit)
  }
  return emit
}

/** The mark at each tick: the latest at or before it; the last price without a mark tape. */
function markColumn(
  { ticks, marks }: MarketBatch,
  before: number | null,
): { readonly column: Float64Array; readonly last: number | null } {
  const [times = [], , prices = new Float64Array()] = ticks.batch.columns
  if (marks === null && before === null) return { column: prices, last: null }
  const [markTimes = [], , markTicks = []] = marks?.batch.columns ?? []
  const column = new Float64Array(ticks.batch.count)
  let last = before
  let next = 0
  for (let row = 0; row < ticks.batch.count; row += 1) {
    while (next < (marks?.batch.count ?? 0) && at(markTimes, next) <= at(times, row)) {
      last = at(markTicks, next)
      next += 1
    }
    column[row] = last ?? at(prices, row)
  }
  return { column, last }
}
