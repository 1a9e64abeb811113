import { type MarginTier, tierOf } from '../instrument'
import { type Money, type PriceTicks, type QuantityLots, scale } from '../units'

/** What of an instrument decides where a position is liquidated; an `InstrumentUnits` is one. */
export interface LiquidationUnits {
  readonly moneyPerLotTick: number
  readonly tiers: readonly Pick<MarginTier, 'toLots' | 'maintenance'>[]
}

/**
 * The first mark, in ticks, at which the check of a tick liquidates a position (signed lots): the
 * highest below a long one, the lowest above a short one; null when flat, and where no price above
 * 0 does. `cash` is the equity less the position's signed value, and less the pending fees where
 * they count, as they do in the check. Maintenance is rounded as the check rounds it.
 */
export function liquidationTicks(
  units: LiquidationUnits,
  positionLots: QuantityLots,
  cash: Money,
): PriceTicks | null {
  if (positionLots === 0) return null
  const { maintenance } = tierOf(units, positionLots)
  const size = Math.abs(positionLots)
  const value = positionLots * units.moneyPerLotTick
  const isLiquidated = (ticks: number) => cash + value * ticks <= scale(size * ticks, maintenance)
  const exact = -cash / (value - (size * maintenance.numerator) / maintenance.denominator)
  const sign = Math.sign(positionLots)
  // Rounding, here and of the maintenance, moves the answer by a tick at most.
  let ticks = sign > 0 ? Math.floor(exact) + 1 : Math.max(1, Math.ceil(exact) - 1)
  for (let tries = 2; tries > 0 && !isLiquidated(ticks); tries -= 1) ticks -= sign
  return ticks > 0 ? ticks : null
}
