import { at } from '../columns'
import type { Cause } from '../events/event'
import { record } from './record'
import { type BotState, type Emit, type Tick, restingOrders } from './state'

/** Lays the first orders of a book, by ascending line. `causeOf` says what each comes from. */
export function placeOrders(
  state: BotState,
  tick: Tick,
  emit: Emit,
  causeOf: (slot: number) => Cause,
): void {
  for (const { side, line, slot } of restingOrders(state)) {
    placeOrder(state, tick, emit, { side, line, slot }, causeOf(slot))
  }
}

export function placeOrder(
  state: BotState,
  tick: Tick,
  emit: Emit,
  {
    side,
    line,
    slot,
  }: { readonly side: 'buy' | 'sell'; readonly line: number; readonly slot: number },
  cause: Cause,
): void {
  const { quantityLots } = state
  const priceTicks = at(state.linesTicks, line)
  record(
    state,
    tick,
    emit,
    { type: 'OrderPlaced', data: { side, line, slot, priceTicks, quantityLots } },
    cause,
  )
}

/** Takes every resting order back: buys from the price downwards, then sells upwards. */
export function cancelOrders(state: BotState, tick: Tick, emit: Emit, cause: Cause): void {
  const orders = restingOrders(state)
  const buys = orders.filter(({ side }) => side === 'buy').reverse()
  for (const { side, line } of [...buys, ...orders.slice(buys.length)]) {
    const order = at(state.orders, line)
    record(state, tick, emit, { type: 'OrderCancelled', data: { side, line, order } }, cause)
  }
}
