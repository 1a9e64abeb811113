import {
  type Money,
  amountOf,
  contractsOf,
  equityAt,
  marginFiguresOf,
  moneyText,
  priceOf,
} from '@gridledger/domain'
import type { Standing } from './runBook'

/** A grid's money at one mark: exact decimal strings in quote currency, ratios as shares of one. */
export interface Account {
  readonly mark: string
  /** Base currency, signed; and the same in contracts. */
  readonly position: string
  readonly contracts: string
  /** Cost of the position over its quantity; null when flat. */
  readonly averageEntry: string | null
  readonly cash: string
  readonly equity: string
  /** What is settled of the profit, fees and funding in it; the rest is still open. */
  readonly realised: string
  readonly unrealised: string
  readonly totalPnl: string
  readonly gridProfit: string
  /** Unpaired: total profit − grid profit. */
  readonly floatProfit: string
  readonly imr: string
  readonly mmr: string
  readonly ordFrozen: string
  readonly pendFee: string
  readonly availEq: string
  /** Null when flat; 1 is liquidated. */
  readonly mgnRatio: string | null
}

/** Null before the grid has started. */
export function accountAt({ state, profit }: Standing, markTicks: number): Account | null {
  if (state.parameters === null) return null
  const { units, positionLots, cost, cash } = state
  const margin = marginFiguresOf(state, markTicks)
  const equity = equityAt(state, markTicks)
  const totalPnl = equity - state.investment - state.addedMargin
  const quantity = units.lotBase.times(positionLots)
  return {
    mark: priceOf(units, markTicks).toFixed(),
    position: quantity.toFixed(),
    contracts: contractsOf(units, positionLots).toFixed(),
    averageEntry: positionLots === 0 ? null : amountOf(cost).div(quantity).toFixed(),
    cash: moneyText(cash),
    equity: moneyText(equity),
    realised: moneyText(realisedBy(state)),
    unrealised: moneyText(totalPnl - realisedBy(state)),
    totalPnl: moneyText(totalPnl),
    gridProfit: moneyText(profit.gridProfit),
    floatProfit: moneyText(totalPnl - profit.gridProfit),
    imr: margin.initialMargin.toFixed(),
    mmr: margin.maintenanceMargin.toFixed(),
    ordFrozen: margin.frozenByOrders.toFixed(),
    pendFee: margin.pendingFees.toFixed(),
    availEq: margin.availableEquity.toFixed(),
    mgnRatio: margin.marginRatio?.toFixed() ?? null,
  }
}

/** Profit less what the open position has gained on its cost. */
function realisedBy({ cash, cost, investment, addedMargin }: Standing['state']): Money {
  return cash + cost - investment - addedMargin
}
