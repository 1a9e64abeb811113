import { type ArmedStop, isReached } from '../grid/stopRules'
import { fillAtMarket } from './fills'
import { cancelOrders } from './orders'
import { record, tickCause } from './record'
import { type BotState, type Emit, type Tick, equityAt } from './state'

/** Stops the grid when the last price, or the profit at the mark, has reached one of its stops. */
export function checkStops(state: BotState, tick: Tick, emit: Emit): void {
  const pnl = equityAt(state, tick.markTicks) - state.investment - state.addedMargin
  const reached = state.stops.find((stop) => isReached(stop, tick.priceTicks, pnl))
  if (reached !== undefined) stop(state, tick, emit, reached)
}

function stop(state: BotState, tick: Tick, emit: Emit, { type, by, text }: ArmedStop): void {
  const { priceTicks } = tick
  const equity = equityAt(state, tick.markTicks)
  const data = { by, threshold: text, priceTicks, equity }
  const trigger = record(state, tick, emit, { type, data }, tickCause(state, tick))
  cancelOrders(state, tick, emit, trigger)
  if (state.parameters?.onStop === 'close' && state.positionLots !== 0) {
    const lots = -state.positionLots
    const worse = state.parameters.slippageTicks * Math.sign(lots)
    const price = Math.max(1, priceTicks + worse)
    fillAtMarket(state, tick, emit, { kind: 'stop', lots, slot: null, priceTicks: price }, trigger)
  }
  const reason = type === 'TakeProfitTriggered' ? ('takeProfit' as const) : ('stopLoss' as const)
  const left = { reason, equity: equityAt(state, tick.markTicks) }
  record(state, tick, emit, { type: 'GridStopped', data: left }, trigger)
}
