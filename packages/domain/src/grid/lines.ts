import { Decimal } from '../decimal'
import { EXCHANGE_FEE_RATE, type InstrumentUnits, ticksOf } from '../instrument'
import { at } from '../columns'
import { fraction } from '../units'

/** Where the lines of a grid lie: prices in quote currency. */
export interface LineSpec {
  readonly spacing: 'arithmetic' | 'geometric'
  readonly lowerPrice: Decimal
  readonly upperPrice: Decimal
}

/**
 * The gridCount + 1 grid lines in ticks, ascending, each rounded to the nearest tick (ties up):
 * arithmetic p_i = lower + i(upper − lower)/N, geometric p_i = lower·(upper/lower)^(i/N).
 */
export function gridLines(
  units: InstrumentUnits,
  spec: LineSpec,
  gridCount: number,
): readonly number[] {
  const lineTicks = lineOf(units, spec, gridCount)
  return Array.from({ length: gridCount + 1 }, (_, index) => lineTicks(index))
}

function lineOf(
  units: InstrumentUnits,
  { spacing, lowerPrice, upperPrice }: LineSpec,
  gridCount: number,
): (index: number) => number {
  if (spacing === 'arithmetic') {
    const width = upperPrice.minus(lowerPrice)
    const inTicks = (price: Decimal) => price.div(units.tickSize).toNumber()
    const [lower, wide] = [inTicks(lowerPrice), inTicks(width)]
    if (areExact(lower, wide, gridCount)) return wholeLine(lower, wide, gridCount)
    return (index) => ticksOf(units, lowerPrice.plus(width.times(index).div(gridCount)))
  }
  // The root is taken once: whole powers of it are fast, and exact far beyond these 28 digits.
  const ratio = upperPrice.div(lowerPrice).pow(new Decimal(1).div(gridCount))
  return (index) => {
    const price = lowerPrice.times(ratio.pow(index)).toSignificantDigits(28)
    return ticksOf(units, price)
  }
}

/**
 * Of a range that begins and ends on a tick: the same lines in a hundredth of the time, which is much
 * where thousands of grids are planned.
 */
function wholeLine(lower: number, width: number, gridCount: number): (index: number) => number {
  return (index) => lower + Math.floor((2 * width * index + gridCount) / (2 * gridCount))
}

function areExact(lower: number, width: number, gridCount: number): boolean {
  const largest = 2 * width * gridCount + gridCount
  return Number.isInteger(lower) && Number.isInteger(width) && Number.isSafeInteger(largest)
}

/**
 * The largest number of grids for which every interval of rounded lines still earns after the
 * exchange's 0.05 % a side. OKX states 285 for BTC-USDT-SWAP from 50000 to 70000 (its API example).
 */
export function largestGridCount(units: InstrumentUnits, spec: LineSpec): number {
  const rate = new Decimal(EXCHANGE_FEE_RATE)
  let count = unroundedLargestCount(units, spec, rate)
  while (count > 0 && !everyIntervalEarns(units, spec, count, rate)) count -= 1
  return count
}

/** The lines of so many grids where every interval earns, as those of the largest count do; else null. */
export function earningLines(
  units: InstrumentUnits,
  spec: LineSpec,
  gridCount: number,
): readonly number[] | null {
  if (gridCount > MOST_LINES) return null
  const lines = gridLines(units, spec, gridCount)
  const earns = earning(new Decimal(EXCHANGE_FEE_RATE))
  return lines.every((line, index) => index === 0 || earns(at(lines, index - 1), line))
    ? lines
    : null
}

/** An upper bound: where an interval widened by one tick of rounding just pays its fees. */
function unroundedLargestCount(units: InstrumentUnits, spec: LineSpec, rate: Decimal): number {
  const { lowerPrice, upperPrice } = spec
  const costRatio = rate.plus(1).div(new Decimal(1).minus(rate))
  if (spec.spacing === 'geometric') {
    const widest = lowerPrice.plus(units.tickSize).div(lowerPrice)
    // Two intervals of a tick each rise by a tick at least, whatever was rounded.
    const growth = Decimal.max(costRatio.div(widest), widest.sqrt())
    return Math.min(upperPrice.div(lowerPrice).ln().div(growth.ln()).floor().toNumber(), MOST_LINES)
  }
  const narrowest = upperPrice.minus(upperPrice.div(costRatio)).minus(units.tickSize)
  if (narrowest.lte(0)) return MOST_LINES
  return Math.min(upperPrice.minus(lowerPrice).div(narrowest).floor().toNumber(), MOST_LINES)
}

const MOST_LINES = 10_000

/**
 * Whether b − a − rate·(a + b) is positive for each interval [a, b]. It makes the lines one by one
 * from the end that fails first, since thousands of counts may have to be tried: arithmetic the
 * top, where an interval is the smallest share of its price, geometric the bottom, where ticks are
 * coarse.
 */
function everyIntervalEarns(
  units: InstrumentUnits,
  spec: LineSpec,
  gridCount: number,
  rate: Decimal,
): boolean {
  const lineTicks = lineOf(units, spec, gridCount)
  const isDownwards = spec.spacing === 'arithmetic'
  const earns = earning(rate)
  let line = lineTicks(isDownwards ? gridCount : 0)
  for (let step = 1; step <= gridCount; step += 1) {
    const next = lineTicks(isDownwards ? gridCount - step : step)
    const [lower, upper] = isDownwards ? [next, line] : [line, next]
    if (!earns(lower, upper)) return false
    line = next
  }
  return true
}

/** Whether b − a − rate·(a + b) is positive for an interval [a, b], at a rate of few digits. */
function earning(rate: Decimal): (lowerTicks: number, upperTicks: number) => boolean {
  const { numerator, denominator } = fraction(rate)
  return (lower, upper) => (upper - lower) * denominator > (upper + lower) * numerator
}

/** The least b − a − rate·(a + b) over the intervals, in ticks. */
export function narrowestProfit(lines: readonly number[], rate: Decimal): Decimal {
  const earnings = lines.slice(1).map((upper, slot) => earned(at(lines, slot), upper, rate))
  return earnings.length === 0 ? new Decimal(0) : Decimal.min(...earnings)
}

function earned(lowerTicks: number, upperTicks: number, rate: Decimal): Decimal {
  return new Decimal(upperTicks - lowerTicks).minus(rate.times(upperTicks + lowerTicks))
}
