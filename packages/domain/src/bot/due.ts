import { Decimal } from '../decimal'
import { multiplyHalfEven } from '../units'

import { amend } from './amend'
import { record } from './record'
import type { BotState, Due, Emit, Tick } from './state'

/**
 * Settles the funding that has fallen due by this tick, then carries out the amendments. True when
 * an amendment laid new orders: none of them fills at this tick.
 */
export function settleDue(state: BotState, tick: Tick, emit: Emit): boolean {
  const due = takeDue(state, tick)
  for (const item of due) if (item.kind === 'funding') settleFunding(state, tick, emit, item)
  let relaid = false
  for (const item of due) {
    if (item.kind === 'amendment') relaid = amend(state, tick, emit, item) || relaid
  }
  return relaid
}

/** At the end of a season funding still settles; an amendment would have nothing left to change. */
export function settleLastDue(state: BotState, tick: Tick, emit: Emit): void {
  for (const item of takeDue(state, tick)) {
    if (item.kind === 'funding') settleFunding(state, tick, emit, item)
  }
}

function takeDue(state: BotState, tick: Tick): readonly Due[] {
  const first = state.nextDue
  while ((state.due[state.nextDue]?.timeMicros ?? Infinity) <= tick.timeMicros) state.nextDue += 1
  state.nextDueMicros = state.due[state.nextDue]?.timeMicros ?? Infinity
  return state.due.slice(first, state.nextDue)
}

/** quantity · mark · rate, paid by longs when positive, by a position held at that moment. */
function settleFunding(
  state: BotState,
  tick: Tick,
  emit: Emit,
  { rate, cause }: Extract<Due, { kind: 'funding' }>,
): void {
  const { positionLots } = state
  if (positionLots === 0) return
  const { markTicks } = tick
  const amount = fundingAmount(positionLots * markTicks * state.units.moneyPerLotTick, rate)
  const data = { rate, markTicks, positionLots, amount }
  record(state, tick, emit, { type: 'FundingSettled', data }, cause)
}

/** What a position of this value (1e-8, signed) receives at a rate, rounded once, half-even. */
export function fundingAmount(value: number, rate: string): number {
  return multiplyHalfEven(-value, new Decimal(rate))
}
