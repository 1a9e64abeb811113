import { type SparseData, refusalText } from '@gridledger/domain'
import { setText } from './gridText'
import { tapeHeadline } from './tapeHeadline'
import type { AnyEvent, Placed } from './records'
import type { Bar } from './source'
import type { Words } from './words'
import { grouped } from '../text/format'

/** One sentence that says what an event is, as a trader would say it. */
export function headline({ event }: Placed, words: Words, bar: Bar | null = null): string {
  const { price, contracts, amount, position } = words
  switch (event.type) {
    case 'RunForked': {
      const { parent, set } = event.data
      const change = Object.keys(set).length === 0 ? 'nothing set' : setText(set)
      return `The run left the past of ${parent}: ${change}.`
    }
    case 'ForkClosed':
      return 'The fork closed with the last tick of its tape.'
    case 'GridStarted': {
      const { priceTicks, linesTicks, quantityLots } = event.data
      const size = `${linesTicks.length} lines, ${contracts(quantityLots)} an order`
      return `The grid started at ${price(priceTicks)}: ${size}.`
    }
    case 'OrderPlaced': {
      const { side, line, slot, priceTicks, quantityLots } = event.data
      const order = `A ${side} of ${contracts(quantityLots)} at ${price(priceTicks)}`
      return `${order} was laid on line ${line}, for slot ${slot}.`
    }
    case 'OrderFilled':
      return fillHeadline(event.data, words)
    case 'OrderCancelled':
      return `The ${event.data.side} on line ${event.data.line} was taken back.`
    case 'FundingSettled': {
      const { rate, markTicks, positionLots, amount: paid } = event.data
      const way = paid < 0 ? 'paid' : 'received'
      const held = `${position(positionLots)} at mark ${price(markTicks)}`
      return `Funding of ${amount(Math.abs(paid))} was ${way}: ${held}, rate ${words.rate(rate)}.`
    }
    case 'LiquidationChecked':
      return checkHeadline(event.data, words)
    case 'PositionLiquidated': {
      const { positionLots, markTicks, fee } = event.data
      const at = `at mark ${price(markTicks)}`
      return `The exchange liquidated ${position(positionLots)} ${at}, fee ${amount(fee)}.`
    }
    case 'TakeProfitTriggered':
    case 'StopLossTriggered': {
      const name = event.type === 'TakeProfitTriggered' ? 'take profit' : 'stop loss'
      return `The ${name} was reached: ${stopText(event.data, words)}.`
    }
    case 'ParametersAmended': {
      const { set, relaid } = event.data
      const laid = relaid ? 'all orders were laid anew' : 'no order was touched'
      return `The grid was amended, ${setText(set)}: ${laid}.`
    }
    case 'AmendmentRefused':
      return `An amendment, ${setText(event.data.set)}, was refused: ${refusalText(event.data)}.`
    case 'GridStopped':
      return `The grid stopped ${STOPS[event.data.reason]} with equity ${amount(event.data.equity)}.`
    default:
      return tapeHeadline(event, words, bar)
  }
}

const STOPS = {
  seasonEnd: "at the season's end",
  takeProfit: 'at its take profit',
  stopLoss: 'at its stop loss',
  liquidated: 'because it was liquidated',
} as const

const FILLED = {
  grid: '',
  base: ' at the market, as base',
  rebase: " at the market, to the amended grid's base",
  stop: ' at the market, to close at the stop',
} as const

function fillHeadline(data: SparseData<'OrderFilled'>, words: Words): string {
  const { fill, kind, side, line, priceTicks, quantityLots, fee } = data
  const traded = `${side === 'buy' ? 'bought' : 'sold'} ${words.contracts(quantityLots)}`
  const place = line === null ? FILLED[kind] : `, on line ${line}`
  return `Fill #${fill} ${traded} at ${words.price(priceTicks)}${place}, fee ${words.amount(fee)}.`
}

type Check = Extract<AnyEvent, { readonly type: 'LiquidationChecked' }>['data']

/** What is left above the maintenance, and what is short of it. */
function checkHeadline({ equity, maintenance, pendingFees }: Check, words: Words): string {
  const left = equity - pendingFees - maintenance
  const verdict =
    left > 0
      ? `${words.amount(left)} to spare`
      : `${words.amount(-left)} too little, so it was liquidated`
  const held = `equity ${words.amount(equity)} less pending fees ${words.amount(pendingFees)}`
  return `The check found ${held}, maintenance ${words.amount(maintenance)}: ${verdict}.`
}

function stopText(data: SparseData<'TakeProfitTriggered'>, words: Words): string {
  const { by, threshold, priceTicks, equity } = data
  const last = `the last price was ${words.price(priceTicks)}`
  if (by === 'price') return `${last}, set at ${grouped(threshold)}`
  const set = `set at ${words.rate(threshold)} of the investment`
  return `equity was ${words.amount(equity)}, ${set}`
}
