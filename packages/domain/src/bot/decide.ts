import * as E from 'fp-ts/Either'
import { Decimal } from '../decimal'
import type { Cause } from '../events/event'
import { type Instrument, type InstrumentUnits, instrumentUnits } from '../instrument'
import type { GridParameters, MarketRules } from '../grid/parameters'
import { type GridPlan, type PlanContext, checkAfterBase, planGrid } from '../grid/plan'
import { feeOf, feePerLotTick } from '../grid/fee'
import type { Refusal } from '../grid/refusal'
import { amountOf } from '../units'
import { settleDue, settleLastDue } from './due'
import { fillAtMarket, fillBuys, fillSells } from './fills'
import { checkLiquidation } from './liquidation'
import { placeOrders } from './orders'
import { record, tickCause } from './record'
import { type BotState, type Emit, RULES_VERSION, type Tick, equityAt } from './state'
import { checkStops } from './stops'

// #region decide
/**
 * One tick, in the order of the rules: funding due, the last price moves orders in the order it
 * meets them, the mark price is checked for liquidation, then the stops.
 */
export function decide(state: BotState, tick: Tick, emit: Emit): void {
  const relaid = tick.timeMicros >= state.nextDueMicros && settleDue(state, tick, emit)
  if (!relaid) {
    if (tick.priceTicks <= state.buyAtTicks) fillBuys(state, tick, emit)
    else if (tick.priceTicks >= state.sellAtTicks) fillSells(state, tick, emit)
  }
  if (state.positionLots !== 0) checkLiquidation(state, tick, emit)
  if (state.stops.length > 0) checkStops(state, tick, emit)
}
// #endregion

/** What a grid is started with. */
export interface StartRequest {
  readonly instrument: Instrument
  readonly parameters: GridParameters
  readonly rules: MarketRules
}

/** The plan of a start at this market, or why it is refused: everything that `start` relies on. */
export function planStart(
  { instrument, parameters, rules }: StartRequest,
  market: Pick<PlanContext, 'priceTicks' | 'markTicks' | 'highTicks'>,
): E.Either<Refusal, GridPlan> {
  const units = instrumentUnits(instrument)
  const plan = planGrid(units, parameters, rules, {
    ...market,
    addedMargin: new Decimal(0),
    heldLots: 0,
  })
  if (E.isLeft(plan)) return plan
  const base = baseOf(units, parameters, plan.right, market.priceTicks)
  const gain = base.lots * (market.markTicks - market.priceTicks) * units.moneyPerLotTick
  const totalPnl = amountOf(gain - base.fee)
  const equity = totalPnl.plus(parameters.investment)
  const after = { ...market, baseLots: base.lots, positionLots: base.lots, equity, totalPnl }
  const allowed = checkAfterBase(units, parameters, after)
  return E.isLeft(allowed) ? allowed : plan
}

/** The base position of a plan, signed, and its fee in 1e-8: one taker fill a slot. */
export function baseOf(
  units: InstrumentUnits,
  parameters: GridParameters,
  { book, quantityLots }: GridPlan,
  priceTicks: number,
): { readonly lots: number; readonly fee: number } {
  const count = book.baseSlots.length
  const fee = feeOf(quantityLots * priceTicks, feePerLotTick(units, parameters.takerFee))
  const sign = parameters.direction === 'short' ? -1 : 1
  return { lots: count * quantityLots * sign, fee: count * fee }
}

/** The start tick: the base is filled, the first orders rest, and none of them fills. */
export function start(
  state: BotState,
  tick: Tick,
  emit: Emit,
  { instrument, parameters, rules }: StartRequest,
  plan: GridPlan,
  cause: Cause,
): void {
  const { priceTicks, markTicks } = tick
  const { linesTicks, quantityLots } = plan
  const data = {
    rulesVersion: RULES_VERSION,
    instrument,
    parameters,
    ...rules,
    linesTicks,
    quantityLots,
    priceTicks,
    markTicks,
  }
  const started = record(state, tick, emit, { type: 'GridStarted', data }, cause)
  const fills = new Map<number, Cause>()
  const lots = parameters.direction === 'short' ? -quantityLots : quantityLots
  for (const slot of plan.book.baseSlots) {
    fills.set(
      slot,
      fillAtMarket(state, tick, emit, { kind: 'base', lots, slot, priceTicks }, started),
    )
  }
  placeOrders(state, tick, emit, (slot) => fills.get(slot) ?? started)
  if (state.positionLots !== 0) checkLiquidation(state, tick, emit)
}

/** The end tick only values the run: funding due settles, no order moves, nothing is closed. */
export function finish(state: BotState, tick: Tick, emit: Emit): void {
  if (tick.timeMicros >= state.nextDueMicros) settleLastDue(state, tick, emit)
  if (state.phase !== 'running') return
  const data = { reason: 'seasonEnd' as const, equity: equityAt(state, tick.markTicks) }
  record(state, tick, emit, { type: 'GridStopped', data }, tickCause(state, tick))
}
