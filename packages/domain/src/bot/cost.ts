import { type Money, multiplyDivide } from '../units'

/** A position and what it cost at its weighted-average entry, in 1e-8: both signed. */
export interface Holding {
  readonly positionLots: number
  readonly cost: Money
}

/** What a trade does to the cost of a position. */
export interface CostChange {
  /** The lots of the trade that reduce the position, without a sign. */
  readonly closedLots: number
  /** Their share of the cost, signed like the position, rounded once, half-even. */
  readonly closedCost: Money
  /** What the other lots of the trade cost, signed like the trade. */
  readonly openedCost: Money
}

/**
 * Weighted-average entry: a trade of signed `lots` takes out the share of the cost that it closes,
 * at the average, and adds what it opens, at its own price.
 */
export function costChange(
  { positionLots, cost }: Holding,
  lots: number,
  priceTicks: number,
  moneyPerLotTick: number,
): CostChange {
  const against = positionLots !== 0 && Math.sign(lots) !== Math.sign(positionLots)
  const closedLots = against ? Math.min(Math.abs(lots), Math.abs(positionLots)) : 0
  const openedLots = (Math.abs(lots) - closedLots) * Math.sign(lots)
  return {
    closedLots,
    closedCost: closedLots === 0 ? 0 : multiplyDivide(cost, closedLots, Math.abs(positionLots)),
    openedCost: openedLots * priceTicks * moneyPerLotTick,
  }
}
