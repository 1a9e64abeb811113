import { type InstrumentUnits, parseDecimal, ticksOf } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'

/** The ticks of a price that a flag gives. Throws Failure (input) where it lies on none. */
export function priceTicksOf(units: InstrumentUnits, flag: string, text: string): number {
  const price = parseDecimal(text)
  if (price?.gt(0) === true && price.lt('1e12') && price.mod(units.tickSize).isZero())
    return ticksOf(units, price)
  const expected = `a price above 0 and below 1e12 in steps of ${units.tickSize.toFixed()}, without commas`
  throw new Failure(inputProblem(`${flag}: expected ${expected}, found ${JSON.stringify(text)}`))
}
