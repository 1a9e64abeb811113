import * as E from 'fp-ts/Either'
import {
  type BotState,
  type Cause,
  type Contender,
  type DrivenSeason,
  type Due,
  type ForkSet,
  type Ledger,
  type Refusal,
  type SparseData,
  type StartRequest,
  type Tick,
  checksStream,
  dueOf,
  forkRefusal,
  forkedStart,
  initialState,
  planStart,
  runStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import type { SeasonPlace } from '@gridledger/projections'
import { run } from '../failure'
import type { FoundRun } from './findRun'
import type { RunForked } from './forks'
import { readSparse } from './market'
import type { Past } from './pastBefore'
import { endTick, marketPlace } from './runStretches'
import { marketAt } from './ticksAt'

/** What a fork is made of: its parent's past, and what it does otherwise. */
export interface ForkInputs {
  readonly run: string
  readonly parent: FoundRun
  readonly past: Past
  /** The tape that it goes on with, and its first tick there. */
  readonly tape: string
  readonly tick: number
  readonly set: ForkSet
}

/** A fork before its first tick: all that it is driven by. */
export interface ForkStart {
  readonly event: RunForked
  readonly contender: Contender
  readonly driven: DrivenSeason
  readonly from: Pick<SeasonPlace, 'ticks' | 'marks' | 'rates'>
}

/** A fork ready to be driven, or why its changes are refused. The tape is read from `ledger`. */
export async function forkStart(
  ledger: Ledger,
  inputs: ForkInputs,
): Promise<E.Either<Refusal, ForkStart>> {
  const { parent, past, tape, tick, set } = inputs
  const first = await tickOf(ledger, tape, tick)
  const { timeMicros } = first
  const entered = enteredOf(parent)
  const isStart = past.seam.events === 0
  const { fillRule, neutralStart } = parent.opened
  const asItWas = { parameters: entered.data.parameters, rules: { fillRule, neutralStart } }
  const { parameters, rules } = isStart
    ? forkedStart(asItWas.parameters, asItWas.rules, set)
    : asItWas
  const driven = await drivenFork(ledger, parent, tape, rules)
  const entry = { ...entered.data, parameters }
  const cause = { stream: runStream(inputs.run), revision: past.seam.events }
  const due = dueAfter(driven, { entry, entered: entered.cause, past, first, set, cause })
  const state = stateAt(inputs, driven, due)
  const refused = forkRefusal(state, set, tick === driven.tape.ticks.count - 1)
  if (refused !== undefined) return E.left(refused)
  const request: StartRequest = { instrument: driven.instrument, parameters, rules }
  const plan = isStart ? planStart(request, { ...first, ...driven.tape }) : E.right(NO_PLAN)
  if (E.isLeft(plan)) return plan
  const contender = {
    run: inputs.run,
    entry: { entry, plan: plan.right, event: entered.event },
    entered: cause,
    state,
  }
  const pastMicros = isStart ? timeMicros : past.lastMicros
  const from = await marketPlace(ledger, tape, tick, pastMicros)
  return E.right({ event: forkedEventOf(inputs, first), contender, driven, from })
}

async function tickOf(ledger: Ledger, tape: string, revision: number): Promise<Tick> {
  const market = await marketAt(ledger, tape, revision)
  if (market === undefined) throw new Error(`${tape}: a tape that does not reach tick ${revision}`)
  const { tick, priceTicks, markTicks } = market
  return { timeMicros: tick.timeMicros, revision, priceTicks, markTicks }
}

/** The season as its fork is driven by it, on the fork's tape. */
async function drivenFork(
  ledger: Ledger,
  parent: FoundRun,
  tape: string,
  rules: DrivenSeason['rules'],
): Promise<DrivenSeason> {
  const { events } = await readSparse(ledger, tapeStream(tape))
  const [opened, sealed] = [events[0], events.at(-1)]
  if (sealed?.type !== 'TapeSealed' || opened?.type !== 'TapeOpened')
    throw new Error(`${tape}: a tape that is not sealed`)
  const { highTicks } = sealed.data
  const ticks = { count: await endOf(ledger, parent, tape) }
  return {
    season: parent.opened.season,
    instrument: opened.data.instrument,
    rules,
    entries: [],
    tape: { name: tape, opening: events.slice(0, -1), highTicks, ticks },
  }
}

/** The tick after the last one of a run on a tape. */
async function endOf(ledger: Ledger, { facts, opened }: FoundRun, tape: string): Promise<number> {
  if (tape !== facts.tape) return endTick(ledger, tape, opened.endMicros)
  return (await run(ledger.head(ticksStream(tape))))?.events ?? 0
}

/** A grid that runs needs no plan: it was started in the past. */
const NO_PLAN = {
  linesTicks: [],
  quantityLots: 0,
  book: { topBuy: -1, bottomSell: 0, floorLine: 0, ceilingLine: -1, baseSlots: [] },
}

function enteredOf({ facts, opened, contestant }: FoundRun) {
  const [entrant] = contestant.split('~', 1)
  for (const [revision, event] of facts.slice.events.entries()) {
    if (event.type !== 'ContestantEntered' || event.data.contestant !== entrant) continue
    const cause: Cause = { stream: seasonStream(opened.season), revision }
    return { event, data: event.data, cause }
  }
  throw new Error(`${contestant} never entered`)
}

/** The first event of a fork: caused by the last one of its past, or by its contestant's entry. */
function forkedEventOf({ parent, past, tape, set }: ForkInputs, first: Tick): RunForked {
  const { seam } = past
  const isStart = seam.events === 0
  const cause = isStart
    ? enteredOf(parent).cause
    : { stream: parent.streams.run, revision: seam.events - 1 }
  const lineage = [...rootAnd(parent), ...parent.forks.map(({ run: fork }) => fork)]
  const data = { parent: parent.run, lineage, seam, tape, set }
  return { type: 'RunForked', timeMicros: first.timeMicros, tick: first.revision, cause, data }
}

const rootAnd = ({ run: name }: FoundRun): readonly string[] => name.split('~', 1)

/** What falls due from the first tick on; the fork's own change last of what does at that tick. */
function dueAfter(
  driven: DrivenSeason,
  {
    entry,
    entered,
    past,
    first,
    set,
    cause,
  }: {
    readonly entry: SparseData<'ContestantEntered'>
    readonly entered: Cause
    readonly past: Past
    readonly first: Tick
    readonly set: ForkSet
    readonly cause: Cause
  },
): readonly Due[] {
  const isStart = past.seam.events === 0
  const after = isStart ? first.timeMicros : past.lastMicros
  const due = dueOf(driven, { entry }, entered).filter(({ timeMicros }) => timeMicros > after)
  if (isStart || Object.keys(set).length === 0) return due
  const later = due.findIndex(({ timeMicros }) => timeMicros > first.timeMicros)
  const place = later < 0 ? due.length : later
  const change: Due = { kind: 'amendment', timeMicros: first.timeMicros, set, cause }
  return due.toSpliced(place, 0, change)
}

/** The bot as its parent left it, with the fork's own streams and what is to come. */
function stateAt(
  { run: name, tape, past }: ForkInputs,
  { tape: { highTicks } }: DrivenSeason,
  due: readonly Due[],
): BotState {
  const streams = { run: runStream(name), checks: checksStream(name), ticks: ticksStream(tape) }
  const fresh = initialState(streams, due, highTicks)
  const { nextDue, nextDueMicros } = fresh
  return {
    ...past.state,
    streams,
    due,
    nextDue,
    nextDueMicros,
    highTicks,
    orders: [...past.state.orders],
  }
}
