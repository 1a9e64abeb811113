import {
  type Instrument,
  contractsOf,
  instrumentUnits,
  moneyText,
  priceOf,
} from '@gridledger/domain'
import type { Emitted, EmittedEvent } from './harness'

/** What was emitted, one line each, in contracts, prices and USDT. */
export function tell(instrument: Instrument, emitted: readonly Emitted[]): readonly string[] {
  return emitted.map((each) => {
    if (each.kind === 'event') return tellEvent(instrument, each.event)
    const { equity, maintenance, pendingFees } = each
    const judged = [equity, maintenance, pendingFees].map(moneyText)
    return `check equity ${judged[0]} maintenance ${judged[1]} pending ${judged[2]}`
  })
}

function tellEvent(instrument: Instrument, event: EmittedEvent['event']): string {
  const units = instrumentUnits(instrument)
  const price = (ticks: number) => priceOf(units, ticks).toFixed()
  const size = (lots: number) => contractsOf(units, lots).toFixed()
  switch (event.type) {
    case 'RunForked':
      return `forked from ${event.data.parent}`
    case 'ForkClosed':
      return 'fork closed'
    case 'GridStarted': {
      const { linesTicks, quantityLots, priceTicks } = event.data
      const lines = linesTicks.map(price).join(' ')
      return `started with ${size(quantityLots)} on ${lines} at ${price(priceTicks)}`
    }
    case 'OrderPlaced': {
      const { side, quantityLots, priceTicks, slot } = event.data
      return `place ${side} ${size(quantityLots)}@${price(priceTicks)} slot ${slot}`
    }
    case 'OrderFilled': {
      const { fill, kind, side, quantityLots, priceTicks, slot, fee } = event.data
      const where = slot === null ? 'no slot' : `slot ${slot}`
      const what = `${kind} ${side} ${size(quantityLots)}@${price(priceTicks)}`
      return `fill #${fill} ${what} ${where} fee ${moneyText(fee)}`
    }
    case 'OrderCancelled':
      return `cancel ${event.data.side} line ${event.data.line}`
    case 'FundingSettled': {
      const { rate, markTicks, positionLots, amount } = event.data
      return `funding ${rate} of ${size(positionLots)}@${price(markTicks)} = ${moneyText(amount)}`
    }
    case 'PositionLiquidated': {
      const { markTicks, positionLots, fee, takenOver, shortfall } = event.data
      const rest = `taken over ${moneyText(takenOver)} shortfall ${moneyText(shortfall)}`
      return `liquidated ${size(positionLots)}@${price(markTicks)} fee ${moneyText(fee)} ${rest}`
    }
    case 'TakeProfitTriggered':
    case 'StopLossTriggered': {
      const { by, threshold, priceTicks, equity } = event.data
      const name = event.type === 'TakeProfitTriggered' ? 'take profit' : 'stop loss'
      return `${name} by ${by} ${threshold} at ${price(priceTicks)} equity ${moneyText(equity)}`
    }
    case 'ParametersAmended': {
      const { relaid, linesTicks, quantityLots, addedMargin } = event.data
      const added = addedMargin === 0 ? '' : `, added ${moneyText(addedMargin)}`
      if (!relaid) return `amended${added}`
      const grid = `${size(quantityLots)} on ${linesTicks.map(price).join(' ')}`
      return `amended${added}, relaid with ${grid} at ${price(event.data.priceTicks)}`
    }
    case 'AmendmentRefused':
      return `refused ${event.data.reason} (${event.data.field})`
    case 'GridStopped':
      return `stopped ${event.data.reason} equity ${moneyText(event.data.equity)}`
  }
}
