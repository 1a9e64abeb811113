import * as E from 'fp-ts/Either'
import { Decimal } from '../decimal'
import type { InstrumentUnits } from '../instrument'
import { MONEY_SCALE } from '../units'
import type { GridParameters, Stop } from './parameters'
import type { Refusal } from './refusal'

/** A stop ready to be watched: reached at or above (else at or below) `threshold`. */
export interface ArmedStop {
  readonly type: 'TakeProfitTriggered' | 'StopLossTriggered'
  readonly by: 'price' | 'ratio'
  readonly above: boolean
  /** In ticks of the last price, or in 1e-8 of total profit. */
  readonly threshold: number
  /** As the contestant wrote it. */
  readonly text: string
}

/** The stops of a grid, stop loss first: at one tick it is looked at first. */
export function armedStops(
  units: InstrumentUnits,
  parameters: GridParameters,
): readonly ArmedStop[] {
  const { stopLoss, takeProfit } = parameters
  return [
    ...(stopLoss === null ? [] : [arm(units, parameters, 'StopLossTriggered', stopLoss)]),
    ...(takeProfit === null ? [] : [arm(units, parameters, 'TakeProfitTriggered', takeProfit)]),
  ]
}

function arm(
  units: InstrumentUnits,
  parameters: GridParameters,
  type: ArmedStop['type'],
  stop: Stop,
): ArmedStop {
  const profit = type === 'TakeProfitTriggered'
  if ('price' in stop) {
    const above = new Decimal(stop.price).gt(parameters.upperPrice)
    const ticks = new Decimal(stop.price).div(units.tickSize)
    const threshold = (above ? ticks.ceil() : ticks.floor()).toNumber()
    return { type, by: 'price', above, threshold, text: stop.price }
  }
  const amount = new Decimal(parameters.investment)
    .times(stop.ratio)
    .times(MONEY_SCALE)
    .ceil()
    .toNumber()
  return {
    type,
    by: 'ratio',
    above: profit,
    threshold: profit ? amount : -amount,
    text: stop.ratio,
  }
}

/** Whether a stop is reached at this last price and total profit. */
export function isReached(stop: ArmedStop, priceTicks: number, totalPnl: number): boolean {
  const value = stop.by === 'price' ? priceTicks : totalPnl
  return stop.above ? value >= stop.threshold : value <= stop.threshold
}

/** Price stops lie beyond the range, on the side that the direction asks for. */
export function checkStops(parameters: GridParameters): E.Either<Refusal, null> {
  const { direction, takeProfit, stopLoss, lowerPrice, upperPrice } = parameters
  if (stopLoss !== null && 'ratio' in stopLoss && new Decimal(stopLoss.ratio).gte(1)) {
    const expected = 'a share of the investment below 1, such as 0.05 for 5 %'
    const reason = 'stop-loss-beyond-investment'
    return E.left({ reason, field: 'stopLoss', expected, found: stopLoss.ratio })
  }
  const stops = [
    { field: 'takeProfit', reason: 'take-profit-on-wrong-side', stop: takeProfit, home: 'long' },
    { field: 'stopLoss', reason: 'stop-loss-on-wrong-side', stop: stopLoss, home: 'short' },
  ] as const
  for (const { field, reason, stop, home } of stops) {
    if (stop === null || !('price' in stop)) continue
    const sides =
      direction === 'neutral' ? ['above', 'below'] : [direction === home ? 'above' : 'below']
    const side = sideOf(stop.price, parameters)
    if (side === undefined || !sides.includes(side)) {
      const bounds = sides.map((name) => `${name} ${name === 'above' ? upperPrice : lowerPrice}`)
      return E.left({
        reason,
        field,
        expected: `a price ${bounds.join(' or ')}`,
        found: stop.price,
      })
    }
  }
  if (takeProfit !== null && stopLoss !== null && 'price' in takeProfit && 'price' in stopLoss) {
    if (sideOf(takeProfit.price, parameters) === sideOf(stopLoss.price, parameters)) {
      const expected = `a price on the other side of the range than takeProfit ${takeProfit.price}`
      return E.left({
        reason: 'stops-on-same-side',
        field: 'stopLoss',
        expected,
        found: stopLoss.price,
      })
    }
  }
  return E.right(null)
}

function sideOf(
  price: string,
  { lowerPrice, upperPrice }: GridParameters,
): 'above' | 'below' | undefined {
  if (new Decimal(price).gt(upperPrice)) return 'above'
  return new Decimal(price).lt(lowerPrice) ? 'below' : undefined
}
