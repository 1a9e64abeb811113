import {
  Decimal,
  type Instrument,
  type RunEvent,
  type StartRequest,
  moneyOf,
} from '@gridledger/domain'

/** The money of a bot, kept in big integers of 1e-8 from its events and from nothing else. */
export interface Purse {
  book(event: RunEvent): void
  /** Investment + margin added + realised − fees + funding + unrealised, at a mark price. */
  equity(markTicks: number): bigint
  cost(): bigint
  fees(): bigint
  funding(): bigint
  position(): bigint
}

export function openPurse({ instrument, parameters }: StartRequest): Purse {
  const perLotTick = BigInt(moneyPerLotTick(instrument))
  let invested = BigInt(moneyOf(new Decimal(parameters.investment)))
  let [position, cost, realised, fees, funding] = [0n, 0n, 0n, 0n, 0n]
  /** Books a trade of signed lots: first what it closes, then what it opens. */
  const trade = (lots: bigint, priceTicks: number): void => {
    const value = BigInt(priceTicks) * perLotTick
    const closes = lots * position < 0n ? least(abs(lots), abs(position)) : 0n
    if (closes > 0n) {
      const takenOut = dividedHalfEven(cost * closes, abs(position))
      const signed = position > 0n ? closes : -closes
      realised += signed * value - takenOut
      cost -= takenOut
    }
    const opens = abs(lots) - closes
    cost += (lots > 0n ? opens : -opens) * value
    position += lots
  }
  return {
    book(event) {
      if (event.type === 'OrderFilled') {
        const { side, quantityLots, priceTicks, fee } = event.data
        trade(BigInt(side === 'buy' ? quantityLots : -quantityLots), priceTicks)
        fees += BigInt(fee)
      } else if (event.type === 'FundingSettled') {
        expect(BigInt(event.data.positionLots)).toBe(position)
        funding += BigInt(event.data.amount)
      } else if (event.type === 'ParametersAmended') {
        invested += BigInt(event.data.addedMargin)
      } else if (event.type === 'PositionLiquidated') {
        const { positionLots, markTicks, fee, takenOver, shortfall } = event.data
        expect(BigInt(positionLots)).toBe(position)
        trade(-position, markTicks)
        fees += BigInt(fee)
        invested += BigInt(shortfall) - BigInt(takenOver)
      }
    },
    equity: (markTicks) =>
      invested + realised - fees + funding + position * BigInt(markTicks) * perLotTick - cost,
    cost: () => cost,
    fees: () => fees,
    funding: () => funding,
    position: () => position,
  }
}

/** 1e-8 of the quote currency that one lot gains with one tick. */
function moneyPerLotTick({ tickSize, lotSize, contractSize }: Instrument): number {
  return new Decimal(tickSize).times(lotSize).times(contractSize).times(1e8).toNumber()
}

const abs = (value: bigint): bigint => (value < 0n ? -value : value)
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

function dividedHalfEven(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n ? -1n : 1n
  const quotient = abs(numerator) / denominator
  const twice = 2n * (abs(numerator) - quotient * denominator)
  const isUp = twice > denominator || (twice === denominator && quotient % 2n === 1n)
  return sign * (isUp ? quotient + 1n : quotient)
}
