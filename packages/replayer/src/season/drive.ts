import {
  type BotState,
  type Cause,
  type Due,
  type Emit,
  type Tick,
  at as valueAt,
  checksStream,
  decide as decideTick,
  finish,
  initialState,
  runName,
  runStream,
  seasonStream,
  start,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import type { DenseSlice } from '@gridledger/projections'
import type { Tape } from '../import/tape'
import type { PreparedEntry, PreparedSeason } from './prepareSeason'

/**
 * Compiled to CommonJS, an imported name of another package is looked up at every call, which takes
 * longer than the call: a loop over ticks looks it up once.
 */
const [at, decide] = [valueAt, decideTick]

/** What of a season its bots are driven by: from its files, or from a ledger. */
export interface DrivenSeason extends Pick<
  PreparedSeason,
  'season' | 'instrument' | 'rules' | 'entries'
> {
  readonly tape: Pick<Tape, 'name' | 'opening' | 'highTicks'> & {
    readonly ticks: Pick<Tape['ticks'], 'count'>
  }
}

/** One contestant of a season and where its bot stands. */
export interface Contender {
  readonly run: string
  readonly entry: PreparedEntry
  readonly entered: Cause
  readonly state: BotState
}

/** The contestants of a season before its first tick, in order of entry. */
export function contenders(prepared: DrivenSeason): readonly Contender[] {
  return prepared.entries.map((entry, index) => {
    const run = runName(prepared.season, entry.entry.contestant)
    const streams = {
      run: runStream(run),
      checks: checksStream(run),
      ticks: ticksStream(prepared.tape.name),
    }
    const entered = { stream: seasonStream(prepared.season), revision: index + 1 }
    const due = dueOf(prepared, entry, entered)
    return { run, entry, entered, state: initialState(streams, due, prepared.tape.highTicks) }
  })
}

/** Funding and amendments in order of time; at one time funding comes first. */
export function dueOf(
  { tape }: Pick<DrivenSeason, 'tape'>,
  { entry }: Pick<PreparedEntry, 'entry'>,
  entered: Cause,
): readonly Due[] {
  const stream = tapeStream(tape.name)
  const funding = tape.opening.flatMap((event, revision): readonly Due[] => {
    if (event.type !== 'FundingRatePublished') return []
    const { timeMicros, data } = event
    return [{ kind: 'funding', timeMicros, rate: data.rate, cause: { stream, revision } }]
  })
  const amendments = entry.amendments.map(({ atMicros, set }): Due => {
    return { kind: 'amendment', timeMicros: atMicros, set, cause: entered }
  })
  return [...funding, ...amendments].sort((a, b) => a.timeMicros - b.timeMicros)
}

/**
 * Drives a bot over a batch of ticks: a new one is started by the first tick that it sees, the last
 * tick only values it. `marks` has the mark price at each tick of the batch.
 */
export function drive(
  { state, entry, entered }: Contender,
  { instrument, rules, tape }: DrivenSeason,
  { firstRevision, batch }: DenseSlice,
  marks: Float64Array,
  emit: Emit,
): void {
  const [times = new Float64Array(), , prices = new Float64Array()] = batch.columns
  const last = tape.ticks.count - 1
  const tick: Tick = { timeMicros: 0, revision: 0, priceTicks: 0, markTicks: 0 }
  for (let row = 0; row < batch.count; row += 1) {
    tick.timeMicros = at(times, row)
    tick.revision = firstRevision + row
    tick.priceTicks = at(prices, row)
    tick.markTicks = at(marks, row)
    if (state.phase === 'new') {
      const { parameters } = entry.entry
      start(state, tick, emit, { instrument, parameters, rules }, entry.plan, entered)
    } else if (tick.revision === last) finish(state, tick, emit)
    else decide(state, tick, emit)
  }
}

/** The mark at each tick, and the latest one for the batch that follows. */
export interface MarkColumn {
  readonly column: Float64Array
  readonly last: number | null
}

/** The latest mark at or before each tick; the last price before the first, and without marks. */
export function markColumn(
  ticks: DenseSlice,
  marks: DenseSlice | null,
  before: number | null,
): MarkColumn {
  const [times = [], , prices = new Float64Array()] = ticks.batch.columns
  if (marks === null && before === null) return { column: prices, last: null }
  const [markTimes = [], , markTicks = []] = marks?.batch.columns ?? []
  const column = new Float64Array(ticks.batch.count)
  let [last, next] = [before, 0]
  for (let row = 0; row < ticks.batch.count; row += 1) {
    while (next < (marks?.batch.count ?? 0) && at(markTimes, next) <= at(times, row)) {
      last = at(markTicks, next)
      next += 1
    }
    column[row] = last ?? at(prices, row)
  }
  return { column, last }
}
