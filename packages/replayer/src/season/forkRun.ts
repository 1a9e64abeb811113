import * as E from 'fp-ts/Either'
import {
  type Ledger,
  type Refusal,
  type SparseEvent,
  at,
  beginFork,
  canonicalText,
  checkBatch,
  decide,
  drive,
  encodeEvent,
  endFork,
  markColumn,
  recorder,
  runStream,
} from '@gridledger/domain'
import type { DenseSlice, RunSlice } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { storedLedger, throughForks } from '../ledger/throughForks'
import type { ForkStart } from './forkStart'
import { lineageOf } from './forks'
import { readMarket } from './market'
import { runsWriter } from './runsWriter'
import { marketAt } from './ticksAt'

/** How a fork came about: recorded now, gone on with, or there already. */
export type ForkOutcome = 'recorded' | 'resumed' | 'unchanged'

/** What a fork does over a stretch of its ticks, the last of which is `lastTick`. */
export interface ForkSlice extends RunSlice {
  readonly lastTick: number
}

/** What a fork brings, stretch by stretch of its ticks; its end comes alone. */
export async function* deriveFork(ledger: Ledger, start: ForkStart): AsyncGenerator<ForkSlice> {
  const { event, contender, driven, from } = start
  const { state } = contender
  const end = driven.tape.ticks.count
  let lastMark: number | null = null
  let isFirst = true
  for await (const { ticks, marks } of readMarket(ledger, driven.tape.name, from, end)) {
    const marked = markColumn(ticks, marks, lastMark)
    lastMark = marked.last
    const made = recorder(ticks.batch.count)
    if (isFirst) beginFork(state, tickIn(ticks, 0), made, event.data, event.cause)
    isFirst = false
    drive(contender, driven, ticks, marked.column, made)
    const lastTick = ticks.firstRevision + ticks.batch.count - 1
    yield { ...sliceOf(start, made.events, checkBatch(made, ticks.stream)), lastTick }
    if (lastTick < end - 1) continue
    const closing = recorder(0)
    endFork(state, tickIn(ticks, ticks.batch.count - 1), closing)
    yield { ...sliceOf(start, closing.events, checkBatch(closing, ticks.stream)), lastTick }
  }
}

function tickIn({ firstRevision, batch }: DenseSlice, row: number) {
  const [times = [], , prices = []] = batch.columns
  const [timeMicros, priceTicks] = [at(times, row), at(prices, row)]
  return { timeMicros, revision: firstRevision + row, priceTicks, markTicks: priceTicks }
}

function sliceOf(
  { contender: { state } }: ForkStart,
  events: readonly SparseEvent[],
  checks: DenseSlice['batch'],
): RunSlice {
  return {
    events: { stream: state.streams.run, firstRevision: state.revision - events.length, events },
    checks:
      checks.count === 0
        ? null
        : {
            stream: state.streams.checks,
            firstRevision: state.checks - checks.count,
            batch: checks,
          },
  }
}

/**
 * Why the change of a fork would be refused at its first tick; undefined where it would not. It is
 * made there once, on a copy of the bot.
 */
export async function firstRefusal(ledger: Ledger, start: ForkStart): Promise<Refusal | undefined> {
  const { contender, driven, event } = start
  const { state } = contender
  const tick = event.tick ?? 0
  const market = await marketAt(ledger, driven.tape.name, tick)
  if (state.phase !== 'running' || market === undefined) return undefined
  const trial = { ...state, orders: [...state.orders] }
  const made = recorder(1)
  const { priceTicks, markTicks } = market
  decide(trial, { timeMicros: event.timeMicros, revision: tick, priceTicks, markTicks }, made)
  const refused = made.events.find(
    ({ type, cause }) => type === 'AmendmentRefused' && cause.stream === state.streams.run,
  )
  return refused?.type === 'AmendmentRefused' ? refused.data : undefined
}

/**
 * Records a fork beside its parent, of which no byte changes. One that is there with the same inputs
 * is left as it is, an interrupted one gone on with; other inputs under its name are refused.
 */
export async function recordFork(
  ledger: Ledger,
  start: ForkStart,
  onTick: (done: number) => void = () => undefined,
): Promise<ForkOutcome> {
  const { contender, event } = start
  const stored = storedLedger(ledger)
  const there = (await lineageOf(stored, contender.run)).at(-1)
  if (there !== undefined && textOf(there.event) !== textOf(event)) {
    const expected = `expected the fork that ${ledger.address} holds under this name`
    const found = 'other changes, or another moment; give it another name with --as'
    throw new Failure(inputProblem(`${contender.run}: ${expected}, found ${found}`))
  }
  const writer = await runsWriter(stored, [contender.run])
  const before = await eventsOf(stored, contender.run)
  for await (const slice of deriveFork(throughForks(stored), start)) {
    await writer.append([slice])
    onTick(slice.lastTick + 1)
  }
  writer.finish()
  if (there === undefined) return 'recorded'
  return (await eventsOf(stored, contender.run)) === before ? 'unchanged' : 'resumed'
}

const textOf = (event: SparseEvent): string => canonicalText(encodeEvent(event))

async function eventsOf(ledger: Ledger, name: string): Promise<number> {
  const head = await ledger.head(runStream(name))()
  return E.isRight(head) ? (head.right?.events ?? 0) : 0
}
