import * as E from 'fp-ts/Either'
import {
  type AmendmentSet,
  BTC_USDT_SWAP,
  type BotState,
  type Cause,
  Decimal,
  type Due,
  type Emit,
  type GridParameters,
  type GridPlan,
  type Instrument,
  type MarketRules,
  type RestingOrder,
  type RunEvent,
  type StartRequest,
  type Tick,
  decide,
  equityAt,
  finish,
  initialState,
  instrumentUnits,
  planStart,
  refusalText,
  restingOrders,
  start,
  ticksOf,
} from '@gridledger/domain'

/** One contract is one coin, so that the sums in the tables can be done in the head. */
export const COIN: Instrument = {
  ...BTC_USDT_SWAP,
  name: 'COIN-USDT-SWAP',
  baseCurrency: 'COIN',
  contractSize: '1',
}

/** Lines 100, 110, 120, 130 and 140, one contract each, 1000 USDT at 5x. */
export const SMALL: GridParameters & MarketRules = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '100',
  upperPrice: '140',
  gridCount: 4,
  leverage: '5',
  investment: '1000',
  reserve: '0',
  quantityPerGrid: '1',
  basePosition: true,
  takeProfit: null,
  stopLoss: null,
  makerFee: '0.0002',
  takerFee: '0.0005',
  onStop: 'close',
  slippageTicks: 0,
  fillRule: 'touch',
  neutralStart: 'slots',
}

export const STREAMS = { run: 'run-test.bot', checks: 'checks-test.bot', ticks: 'ticks-test' }
export const STARTED_BY: Cause = { stream: 'season-test', revision: 1 }
export const MINUTE = 60_000_000

/** A last price, or a last price and a mark price. */
export type Point = string | readonly [price: string, mark: string]

/** The tick of this number: one a minute. */
export function tickAt(revision: number, point: Point, instrument = COIN): Tick {
  const [price, mark] = typeof point === 'string' ? [point, point] : point
  const units = instrumentUnits(instrument)
  const [priceTicks, markTicks] = [price, mark].map((text) => ticksOf(units, new Decimal(text)))
  if (priceTicks === undefined || markTicks === undefined) throw new Error('two prices a tick')
  return { timeMicros: revision * MINUTE, revision, priceTicks, markTicks }
}

/** Funding due with a tick, or `early` microseconds before it. */
export function fundingAt(revision: number, rate: string, early = 0): Due {
  const cause = { stream: 'tape-test', revision: revision + 1 }
  return { kind: 'funding', timeMicros: revision * MINUTE - early, rate, cause }
}

/** An amendment due with a tick, or `early` microseconds before it. */
export function amendmentAt(revision: number, set: AmendmentSet, early = 0): Due {
  const timeMicros = revision * MINUTE - early
  return { kind: 'amendment', timeMicros, set, cause: STARTED_BY }
}

/** A whole life of a bot: the first tick starts it and the last, with `ends`, only values it. */
export interface Scenario extends StartRequest {
  readonly ticks: readonly Tick[]
  readonly due: readonly Due[]
  readonly ends: boolean
}

/** The small grid with some changes, as `planStart` and `start` ask for it. */
export function request(
  changes: Partial<GridParameters & MarketRules> = {},
  instrument = COIN,
): StartRequest {
  const { fillRule, neutralStart, ...parameters } = { ...SMALL, ...changes }
  return { instrument, parameters, rules: { fillRule, neutralStart } }
}

export interface EmittedEvent {
  readonly kind: 'event'
  readonly event: RunEvent
  readonly timeMicros: number
  readonly tick: number
  readonly cause: Cause
}

export interface EmittedCheck {
  readonly kind: 'check'
  readonly tick: number
  readonly equity: number
  readonly maintenance: number
  readonly pendingFees: number
}

export type Emitted = EmittedEvent | EmittedCheck

/** An `emit` that keeps everything, in the order in which it came. */
export function recorder(): { readonly emitted: Emitted[]; readonly emit: Emit } {
  const emitted: Emitted[] = []
  const emit: Emit = {
    event(event, { timeMicros, revision: tick }, cause) {
      emitted.push({ kind: 'event', event, timeMicros, tick, cause })
    },
    liquidationChecked({ revision: tick }, equity, maintenance, pendingFees) {
      emitted.push({ kind: 'check', tick, equity, maintenance, pendingFees })
    },
  }
  return { emitted, emit }
}

/** The bot after a tick; money in 1e-8. */
export interface Snapshot {
  readonly tick: number
  readonly phase: BotState['phase']
  readonly equity: number
  readonly positionLots: number
  readonly cost: number
  readonly cash: number
  readonly fees: number
  readonly funding: number
  readonly orders: readonly RestingOrder[]
}

export function snapshot(state: BotState, { revision, markTicks }: Tick): Snapshot {
  const { phase, positionLots, cost, cash, fees, funding } = state
  const orders = restingOrders(state)
  const equity = equityAt(state, markTicks)
  return { tick: revision, phase, equity, positionLots, cost, cash, fees, funding, orders }
}

export interface Life {
  readonly state: BotState
  readonly plan: GridPlan
  readonly emitted: readonly Emitted[]
  readonly events: readonly EmittedEvent[]
  readonly checks: readonly EmittedCheck[]
  readonly snapshots: readonly Snapshot[]
}

/** Drives the engine over a scenario. `seen` looks at the bot after each tick. */
export function drive(
  scenario: Scenario & { readonly plan?: GridPlan },
  seen: (state: BotState, emitted: readonly Emitted[], tick: Tick) => void = () => undefined,
): Life {
  const { ticks, due, ends } = scenario
  const highTicks = Math.max(...ticks.map(({ priceTicks }) => priceTicks))
  const state = initialState(STREAMS, due, highTicks)
  const { emitted, emit } = recorder()
  const snapshots: Snapshot[] = []
  const plan = scenario.plan ?? planned(scenario, highTicks)
  // One object for all ticks, as the engine's callers have it.
  const now = { timeMicros: 0, revision: 0, priceTicks: 0, markTicks: 0 }
  for (const [index, tick] of ticks.entries()) {
    Object.assign(now, tick)
    if (index === 0) start(state, now, emit, scenario, plan, STARTED_BY)
    else if (ends && index === ticks.length - 1) finish(state, now, emit)
    else decide(state, now, emit)
    snapshots.push(snapshot(state, now))
    seen(state, emitted, now)
  }
  const events = emitted.filter((each) => each.kind === 'event')
  const checks = emitted.filter((each) => each.kind === 'check')
  return { state, plan, emitted, events, checks, snapshots }
}

/** The plan of a scenario; one that is refused is a mistake of the test. */
function planned(scenario: Scenario, highTicks: number): GridPlan {
  const [first] = scenario.ticks
  if (first === undefined) throw new Error('a scenario without a first tick')
  const plan = planStart(scenario, { ...first, highTicks })
  if (E.isLeft(plan)) throw new Error(`refused: ${refusalText(plan.left)}`)
  return plan.right
}
