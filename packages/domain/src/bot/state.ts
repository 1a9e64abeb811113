import { at } from '../columns'
import type { AmendmentSet } from '../events/season'
import type { Cause } from '../events/event'
import type { RunEvent } from '../events/run'
import { BTC_USDT_SWAP, type InstrumentUnits, instrumentUnits } from '../instrument'
import type { FillRule, GridParameters, NeutralStart } from '../grid/parameters'
import type { ArmedStop } from '../grid/stopRules'
import type { Fraction, Money } from '../units'

/** The version of the rules that `decide` follows; GridStarted records it. */
export const RULES_VERSION = 1

/** One moment of the market. The engine's callers reuse one object for all ticks. */
export interface Tick {
  timeMicros: number
  /** Its revision in `ticks-<tape>`. */
  revision: number
  priceTicks: number
  markTicks: number
}

/** Takes what a run makes: a method for what comes at every tick, one for all that is rare. */
export interface Emit {
  /** An event of the run, at the tick that brought it about. */
  event(event: RunEvent, tick: Tick, cause: Cause): void
  /**
   * The check of a tick, without an object for it: money in 1e-8 of the quote currency. Null where
   * nobody asks what checks found: `drive` then makes only those that liquidate.
   */
  readonly liquidationChecked:
    ((tick: Tick, equity: Money, maintenance: Money, pendingFees: Money) => void) | null
}

/** What will fall due at a known time: funding, and the amendments that the season file lists. */
export type Due =
  | {
      readonly kind: 'funding'
      readonly timeMicros: number
      readonly rate: string
      readonly cause: Cause
    }
  | {
      readonly kind: 'amendment'
      readonly timeMicros: number
      readonly set: AmendmentSet
      readonly cause: Cause
    }

/** The streams that causes point to. */
export interface RunStreams {
  readonly run: string
  readonly checks: string
  readonly ticks: string
}

/**
 * A bot between two ticks. `evolve` changes it in place, since a new object a tick would cost more
 * than the tick. The whole book is four lines (see `StartBook`); money is in 1e-8.
 */
export interface BotState {
  readonly streams: RunStreams
  phase: 'new' | 'running' | 'stopped' | 'liquidated'
  /** Events so far in the run's stream, checks in the other, fills in all. */
  revision: number
  checks: number
  fills: number

  units: InstrumentUnits
  parameters: GridParameters | null
  fillRule: FillRule
  neutralStart: NeutralStart
  linesTicks: readonly number[]
  /** lineSums[i] is the sum of the first i lines. */
  lineSums: readonly number[]
  quantityLots: number
  makerFee: Fraction
  takerFee: Fraction
  stops: readonly ArmedStop[]
  highTicks: number

  investment: Money
  addedMargin: Money
  /** The investment, added margin and every cash flow since: equity is cash + position · mark. */
  cash: Money
  fees: Money
  funding: Money
  positionLots: number
  /** What the open position cost at its weighted-average entry, signed like the position. */
  cost: Money
  /** Turns the |position|·mark of today's tier into maintenance. */
  maintenance: Fraction

  topBuy: number
  bottomSell: number
  floorLine: number
  ceilingLine: number
  /** By line: the revision of the OrderPlaced that rests there, -1 for none. */
  orders: number[]
  buyAtTicks: number
  sellAtTicks: number
  pendingFees: Money

  readonly due: readonly Due[]
  nextDue: number
  nextDueMicros: number
}

/** A bot before its GridStarted. `due` is in order of time, funding before amendments. */
export function initialState(
  streams: RunStreams,
  due: readonly Due[] = [],
  highTicks = 0,
): BotState {
  const nothing = { numerator: 0, denominator: 1 }
  return {
    streams,
    phase: 'new',
    revision: 0,
    checks: 0,
    fills: 0,
    units: instrumentUnits(BTC_USDT_SWAP),
    parameters: null,
    fillRule: 'touch',
    neutralStart: 'slots',
    linesTicks: [],
    lineSums: [0],
    quantityLots: 0,
    makerFee: nothing,
    takerFee: nothing,
    stops: [],
    highTicks,
    investment: 0,
    addedMargin: 0,
    cash: 0,
    fees: 0,
    funding: 0,
    positionLots: 0,
    cost: 0,
    maintenance: nothing,
    topBuy: -1,
    bottomSell: 0,
    floorLine: 0,
    ceilingLine: -1,
    orders: [],
    buyAtTicks: -Infinity,
    sellAtTicks: Infinity,
    pendingFees: 0,
    due,
    nextDue: 0,
    nextDueMicros: due[0]?.timeMicros ?? Infinity,
  }
}

/** Equity at a mark price. */
export function equityAt(state: BotState, markTicks: number): Money {
  return state.cash + state.positionLots * markTicks * state.units.moneyPerLotTick
}

/** An order that rests in the book. */
export interface RestingOrder {
  readonly side: 'buy' | 'sell'
  readonly line: number
  readonly slot: number
}

/** The resting orders by ascending line: the whole book from its four lines. */
export function restingOrders(
  book: Pick<BotState, 'topBuy' | 'bottomSell' | 'floorLine' | 'ceilingLine'>,
): readonly RestingOrder[] {
  const orders: RestingOrder[] = []
  for (let line = book.floorLine; line <= book.topBuy; line += 1)
    orders.push({ side: 'buy', line, slot: line })
  for (let line = book.bottomSell; line <= book.ceilingLine; line += 1) {
    orders.push({ side: 'sell', line, slot: line - 1 })
  }
  return orders
}

/** Where the price next meets an order, or wakes a dormant slot. */
export function refreshBook(state: BotState): void {
  const beyond = state.fillRule === 'touch' ? 0 : 1
  const { topBuy, bottomSell, linesTicks } = state
  state.buyAtTicks = topBuy >= 0 ? at(linesTicks, topBuy) - beyond : -Infinity
  state.sellAtTicks =
    bottomSell < linesTicks.length ? at(linesTicks, bottomSell) + beyond : Infinity
}
