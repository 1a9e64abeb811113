import * as E from 'fp-ts/Either'
import { at } from '../columns'
import { Decimal } from '../decimal'
import { type InstrumentUnits, contractsOf, priceOf, ticksOf } from '../instrument'
import { MONEY_SCALE, amountOf } from '../units'
import { earningLines, gridLines, largestGridCount, narrowestProfit } from './lines'
import type { GridParameters, MarketRules } from './parameters'
import type { Refusal, RefusalReason } from './refusal'
import { marginFor, quantityLotsFor } from './size'
import { type StartBook, largestPosition, startBook } from './start'
import { armedStops, checkStops, isReached } from './stopRules'

/** The market at the moment of a start or an amendment, and what the bot has by then. */
export interface PlanContext {
  readonly priceTicks: number
  readonly markTicks: number
  /** The highest price of the tape: what bounds the integers. */
  readonly highTicks: number
  /** Margin added since the start, quote currency. */
  readonly addedMargin: Decimal
  /** What an amendment keeps of the position: it comes on top of what the lines allow. */
  readonly heldLots: number
}

/** A grid that may be started: its lines, the quantity of each order, and its first orders. */
export interface GridPlan {
  readonly linesTicks: readonly number[]
  readonly quantityLots: number
  readonly book: StartBook
}

function refuse(
  reason: RefusalReason,
  field: string,
  expected: string,
  found: string,
): E.Either<Refusal, never> {
  return E.left({ reason, field, expected, found })
}

/** Lines, quantity and first orders, or the first reason why the grid is refused. */
export function planGrid(
  units: InstrumentUnits,
  parameters: GridParameters,
  rules: Pick<MarketRules, 'neutralStart'>,
  context: PlanContext,
): E.Either<Refusal, GridPlan> {
  const range = checkRange(units, parameters)
  if (E.isLeft(range)) return range
  const linesTicks = range.right
  const fees = checkFees(parameters, linesTicks)
  if (E.isLeft(fees)) return fees
  const [lowest, highest] = [at(linesTicks, 0), at(linesTicks, linesTicks.length - 1)]
  if (context.priceTicks <= lowest || context.priceTicks >= highest) {
    const inside = `inside ${parameters.lowerPrice} to ${parameters.upperPrice}`
    const found = priceOf(units, context.priceTicks).toFixed()
    return refuse('start-outside-range', 'lowerPrice, upperPrice', `the price ${inside}`, found)
  }
  const sized = checkSize(units, parameters, linesTicks, context)
  if (E.isLeft(sized)) return sized
  const quantityLots = sized.right
  const spec = { ...parameters, ...rules }
  const book = startBook(linesTicks, context.priceTicks, spec)
  const byLines = largestPosition(book, spec, parameters.gridCount, quantityLots)
  const bounds = checkBounds(units, parameters, {
    largestLots: byLines + Math.abs(context.heldLots),
    highTicks: Math.max(context.highTicks, highest),
    addedMargin: context.addedMargin,
  })
  if (E.isLeft(bounds)) return bounds
  const stops = checkStops(parameters)
  if (E.isLeft(stops)) return stops
  return E.right({ linesTicks, quantityLots, book })
}

function checkRange(
  units: InstrumentUnits,
  parameters: GridParameters,
): E.Either<Refusal, readonly number[]> {
  const [lowerPrice, upperPrice] = [
    new Decimal(parameters.lowerPrice),
    new Decimal(parameters.upperPrice),
  ]
  const { gridCount, leverage, spacing } = parameters
  if (ticksOf(units, upperPrice) <= ticksOf(units, lowerPrice)) {
    const expected = `at least one tick above lowerPrice ${parameters.lowerPrice}`
    return refuse('upper-not-above-lower', 'upperPrice', expected, parameters.upperPrice)
  }
  if (ticksOf(units, lowerPrice) < 1) {
    const expected = `at least one tick of ${units.tickSize.toFixed()}`
    return refuse('lower-below-one-tick', 'lowerPrice', expected, parameters.lowerPrice)
  }
  if (gridCount < 2) return refuse('too-few-grids', 'gridCount', 'at least 2', String(gridCount))
  const { maximumLeverage } = units.instrument
  if (new Decimal(leverage).lt(1) || new Decimal(leverage).gt(maximumLeverage)) {
    return refuse('leverage-out-of-range', 'leverage', `1 to ${maximumLeverage}`, leverage)
  }
  const spec = { spacing, lowerPrice, upperPrice }
  // A count that earns is at most the largest one, which takes far longer to find.
  const earning = earningLines(units, spec, gridCount)
  if (earning !== null) return E.right(earning)
  const largest = largestGridCount(units, spec)
  if (gridCount > largest) {
    const expected = `at most ${largest}, so that every grid earns after 0.05 % a side`
    return refuse('too-many-grids', 'gridCount', expected, String(gridCount))
  }
  return E.right(gridLines(units, spec, gridCount))
}

