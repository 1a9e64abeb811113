import {
  Decimal,
  type InstrumentUnits,
  type Money,
  amountOf,
  contractsOf,
  moneyText,
  priceOf,
} from '@gridledger/domain'
import { grouped, money } from '../text/format'
import { moment } from '../text/terminal'

/** How an instrument's numbers are said in sentences. */
export interface Words {
  readonly units: InstrumentUnits
  /** `110,687.2` */
  readonly price: (ticks: number) => string
  /** `0.21 contracts`, unsigned */
  readonly contracts: (lots: number) => string
  /** `0.21 contracts long` */
  readonly position: (lots: number) => string
  /** `12.35 USDT`, or `0.0464 USDT` where it is less than one */
  readonly amount: (amount: Money) => string
  /** The same with its sign: `+12.35 USDT` */
  readonly signed: (amount: Money) => string
  /** `0.001554 %` of a share of one */
  readonly rate: (share: string) => string
  readonly time: (timeMicros: number) => string
  /** For formulas, every digit: money, `0.0021 BTC`, and a share as a percentage. */
  readonly exactly: {
    readonly money: (amount: Money) => string
    readonly base: (lots: number) => string
    readonly rate: (share: string) => string
  }
}

export function wordsOf(units: InstrumentUnits, timeZone: string): Words {
  const { baseCurrency, quoteCurrency } = units.instrument
  const contracts = (lots: number) => `${contractsOf(units, Math.abs(lots)).toFixed()} contracts`
  const amount = (value: Money) => `${figure(amountOf(value))} ${quoteCurrency}`
  return {
    units,
    price: (ticks) => grouped(priceOf(units, ticks).toFixed()),
    contracts,
    position: (lots) =>
      lots === 0 ? 'no position' : `${contracts(lots)} ${lots > 0 ? 'long' : 'short'}`,
    amount,
    signed: (value) => `${value > 0 ? '+' : ''}${amount(value)}`,
    rate: (share) => `${new Decimal(share).times(100).toDecimalPlaces(6).toFixed()} %`,
    time: (timeMicros) => moment(timeMicros, timeZone),
    exactly: {
      money: (value) => grouped(moneyText(value)),
      base: (lots) => `${units.lotBase.times(Math.abs(lots)).toFixed()} ${baseCurrency}`,
      rate: (share) => `${new Decimal(share).times(100).toFixed()} %`,
    },
  }
}

/** Two decimals, four below one: small fees keep their digits. */
export function figure(value: Decimal): string {
  return money(value.toFixed(), value.abs().lt(1) && !value.isZero() ? 4 : 2)
}
