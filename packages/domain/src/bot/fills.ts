import { at } from '../columns'
import type { Cause } from '../events/event'
import type { FillKind } from '../events/run'
import { feeOf } from '../grid/fee'
import { placeOrder } from './orders'
import { record, tickCause } from './record'
import type { BotState, Emit, Tick } from './state'

/** Fills every buy that the tick reaches, in the order in which the falling price meets them. */
export function fillBuys(state: BotState, tick: Tick, emit: Emit): void {
  while (tick.priceTicks <= state.buyAtTicks) {
    const line = state.topBuy
    const dormant = line < state.floorLine
    const cause = dormant ? tickCause(state, tick) : fillGridOrder(state, tick, emit, 'buy', line)
    if (line + 1 < state.bottomSell || dormant) {
      placeOrder(state, tick, emit, { side: 'sell', line: line + 1, slot: line }, cause)
    }
  }
}

/** Fills every sell that the tick reaches, in the order in which the rising price meets them. */
export function fillSells(state: BotState, tick: Tick, emit: Emit): void {
  while (tick.priceTicks >= state.sellAtTicks) {
    const line = state.bottomSell
    const dormant = line > state.ceilingLine
    const cause = dormant ? tickCause(state, tick) : fillGridOrder(state, tick, emit, 'sell', line)
    if (line - 1 > state.topBuy || dormant) {
      placeOrder(state, tick, emit, { side: 'buy', line: line - 1, slot: line - 1 }, cause)
    }
  }
}

function fillGridOrder(
  state: BotState,
  tick: Tick,
  emit: Emit,
  side: 'buy' | 'sell',
  line: number,
): Cause {
  const { quantityLots } = state
  const priceTicks = at(state.linesTicks, line)
  const fee = feeOf(quantityLots * priceTicks, state.makerFee)
  const slot = side === 'buy' ? line : line - 1
  const order = at(state.orders, line)
  const fill = state.fills + 1
  const data = {
    fill,
    kind: 'grid' as const,
    side,
    line,
    slot,
    order,
    priceTicks,
    quantityLots,
    fee,
  }
  return record(state, tick, emit, { type: 'OrderFilled', data }, tickCause(state, tick))
}

/** A fill at the market, as taker: base, rebase or stop. Lots are signed. */
export function fillAtMarket(
  state: BotState,
  tick: Tick,
  emit: Emit,
  market: {
    readonly kind: Exclude<FillKind, 'grid'>
    readonly lots: number
    readonly slot: number | null
    readonly priceTicks: number
  },
  cause: Cause,
): Cause {
  const { kind, lots, slot, priceTicks } = market
  const quantityLots = Math.abs(lots)
  const side = lots > 0 ? ('buy' as const) : ('sell' as const)
  const fee = feeOf(quantityLots * priceTicks, state.takerFee)
  const fill = state.fills + 1
  const data = { fill, kind, side, line: null, slot, order: null, priceTicks, quantityLots, fee }
  return record(state, tick, emit, { type: 'OrderFilled', data }, cause)
}
