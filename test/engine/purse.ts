import {
  Decimal,
  EXCHANGE_FEE_RATE,
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
  /** What a check at this mark has to say, from the position and the orders that are open. */
  check(markTicks: number): Record<'equity' | 'maintenance' | 'pendingFees', number>
  cost(): bigint
  fees(): bigint
  funding(): bigint
  position(): bigint
}

export function openPurse({ instrument, parameters }: StartRequest): Purse {
  const lotTick = moneyPerLotTick(instrument)
  const orders = openOrders()
  let invested = BigInt(moneyOf(new Decimal(parameters.investment)))
  let [position, cost, realised, fees, funding] = [0n, 0n, 0n, 0n, 0n]
  /** Books a trade of signed lots: first what it closes, then what it opens. */
  const trade = (lots: bigint, priceTicks: number): void => {
    const value = BigInt(priceTicks * lotTick)
    const closes = lots * position < 0n ? least(abs(lots), abs(position)) : 0n
    if (closes > 0n) {
      const takenOut = dividedHalfEven(cost * closes, abs(position))
      realised += (position > 0n ? closes : -closes) * value - takenOut
      cost -= takenOut
    }
    const opens = abs(lots) - closes
    cost += (lots > 0n ? opens : -opens) * value
    position += lots
  }
  const equity = (markTicks: number): bigint =>
    invested + realised - fees + funding + position * BigInt(markTicks * lotTick) - cost
  return {
    book(event) {
      orders.book(event)
      if (event.type === 'OrderFilled') {
        const { side, quantityLots, priceTicks, fee } = event.data
        trade(BigInt(side === 'buy' ? quantityLots : -quantityLots), priceTicks)
        fees += BigInt(fee)
      } else if (event.type === 'FundingSettled') {
        funding += BigInt(event.data.amount)
      } else if (event.type === 'ParametersAmended') {
        invested += BigInt(event.data.addedMargin)
      } else if (event.type === 'PositionLiquidated') {
        const { markTicks, fee, takenOver, shortfall } = event.data
        trade(-position, markTicks)
        fees += BigInt(fee)
        invested += BigInt(shortfall) - BigInt(takenOver)
      }
    },
    equity,
    check(markTicks) {
      const value = new Decimal(abs(position).toString()).times(markTicks).times(lotTick)
      const rate = maintenanceRate(instrument, abs(position)).plus(EXCHANGE_FEE_RATE)
      const pending = orders.opening(position).times(lotTick).times(EXCHANGE_FEE_RATE)
      return {
        equity: Number(equity(markTicks)),
        maintenance: rounded(value.times(rate)),
        pendingFees: rounded(pending),
      }
    },
    cost: () => cost,
    fees: () => fees,
    funding: () => funding,
    position: () => position,
  }
}

type Placed = Extract<RunEvent, { type: 'OrderPlaced' }>['data']

/** The orders that were placed and neither filled nor cancelled. */
function openOrders() {
  const open = new Map<number, Placed>()
  let revision = 0
  return {
    book(event: RunEvent): void {
      if (event.type === 'OrderPlaced') open.set(revision, event.data)
      if (event.type === 'OrderCancelled') open.delete(event.data.order)
      if (event.type === 'OrderFilled' && event.data.order !== null) open.delete(event.data.order)
      revision += 1
    },
    /** Lots·ticks of the opening orders: the nearest that reduce the position are closing it. */
    opening(position: bigint): Decimal {
      const closing = position > 0n ? 'sell' : 'buy'
      const towards = position > 0n ? 1 : -1
      let toClose = Number(abs(position))
      let sum = new Decimal(0)
      for (const order of [...open.values()].sort((a, b) => towards * (a.line - b.line))) {
        const closes = order.side === closing ? Math.min(order.quantityLots, toClose) : 0
        toClose -= closes
        sum = sum.plus(new Decimal(order.quantityLots - closes).times(order.priceTicks))
      }
      return sum
    },
  }
}

/** 1e-8 of the quote currency that one lot gains with one tick. */
function moneyPerLotTick({ tickSize, lotSize, contractSize }: Instrument): number {
  return new Decimal(tickSize).times(lotSize).times(contractSize).times(1e8).toNumber()
}

function maintenanceRate({ tiers, lotSize }: Instrument, lots: bigint): Decimal {
  const contracts = new Decimal(lots.toString()).times(lotSize)
  const tier = tiers.find(({ toContracts }) => contracts.lte(toContracts))
  return new Decimal(tier?.maintenanceRate ?? tiers.at(-1)?.maintenanceRate ?? NaN)
}

function rounded(money: Decimal): number {
  return money.toDecimalPlaces(0, Decimal.ROUND_HALF_EVEN).toNumber()
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
