import {
  type InstrumentUnits,
  type SparseData,
  amountOf,
  contractsOf,
  moneyText,
  priceOf,
} from '@gridledger/domain'
import type { JournalEntry } from '@gridledger/projections'
import { grouped } from '../text/format'

const STOPPED: Readonly<Record<SparseData<'GridStopped'>['reason'], string>> = {
  seasonEnd: 'the season ends',
  takeProfit: 'take profit',
  stopLoss: 'stop loss',
  liquidated: 'liquidated',
}

/** What an entry books, as a trader would say it: `fill 12: sell 0.21 contracts at 110,800`. */
export function entryText({ event, markTicks }: JournalEntry, units: InstrumentUnits): string {
  const { quoteCurrency: quote, baseCurrency: base } = units.instrument
  const price = (ticks: number) => grouped(priceOf(units, ticks).toFixed())
  const usdt = (money: number) => `${grouped(amountOf(money).toFixed())} ${quote}`
  switch (event.type) {
    case 'GridStarted':
      return `grid started: ${grouped(event.data.parameters.investment)} ${quote} invested`
    case 'OrderFilled': {
      const { fill, kind, side, quantityLots, priceTicks } = event.data
      const what = kind === 'grid' ? side : `${kind} ${side}`
      const contracts = contractsOf(units, quantityLots).toFixed()
      return `fill ${fill}: ${what} ${contracts} contracts at ${price(priceTicks)}`
    }
    case 'FundingSettled': {
      const { rate, positionLots, amount } = event.data
      const held = `${units.lotBase.times(positionLots).toFixed()} ${base}`
      const word = amount < 0 ? 'paid' : 'received'
      return `funding ${word}: rate ${rate} on ${held} at mark ${price(event.data.markTicks)}`
    }
    case 'PositionLiquidated': {
      const { positionLots, takenOver, shortfall } = event.data
      const held = `${units.lotBase.times(positionLots).toFixed()} ${base}`
      const rest = shortfall > 0 ? `${usdt(shortfall)} short` : `${usdt(takenOver)} taken over`
      return `liquidated: ${held} at mark ${price(event.data.markTicks)}, ${rest}`
    }
    case 'ParametersAmended':
      return `margin added: ${usdt(event.data.addedMargin)}`
    case 'GridStopped':
      return `grid stopped: ${STOPPED[event.data.reason]}`
    case 'Valued':
      return `valued at mark ${price(markTicks)}`
  }
}

/** Money with all its eight decimals: `-0.04645200`. */
export function eightDecimals(money: number): string {
  const [whole = '0', decimals = ''] = moneyText(money).split('.')
  return `${whole}.${decimals.padEnd(8, '0')}`
}
