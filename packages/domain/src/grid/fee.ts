import { Decimal } from '../decimal'
import type { InstrumentUnits } from '../instrument'
import { type Fraction, type Money, fraction, multiplyDivide } from '../units'

/** The factor that turns lots·ticks into a fee, from its rate as a decimal string. */
export function feePerLotTick(units: InstrumentUnits, rate: string): Fraction {
  return fraction(new Decimal(rate).times(units.moneyPerLotTick))
}

/** The fee on so many lots·ticks, rounded once, half-even, however many digits its rate has. */
export function feeOf(lotTicks: number, { numerator, denominator }: Fraction): Money {
  return multiplyDivide(lotTicks, numerator, denominator)
}
