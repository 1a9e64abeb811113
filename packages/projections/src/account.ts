import { Decimal, type Money, instrumentUnits, moneyOf } from '@gridledger/domain'
import type { EventMap, Projection } from './projection'

/** What the cash flows of a run have come to: money in 1e-8 of the quote currency. */
export interface Account {
  readonly investment: Money
  readonly addedMargin: Money
  readonly cash: Money
  readonly positionLots: number
  readonly moneyPerLotTick: number
}

export const initialAccount: Account = {
  investment: 0,
  addedMargin: 0,
  cash: 0,
  positionLots: 0,
  moneyPerLotTick: 0,
}

/** An account with nothing but its investment. */
export function openAccount(investment: Money, moneyPerLotTick: number): Account {
  return { ...initialAccount, investment, cash: investment, moneyPerLotTick }
}

/** Buys `lots` (negative: sells) at a price and pays a fee. */
export function trade(account: Account, lots: number, priceTicks: number, fee: Money): Account {
  const { cash, positionLots, moneyPerLotTick } = account
  const paid = lots * priceTicks * moneyPerLotTick + fee
  return { ...account, cash: cash - paid, positionLots: positionLots + lots }
}

/** Receives an amount; pays one below 0. */
export function receive(account: Account, amount: Money): Account {
  return { ...account, cash: account.cash + amount }
}

/** Nothing is left of a position that was liquidated, nor of the equity. */
export function loseAll(account: Account): Account {
  return { ...account, cash: 0, positionLots: 0 }
}

/** How an account follows each event. */
export const accountHandlers = {
  GridStarted: (_account: Account, { data }: EventMap['GridStarted']): Account =>
    openAccount(
      moneyOf(new Decimal(data.parameters.investment)),
      instrumentUnits(data.instrument).moneyPerLotTick,
    ),
  OrderFilled: (account: Account, { data }: EventMap['OrderFilled']): Account => {
    const lots = data.side === 'buy' ? data.quantityLots : -data.quantityLots
    return trade(account, lots, data.priceTicks, data.fee)
  },
  FundingSettled: (account: Account, { data }: EventMap['FundingSettled']): Account =>
    receive(account, data.amount),
  PositionLiquidated: loseAll,
  ParametersAmended: (account: Account, { data }: EventMap['ParametersAmended']): Account => ({
    ...receive(account, data.addedMargin),
    addedMargin: account.addedMargin + data.addedMargin,
  }),
} satisfies Projection<Account>['on']
