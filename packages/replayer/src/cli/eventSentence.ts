import {
  Decimal,
  type InstrumentUnits,
  type Money,
  type SparseData,
  amountOf,
  at,
  contractsOf,
  priceOf,
  refusalText,
} from '@gridledger/domain'
import type { RecordedRunEvent } from '../season/stateBefore'
import { money } from './format'
import { grouped } from './leaderboard'

const STOP_REASONS: Readonly<Record<SparseData<'GridStopped'>['reason'], string>> = {
  seasonEnd: 'the season is over',
  takeProfit: 'take profit',
  stopLoss: 'stop loss',
  liquidated: 'liquidated',
}

/** What happened to a run, in a sentence that a trader reads: prices, contracts and money. */
export function eventSentence(event: RecordedRunEvent, units: InstrumentUnits): string {
  const price = (ticks: number) => grouped(priceOf(units, ticks).toFixed())
  const contracts = (lots: number) => `${contractsOf(units, lots).toFixed()} contracts`
  const amount = (value: Money, decimals: number) =>
    `${money(amountOf(value).toFixed(), decimals)} ${units.instrument.quoteCurrency}`
  switch (event.type) {
    case 'GridStarted': {
      const { linesTicks, quantityLots } = event.data
      return `grid started: ${gridText(linesTicks, price)}, ${contracts(quantityLots)} each`
    }
    case 'OrderPlaced':
      return `${event.data.side} order placed at ${price(event.data.priceTicks)}`
    case 'OrderFilled': {
      const { side, kind, priceTicks, quantityLots, fee, fill } = event.data
      const done = `${side === 'buy' ? 'bought' : 'sold'} ${contracts(quantityLots)}`
      const what = kind === 'grid' ? '' : ` (${kind})`
      return `${done} at ${price(priceTicks)}${what}, fee ${amount(fee, 4)}, fill ${fill}`
    }
    case 'OrderCancelled':
      return `${event.data.side} order of line ${event.data.line} cancelled`
    case 'FundingSettled': {
      const { amount: settled, rate } = event.data
      const done = settled < 0 ? 'paid' : 'received'
      const share = new Decimal(rate).times(100).toDecimalPlaces(6).toFixed()
      return `funding ${done}: ${amount(Math.abs(settled), 4)} at ${share} %`
    }
    case 'PositionLiquidated': {
      const { positionLots, markTicks } = event.data
      return `liquidated: ${contracts(positionLots)} at a mark of ${price(markTicks)}`
    }
    case 'TakeProfitTriggered':
      return `take profit reached at ${price(event.data.priceTicks)}`
    case 'StopLossTriggered':
      return `stop loss reached at ${price(event.data.priceTicks)}`
    case 'ParametersAmended':
      return `amended: ${gridText(event.data.linesTicks, price)}, ${contracts(event.data.quantityLots)} each`
    case 'AmendmentRefused':
      return `amendment refused: ${refusalText(event.data)}`
    case 'GridStopped':
      return `grid stopped: ${STOP_REASONS[event.data.reason]}, equity ${amount(event.data.equity, 2)}`
  }
}

function gridText(linesTicks: readonly number[], price: (ticks: number) => string): string {
  const last = linesTicks.length - 1
  return `${last} grids from ${price(at(linesTicks, 0))} to ${price(at(linesTicks, last))}`
}
