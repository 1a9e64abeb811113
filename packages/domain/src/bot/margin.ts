import { at } from '../columns'
import { tierOf } from '../instrument'
import { scale } from '../units'
import type { BotState } from './state'

/**
 * Lots·ticks of the opening orders. Orders that would reduce the position, the nearest first and up
 * to its size, are closing; all others open.
 */
export function openingLotTicks(state: Readonly<BotState>): number {
  const { topBuy, bottomSell, floorLine, ceilingLine, lineSums, quantityLots } = state
  const buys = topBuy >= floorLine ? at(lineSums, topBuy + 1) - at(lineSums, floorLine) : 0
  const sells =
    bottomSell <= ceilingLine ? at(lineSums, ceilingLine + 1) - at(lineSums, bottomSell) : 0
  return (buys + sells) * quantityLots - closingLotTicks(state)
}

function closingLotTicks(state: Readonly<BotState>): number {
  const { positionLots, quantityLots, topBuy, bottomSell, floorLine, ceilingLine, lineSums } = state
  if (positionLots === 0 || quantityLots === 0) return 0
  const whole = Math.floor(Math.abs(positionLots) / quantityLots)
  const part = Math.abs(positionLots) - whole * quantityLots
  const long = positionLots > 0
  const resting = Math.max(0, long ? ceilingLine - bottomSell + 1 : topBuy - floorLine + 1)
  const count = Math.min(whole, resting)
  const sum = long
    ? at(lineSums, bottomSell + count) - at(lineSums, bottomSell)
    : at(lineSums, topBuy + 1) - at(lineSums, topBuy + 1 - count)
  const partly = count < resting && part > 0 ? part * lineAfter(state, long, count) : 0
  return sum * quantityLots + partly
}

function lineAfter(
  { linesTicks, bottomSell, topBuy }: Readonly<BotState>,
  long: boolean,
  count: number,
): number {
  return at(linesTicks, long ? bottomSell + count : topBuy - count)
}

/** Brings what follows from book and position up to date: pending fees and the tier's factor. */
export function refreshMargin(state: BotState): void {
  state.pendingFees = scale(openingLotTicks(state), state.units.exchangeFee)
  state.maintenance = tierOf(state.units, state.positionLots).maintenance
}
