import { at as valueAt } from '../columns'
import { decide as decideTick, finish, start } from '../bot/decide'
import { type BotState, type Due, type Emit, type Tick, initialState } from '../bot/state'
import type { DenseBatch, SparseData, SparseEvent } from '../events/canonical'
import type { Cause } from '../events/event'
import type { MarketRules } from '../grid/parameters'
import { liquidationTicks } from '../grid/liquidationTicks'
import type { GridPlan } from '../grid/plan'
import type { Instrument } from '../instrument'
import { checksStream, runName, runStream, seasonStream, tapeStream, ticksStream } from '../ledger'

/**
 * Compiled to CommonJS, an imported name is looked up at every call, which takes longer than the
 * call: a loop over ticks looks it up once.
 */
const [at, decide] = [valueAt, decideTick]

/** What of a season its bots are driven by: from its files, from a ledger, or from a test. */
export interface DrivenSeason {
  readonly season: string
  readonly instrument: Instrument
  readonly rules: MarketRules
  readonly entries: readonly DrivenEntry[]
  readonly tape: {
    readonly name: string
    /** TapeOpened, then the funding rates due after the start and up to the end. */
    readonly opening: readonly SparseEvent[]
    readonly highTicks: number
    readonly ticks: { readonly count: number }
  }
}

/** A contestant as it entered, with the plan that its start was allowed by. */
export interface DrivenEntry {
  readonly event: SparseEvent
  readonly entry: SparseData<'ContestantEntered'>
  readonly plan: GridPlan
}

/** One contestant of a season and where its bot stands. */
export interface Contender {
  readonly run: string
  readonly entry: DrivenEntry
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
  { entry }: Pick<DrivenEntry, 'entry'>,
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
  { firstRevision, batch }: { readonly firstRevision: number; readonly batch: DenseBatch },
  marks: Float64Array,
  emit: Emit,
): void {
  const [times = new Float64Array(), , prices = new Float64Array()] = batch.columns
  const last = tape.ticks.count - 1
  const beforeLast = Math.min(batch.count, last - firstRevision)
  const tick: Tick = { timeMicros: 0, revision: 0, priceTicks: 0, markTicks: 0 }
  const isUnchecked = emit.liquidationChecked === null
  for (let row = 0; row < batch.count; row += 1) {
    if (isUnchecked) {
      row = quietTo(state, times, prices, marks, row, beforeLast)
      if (row === batch.count) return
    }
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

/**
 * The row up to before which `decide` would do nothing from a row on but find that the position is
 * not liquidated: no order is met, nothing falls due, and no mark is beyond the one that liquidates.
 */
function quietTo(
  state: BotState,
  times: Float64Array,
  prices: Float64Array,
  marks: Float64Array,
  from: number,
  end: number,
): number {
  const { buyAtTicks, sellAtTicks, nextDueMicros, positionLots, cash, pendingFees, units } = state
  if (state.phase === 'new' || state.stops.length > 0) return from
  const liquidatedAt = liquidationTicks(units, positionLots, cash - pendingFees)
  const lowest = positionLots > 0 ? (liquidatedAt ?? 0) : 0
  const highest = positionLots < 0 ? (liquidatedAt ?? Infinity) : Infinity
  let row = from
  for (; row < end; row += 1) {
    const price = at(prices, row)
    if (price <= buyAtTicks || price >= sellAtTicks || at(times, row) >= nextDueMicros) break
    const mark = at(marks, row)
    if (mark <= lowest || mark >= highest) break
  }
  if (positionLots !== 0) state.checks += row - from
  return row
}
