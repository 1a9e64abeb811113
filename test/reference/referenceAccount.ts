import type { Decimal } from 'decimal.js'
import { lineAt, exchangeFee, toMoney, Exact, type Grid } from './referenceSetup'
import { restingOrders, type Order, type Side, type Slot } from './referenceBook'

/** The bot's money (USDT) and its one net position (contracts, signed). */
export interface Account {
  /** Investment plus everything sold minus everything bought, before fees and funding. */
  readonly cash: Decimal
  readonly position: Decimal
  /** What the open position cost at its weighted-average entry, signed like the position. */
  readonly cost: Decimal
  readonly realised: Decimal
  readonly fees: Decimal
  readonly funding: Decimal
  /** What a liquidation took over; negative when it left a shortfall. */
  readonly takenOver: Decimal
}

export interface Trade {
  readonly side: Side
  readonly quantity: Decimal
  readonly price: Decimal
  readonly feeRate: Decimal
}

export interface MarginCheck {
  readonly equity: Decimal
  readonly maintenance: Decimal
  readonly pendingFees: Decimal
}

export function openAccount(investment: Decimal): Account {
  const zero = new Exact(0)
  return {
    cash: investment,
    position: zero,
    cost: zero,
    realised: zero,
    fees: zero,
    funding: zero,
    takenOver: zero,
  }
}

/** From the cash flows, never from the average entry. */
export function equityAt(grid: Grid, account: Account, mark: Decimal): Decimal {
  const worth = account.position.times(grid.contractSize).times(mark)
  const cash = account.cash.minus(account.fees).plus(account.funding).minus(account.takenOver)
  return cash.plus(worth)
}

/** Books one fill: first the part that reduces the position, then the part that opens. */
export function book(grid: Grid, account: Account, trade: Trade): [Account, fee: Decimal] {
  const sign = trade.side === 'buy' ? 1 : -1
  const perContract = trade.price.times(grid.contractSize)
  const fee = toMoney(trade.quantity.times(perContract).times(trade.feeRate))
  const isReducing = account.position.times(sign).lt(0)
  const held = account.position.abs()
  const reduced = isReducing ? Exact.min(trade.quantity, held) : new Exact(0)
  const opened = trade.quantity.minus(reduced)
  const takenOut = isReducing ? toMoney(account.cost.times(reduced).div(held)) : new Exact(0)
  const proceeds = reduced.times(perContract).times(-sign)
  return [
    {
      ...account,
      cash: account.cash.minus(trade.quantity.times(perContract).times(sign)),
      position: account.position.plus(trade.quantity.times(sign)),
      cost: account.cost.minus(takenOut).plus(opened.times(perContract).times(sign)),
      realised: account.realised.plus(proceeds).minus(takenOut),
      fees: account.fees.plus(fee),
    },
    fee,
  ]
}

/** Section 8: quantity·mark·rate, paid by longs when the rate is positive. */
export function fundingAmount(grid: Grid, account: Account, mark: Decimal, rate: Decimal): Decimal {
  const worth = account.position.times(grid.contractSize).times(mark)
  return toMoney(worth.times(rate).negated())
}

export function checkMargin(
  grid: Grid,
  account: Account,
  slots: readonly Slot[],
  price: Decimal,
  mark: Decimal,
): MarginCheck {
  const notional = account.position.abs().times(grid.contractSize).times(mark)
  const rate = maintenanceRate(grid, account.position.abs()).plus(exchangeFee)
  return {
    equity: equityAt(grid, account, mark),
    maintenance: toMoney(notional.times(rate)),
    pendingFees: pendingFees(grid, account, restingOrders(slots), price),
  }
}

/** The rate of the position's tier; the boundary belongs to the lower tier. */
function maintenanceRate(grid: Grid, contracts: Decimal): Decimal {
  const tier = grid.tiers.find(({ toContracts }) => contracts.lte(toContracts))
  if (tier === undefined) throw new Error(`no tier holds ${contracts.toFixed()} contracts`)
  return tier.maintenanceRate
}

/**
 * Section 7: Σ over opening orders of price·quantity·0.0005, rounded once. Orders that would
 * reduce the position close it, nearest first and up to its size; the rest of them open.
 */
function pendingFees(
  grid: Grid,
  account: Account,
  orders: readonly Order[],
  price: Decimal,
): Decimal {
  const reducing: Side = account.position.gt(0) ? 'sell' : 'buy'
  let toClose = account.position.abs()
  let opening = new Exact(0)
  for (const order of orders.toSorted((a, b) => distance(a).cmp(distance(b)))) {
    const isReducing = order.side === reducing
    const closing = isReducing ? Exact.min(grid.quantity, toClose) : new Exact(0)
    toClose = toClose.minus(closing)
    const opened = grid.quantity.minus(closing)
    opening = opening.plus(opened.times(lineAt(grid.lines, order.line)))
  }
  return toMoney(opening.times(grid.contractSize).times(exchangeFee))

  function distance(order: Order): Decimal {
    return lineAt(grid.lines, order.line).minus(price).abs()
  }
}