/** The contestant's own fees: within bounds, and below what the narrowest interval earns. */
export function checkFees(
  parameters: GridParameters,
  lines: readonly number[],
): E.Either<Refusal, null> {
  for (const field of ['makerFee', 'takerFee'] as const) {
    const rate = new Decimal(parameters[field])
    if (rate.abs().gt('0.05') || rate.decimalPlaces() > 10) {
      return refuse(
        'fee-out-of-range',
        field,
        'a share from -0.05 to 0.05 with at most 10 decimals',
        parameters[field],
      )
    }
  }
  if (narrowestProfit(lines, new Decimal(parameters.makerFee)).lte(0)) {
    const expected = 'less than what the narrowest grid earns'
    return refuse('grid-profit-not-positive', 'makerFee', expected, parameters.makerFee)
  }
  const { slippageTicks } = parameters
  if (slippageTicks < 0 || slippageTicks > 1_000_000) {
    return refuse('slippage-out-of-range', 'slippageTicks', '0 to 1000000', String(slippageTicks))
  }
  return E.right(null)
}

function checkSize(
  units: InstrumentUnits,
  parameters: GridParameters,
  lines: readonly number[],
  { addedMargin }: PlanContext,
): E.Either<Refusal, number> {
  const { minimumSize, lotSize } = units.instrument
  const leverage = new Decimal(parameters.leverage)
  if (parameters.quantityPerGrid !== null) {
    const lots = new Decimal(parameters.quantityPerGrid).div(units.lotSize)
    if (!lots.isInteger() || lots.lt(units.minimumLots)) {
      const expected = `a multiple of ${lotSize} contracts, at least ${minimumSize}`
      return refuse('quantity-not-in-lots', 'quantityPerGrid', expected, parameters.quantityPerGrid)
    }
    return E.right(lots.toNumber())
  }
  const share = new Decimal(1).minus(parameters.reserve)
  const margin = new Decimal(parameters.investment).times(share).plus(addedMargin)
  const lots = quantityLotsFor(units, lines, leverage, margin)
  if (lots >= units.minimumLots) return E.right(lots)
  const least = marginFor(units, lines, leverage, units.minimumLots).minus(addedMargin).div(share)
  const expected = `at least ${least.toDecimalPlaces(2, Decimal.ROUND_UP).toFixed()} for ${minimumSize} contracts a grid`
  return refuse('margin-too-small', 'investment', expected, parameters.investment)
}

/** What bounds the integers: the largest position, the highest price, and all the margin. */
export interface Extremes {
  readonly largestLots: number
  readonly highTicks: number
  readonly addedMargin: Decimal
}

/** The largest position must lie in a tier, and its figures within 2^53. */
export function checkBounds(
  units: InstrumentUnits,
  { investment }: GridParameters,
  { largestLots, highTicks, addedMargin }: Extremes,
): E.Either<Refusal, null> {
  const lastTier = units.tiers.at(-1)?.toLots ?? 0
  if (largestLots > lastTier) {
    const expected = `a largest position of at most ${contractsOf(units, lastTier).toFixed()} contracts`
    const found = contractsOf(units, largestLots).toFixed()
    return refuse('position-beyond-last-tier', 'gridCount, quantityPerGrid', expected, found)
  }
  const factors = [
    units.moneyPerLotTick,
    units.exchangeFee.numerator,
    ...units.tiers.map(({ maintenance }) => maintenance.numerator),
  ]
  const notional = new Decimal(largestLots).times(highTicks).times(Math.max(...factors))
  const margin = new Decimal(investment).plus(addedMargin).times(MONEY_SCALE)
  // Twice: cash and the value of the position are of this size each.
  const largest = margin.plus(notional.times(2))
  if (largest.lte(Number.MAX_SAFE_INTEGER)) return E.right(null)
  const expected = `figures below ${amountOf(Number.MAX_SAFE_INTEGER).toFixed(0)} at the highest price`
  const found = largest.div(MONEY_SCALE).toFixed(0)
  return refuse('numbers-too-large', 'investment, leverage', expected, found)
}

/** What a grid holds once its base is bought, and before anything else happens. */
export interface AfterBase {
  readonly baseLots: number
  readonly positionLots: number
  readonly equity: Decimal
  readonly totalPnl: Decimal
  readonly priceTicks: number
  readonly markTicks: number
}

/** The base must not need more margin than there is, and no stop may be met already. */
export function checkAfterBase(
  units: InstrumentUnits,
  parameters: GridParameters,
  after: AfterBase,
): E.Either<Refusal, null> {
  const notional = units.lotBase
    .times(Math.abs(after.positionLots))
    .times(priceOf(units, after.markTicks))
  const margin = notional.div(parameters.leverage)
  if (after.baseLots !== 0 && margin.gt(after.equity)) {
    const expected = `at least the base position's initial margin ${margin.toFixed(2)}`
    return refuse('base-margin-exceeds-equity', 'investment', expected, after.equity.toFixed(2))
  }
  const pnl = after.totalPnl.times(MONEY_SCALE).toNumber()
  const met = armedStops(units, parameters).find((stop) => isReached(stop, after.priceTicks, pnl))
  if (met === undefined) return E.right(null)
  const field = met.type === 'TakeProfitTriggered' ? 'takeProfit' : 'stopLoss'
  return refuse('stop-already-met', field, 'a stop that the market does not meet yet', met.text)
}
