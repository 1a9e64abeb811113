import { Decimal } from '../decimal'
import { EXCHANGE_FEE_RATE, type InstrumentUnits } from '../instrument'

/**
 * Lots of each grid order: floor to lot of margin / (contract size · Σ_{i=1..N} p_i ·
 * (1/leverage + 0.0005)), with p_i the rounded lines. `margin` is in quote currency, after the
 * reserve. The exchange does not publish its formula; this is the project's default.
 */
export function quantityLotsFor(
  units: InstrumentUnits,
  lines: readonly number[],
  leverage: Decimal,
  margin: Decimal,
): number {
  const perLot = marginPerLot(units, lines, leverage)
  return margin.times(leverage).div(perLot).floor().toNumber()
}

/** The least margin that sizes each order at `lots`, in quote currency. */
export function marginFor(
  units: InstrumentUnits,
  lines: readonly number[],
  leverage: Decimal,
  lots: number,
): Decimal {
  return marginPerLot(units, lines, leverage).times(lots).div(leverage)
}

/** Leverage times the margin of one lot at every line above the lowest: no division, so exact. */
function marginPerLot(
  units: InstrumentUnits,
  lines: readonly number[],
  leverage: Decimal,
): Decimal {
  const sumTicks = lines.slice(1).reduce((sum, line) => sum.plus(line), new Decimal(0))
  const share = new Decimal(1).plus(leverage.times(EXCHANGE_FEE_RATE))
  return sumTicks.times(units.tickSize).times(units.lotBase).times(share)
}
