import {
  type BotState,
  type Cause,
  type Recorder,
  type RunStreams,
  type SparseEvent,
  type Tick,
  at,
  checkBatch,
  checksStream,
  evolve,
  initialState,
  recorder,
  runName,
  runStream,
} from '@gridledger/domain'
import type { RunSlice } from '../seasonBatch'
import { type CausesAtTick, causeOf, causesAfter } from './causes'
import type { SketchedMarket } from './market'
import { SEASON } from './names'
import { type ChecksSketch, checksAt, emitCheck } from './sketchedChecks'
import type { Step } from './step'
import { validEvent, within } from './validEvent'

/** A run's steps in their order, and its checks. */
export interface StepsSketch {
  readonly steps: readonly Step[]
  readonly checks?: ChecksSketch
}

/** A run while its steps are taken. */
interface Draft {
  readonly market: SketchedMarket
  readonly streams: RunStreams
  readonly entered: Cause
  readonly bot: BotState
  readonly made: Recorder
  /** Places of the funding rates that are due and not settled yet, and of the next one. */
  readonly due: number[]
  nextRate: number
}

/**
 * The events and checks of a sketched run. Throws RangeError where a step's tick is not there or
 * before that of the step before, where nothing was started yet or all has ended, and where an
 * event's codec does not take it.
 */
export function sketchedRun(
  contestant: string,
  { steps, checks = [] }: StepsSketch,
  market: SketchedMarket,
  entered: Cause,
): RunSlice {
  const { count } = market.ticks.batch
  const run = runName(SEASON, contestant)
  const { stream } = market.ticks
  const streams = { run: runStream(run), checks: checksStream(run), ticks: stream }
  const bot = initialState(streams)
  const made = recorder(count)
  const draft: Draft = { market, streams, entered, bot, made, due: [], nextRate: 0 }
  requireOrder(contestant, steps, count)
  within(contestant, () => {
    const checkAt = checksAt(checks, count)
    const next = steps[Symbol.iterator]()
    let ahead = next.next()
    for (let row = 0; row < count; row += 1) {
      const own: Step[] = []
      for (; ahead.done !== true && ahead.value.tick === row; ahead = next.next())
        own.push(ahead.value)
      takeTick(draft, row, own, checkAt)
    }
  })
  const batch = checkBatch(made, stream)
  return {
    events: { stream: streams.run, firstRevision: 0, events: made.events },
    checks: batch.count === 0 ? null : { stream: streams.checks, firstRevision: 0, batch },
  }
}

function requireOrder(contestant: string, steps: readonly Step[], count: number): void {
  let before: Step | undefined
  for (const [index, step] of steps.entries()) {
    const { tick, type } = step
    const place = `${contestant}: steps[${index}], ${type}: tick`
    if (!Number.isInteger(tick) || tick < 0 || tick >= count) {
      throw new RangeError(`${place}: expected one from 0 to ${count - 1}, found ${tick}`)
    }
    if (before !== undefined && tick < before.tick) {
      const expected = `expected ${before.tick} or later, as ${before.type} before it`
      throw new RangeError(`${place}: ${expected}, found ${tick}`)
    }
    before = step
  }
}

/** What happens at a tick: orders, the check, and what the check or a stop brings about. */
function takeTick(
  draft: Draft,
  row: number,
  steps: readonly Step[],
  checkAt: ReturnType<typeof checksAt>,
): void {
  const { market, bot, made } = draft
  const tick = tickAt(market, row)
  takeRates(draft, tick.timeMicros)
  const after = steps.findIndex(isAfterCheck)
  const ordered = after < 0 ? steps.length : after
  let brought: Pick<CausesAtTick, 'reason' | 'fill'> = { reason: null, fill: null }
  for (const step of steps.slice(0, ordered)) brought = takeStep(draft, tick, step, brought)
  const isJudged = steps.some(({ type }) => type === 'PositionLiquidated')
  const check = checkAt(row, bot) ?? (isJudged ? { tick: row } : undefined)
  if (check !== undefined) emitCheck(bot, tick, check, made)
  for (const step of steps.slice(ordered)) brought = takeStep(draft, tick, step, brought)
}

function tickAt({ ticks, markTicks }: SketchedMarket, row: number): Tick {
  const [times = [], , prices = []] = ticks.batch.columns
  const [timeMicros, priceTicks] = [at(times, row), at(prices, row)]
  return { timeMicros, revision: row, priceTicks, markTicks: at(markTicks, row) }
}

function takeRates(draft: Draft, timeMicros: number): void {
  const { market, due } = draft
  due.length = 0
  while ((market.fundings[draft.nextRate]?.timeMicros ?? Infinity) <= timeMicros) {
    due.push(draft.nextRate)
    draft.nextRate += 1
  }
}

const isAfterCheck = ({ type, cause }: Step): boolean =>
  type === 'TakeProfitTriggered' ||
  type === 'StopLossTriggered' ||
  (type === 'PositionLiquidated' && cause === undefined) ||
  cause?.stream.startsWith('checks-') === true

function takeStep(
  { market, streams, entered, bot, made, due }: Draft,
  tick: Tick,
  step: Step,
  brought: Pick<CausesAtTick, 'reason' | 'fill'>,
): Pick<CausesAtTick, 'reason' | 'fill'> {
  return within(`steps[${made.events.length}], ${step.type} at tick ${tick.revision}`, () => {
    requirePlace(bot, step, made.events.at(-1))
    const rate = due[0] ?? null
    const event = step.event({ ...market, bot, tick, rate: rateAt(market, rate) })
    const causes = {
      ...brought,
      tick: { stream: streams.ticks, revision: tick.revision },
      check: { stream: streams.checks, revision: made.checks - 1 },
      entered,
      rate,
    }
    const cause = step.cause ?? causeOf(event, causes)
    const { timeMicros, revision } = tick
    made.events.push(validEvent({ ...event, timeMicros, tick: revision, cause }))
    const place = { stream: streams.run, revision: bot.revision }
    evolve(bot, event)
    if (event.type === 'FundingSettled') due.shift()
    return causesAfter(causes, event, place)
  })
}

function rateAt({ fundings }: SketchedMarket, rate: number | null): string | null {
  const event = rate === null ? undefined : fundings[rate]
  return event?.type === 'FundingRatePublished' ? event.data.rate : null
}

/** What only a running grid does. */
const OF_RUNNING: readonly Step['type'][] = [
  'OrderPlaced',
  'OrderFilled',
  'OrderCancelled',
  'ParametersAmended',
  'TakeProfitTriggered',
  'StopLossTriggered',
  'GridStopped',
]

/** A run begins with its start, and its grid ends with its stop. */
function requirePlace({ phase }: BotState, { type }: Step, before: SparseEvent | undefined): void {
  if (type === 'GridStarted' && phase !== 'new') {
    throw new RangeError('expected one start of a run, found another')
  }
  if (phase === 'new' && type !== 'GridStarted' && type !== 'RunForked') {
    throw new RangeError(`expected GridStarted before it, found ${before?.type ?? 'nothing'}`)
  }
  const endsLiquidated = type === 'GridStopped' && before?.type === 'PositionLiquidated'
  if (OF_RUNNING.includes(type) && phase !== 'running' && !endsLiquidated) {
    throw new RangeError(`expected it while the grid runs, found the grid ${phase}`)
  }
}
