import * as E from 'fp-ts/Either'
import { Decimal } from '../decimal'
import type { AmendmentSet } from '../events/season'
import { feeOf, feePerLotTick } from '../grid/fee'
import { type GridPlan, checkAfterBase, checkBounds, checkFees, planGrid } from '../grid/plan'
import type { GridParameters } from '../grid/parameters'
import type { Refusal } from '../grid/refusal'
import { checkStops } from '../grid/stopRules'
import { amountOf, moneyOf } from '../units'
import { fillAtMarket } from './fills'
import { cancelOrders, placeOrders } from './orders'
import { record } from './record'
import { type BotState, type Due, type Emit, type Tick, equityAt } from './state'

type Amendment = Extract<Due, { kind: 'amendment' }>

/** The lines, the quantity and the margin decide what rests; a change of these lays the grid anew. */
const RELAYING = ['lowerPrice', 'upperPrice', 'gridCount', 'leverage', 'quantityPerGrid'] as const

/** Whether an amendment of these parameters lays the grid anew. */
export function relays(set: AmendmentSet, current: GridParameters): boolean {
  return RELAYING.some((key) => set[key] !== undefined && set[key] !== current[key])
}

/**
 * Changes a running grid. Changed lines or quantity cancel all orders and lay the grid as at a
 * start at this price: a neutral grid keeps its position, long and short with a base trade to the
 * base that the new grid needs. True when orders were laid anew.
 */
export function amend(state: BotState, tick: Tick, emit: Emit, { set, cause }: Amendment): boolean {
  const amended = planAmendment(state, tick, set)
  if (E.isLeft(amended)) {
    record(state, tick, emit, { type: 'AmendmentRefused', data: { set, ...amended.left } }, cause)
    return false
  }
  const { parameters, plan, rebaseLots } = amended.right
  if (plan !== null) cancelOrders(state, tick, emit, cause)
  const data = {
    set,
    parameters,
    fillRule: set.fillRule ?? state.fillRule,
    addedMargin: set.addMargin === undefined ? 0 : moneyOf(new Decimal(set.addMargin)),
    relaid: plan !== null,
    linesTicks: plan?.linesTicks ?? state.linesTicks,
    quantityLots: plan?.quantityLots ?? state.quantityLots,
    priceTicks: tick.priceTicks,
  }
  const changed = record(state, tick, emit, { type: 'ParametersAmended', data }, cause)
  if (plan === null) return false
  if (rebaseLots !== 0) {
    const { priceTicks } = tick
    fillAtMarket(
      state,
      tick,
      emit,
      { kind: 'rebase', lots: rebaseLots, slot: null, priceTicks },
      changed,
    )
  }
  placeOrders(state, tick, emit, () => changed)
  return true
}

/** Why a grid cannot go on with prices up to `state.highTicks`; undefined where it can. */
export function boundsRefusal(state: BotState): Refusal | undefined {
  if (state.parameters === null) return undefined
  const bounds = checkBounds(state.units, state.parameters, {
    largestLots: reachableLots(state),
    highTicks: state.highTicks,
    addedMargin: amountOf(state.addedMargin),
  })
  return E.isLeft(bounds) ? bounds.left : undefined
}

interface AmendedGrid {
  readonly parameters: GridParameters
  /** Null where no order is touched. */
  readonly plan: GridPlan | null
  readonly rebaseLots: number
}

function planAmendment(
  state: BotState,
  tick: Tick,
  set: AmendmentSet,
): E.Either<Refusal, AmendedGrid> {
  const { parameters: current } = state
  if (current === null || state.phase !== 'running') {
    return E.left({
      reason: 'grid-has-stopped',
      field: 'amendments',
      expected: 'a running grid',
      found: state.phase,
    })
  }
  if (set.direction !== undefined && set.direction !== current.direction) {
    const expected = `${current.direction}, as at the start`
    return E.left({
      reason: 'direction-is-fixed',
      field: 'direction',
      expected,
      found: set.direction,
    })
  }
  const { addMargin, fillRule: _fillRule, ...changes } = set
  const parameters = { ...current, ...changes }
  const added = amountOf(state.addedMargin).plus(addMargin ?? 0)
  if (!relays(set, current)) return withoutNewOrders(state, tick, parameters, addMargin)
  const heldLots = trades(parameters) ? 0 : state.positionLots
  const market = { ...tick, highTicks: state.highTicks, addedMargin: added, heldLots }
  const plan = planGrid(state.units, parameters, state, market)
  if (E.isLeft(plan)) return plan
  const rebaseLots = rebase(state, parameters, plan.right)
  const takerFee = feePerLotTick(state.units, parameters.takerFee)
  const fee = feeOf(Math.abs(rebaseLots) * tick.priceTicks, takerFee)
  const gain = rebaseLots * (tick.markTicks - tick.priceTicks) * state.units.moneyPerLotTick
  const equity = amountOf(equityAt(state, tick.markTicks) + gain - fee).plus(addMargin ?? 0)
  const totalPnl = equity.minus(amountOf(state.investment)).minus(added)
  const positionLots = state.positionLots + rebaseLots
  const baseLots = trades(parameters) ? positionLots : 0
  const after = { ...market, baseLots, positionLots, equity, totalPnl }
  const allowed = checkAfterBase(state.units, parameters, after)
  return E.isLeft(allowed) ? allowed : E.right({ parameters, plan: plan.right, rebaseLots })
}

/** Fees, stops, fill rule or margin alone: judged without asking where the price is. */
function withoutNewOrders(
  state: BotState,
  tick: Tick,
  parameters: GridParameters,
  addMargin: string | undefined,
): E.Either<Refusal, AmendedGrid> {
  const fees = checkFees(parameters, state.linesTicks)
  if (E.isLeft(fees)) return fees
  const stops = checkStops(parameters)
  if (E.isLeft(stops)) return stops
  const bounds = checkBounds(state.units, parameters, {
    largestLots: reachableLots(state),
    highTicks: state.highTicks,
    addedMargin: amountOf(state.addedMargin).plus(addMargin ?? 0),
  })
  if (E.isLeft(bounds)) return bounds
  const equity = amountOf(equityAt(state, tick.markTicks)).plus(addMargin ?? 0)
  const totalPnl = equity
    .minus(amountOf(state.investment + state.addedMargin))
    .minus(addMargin ?? 0)
  const after = { ...tick, baseLots: 0, positionLots: state.positionLots, equity, totalPnl }
  const allowed = checkAfterBase(state.units, parameters, after)
  return E.isLeft(allowed) ? allowed : E.right({ parameters, plan: null, rebaseLots: 0 })
}

/** Whether an amended grid trades to the base of the new one, or keeps what it holds. */
function trades({ direction, basePosition }: GridParameters): boolean {
  return direction !== 'neutral' && basePosition
}

/** The largest position, long or short, that the orders of today's book can lead to. */
function reachableLots(state: BotState): number {
  const { positionLots, quantityLots, topBuy, bottomSell, linesTicks } = state
  const bought = positionLots + (topBuy + 1) * quantityLots
  const sold = positionLots - (linesTicks.length - bottomSell) * quantityLots
  return Math.max(Math.abs(bought), Math.abs(sold))
}

function rebase(state: BotState, parameters: GridParameters, plan: GridPlan): number {
  if (!trades(parameters)) return 0
  const target = plan.book.baseSlots.length * plan.quantityLots
  return (parameters.direction === 'short' ? -target : target) - state.positionLots
}
