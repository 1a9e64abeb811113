import { Decimal } from '../decimal'

import { amend } from './amend'
import { record } from './record'
import type { BotState, Due, Emit, Tick } from './state'

/**
 * Settles funding and carries out amendments that have fallen due by this tick, in order of time.
 * True when an amendment laid new orders: none of them fills at this tick.
 */
export function settleDue(
  state: BotState,
  tick: Tick,
  emit: Emit,
  what: 'all' | 'funding only' = 'all',
): boolean {
  let relaid = false
  while (tick.timeMicros >= state.nextDueMicros) {
    const due = state.due[state.nextDue]
    if (due === undefined) throw new Error('a due time without what is due')
    state.nextDue += 1
    state.nextDueMicros = state.due[state.nextDue]?.timeMicros ?? Infinity
    if (due.kind === 'funding') settleFunding(state, tick, emit, due)
    else if (what === 'all') relaid = amend(state, tick, emit, due) || relaid
  }
  return relaid
}

/** quantity · mark · rate, paid by longs when positive, by a position held at that moment. */
export function settleFunding(
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
  return new Decimal(value).times(rate).neg().toDecimalPlaces(0).toNumber() + 0
}
