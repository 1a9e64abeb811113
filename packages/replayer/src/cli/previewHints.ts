import { Decimal, type Preview, priceOf } from '@gridledger/domain'
import { distance, money, percent, signedPercent } from '../text/format'
import type { PreviewedGrid } from './previewedGrid'

/** A sentence about a grid; a warning where it may cost the trader dear. */
export interface Hint {
  readonly text: string
  readonly isWarning: boolean
}

/** What the numbers of a preview mean, in plain words: first what may go wrong, then what it does. */
export function previewHints(grid: PreviewedGrid): readonly Hint[] {
  const told = [
    rangeHint(grid),
    pairHint(grid),
    ...fullHints(grid),
    ...stopHints(grid),
    ...sizeHints(grid),
  ]
  const warned = [...marginWarnings(grid), ...liquidationWarnings(grid), ...stopWarnings(grid)]
  return [
    ...warned.map((text) => ({ text, isWarning: true })),
    ...told.map((text) => ({ text, isWarning: false })),
  ]
}

function rangeHint({ preview: { lines }, units, priceTicks }: PreviewedGrid): string {
  const price = priceOf(units, priceTicks).toFixed()
  const [lowest = price, highest = price] = [lines.at(0), lines.at(-1)]
  const [down, up] = [lowest, highest].map((line) => signedPercent(distance(price, line), 2))
  const beyond = 'beyond it nothing trades and the position stays'
  return `The range reaches from ${down ?? ''} % to ${up ?? ''} %; ${beyond}.`
}

/** What one pair earns after the contestant's own maker fees, in the lowest and highest grid. */
function pairHint({ request, preview }: PreviewedGrid): string {
  const { parameters, instrument } = request
  const quantity = new Decimal(preview.quantityPerGrid).times(instrument.contractSize)
  const earned = (lower = '0', upper = '0') => {
    const fees = new Decimal(lower).plus(upper).times(parameters.makerFee)
    return money(new Decimal(upper).minus(lower).minus(fees).times(quantity).toFixed(), 4)
  }
  const first = earned(preview.lines[0], preview.lines[1])
  const last = earned(preview.lines.at(-2), preview.lines.at(-1))
  const fee = `${percent(parameters.makerFee, 3)} % a side`
  const amount = first === last ? first : `${first} (lowest grid) to ${last} (highest)`
  return `A buy and the sell above it earn ${amount} ${instrument.quoteCurrency} after ${fee}.`
}

/** What the bot holds when the price has run through every order on one side. */
function fullHints({ request, preview }: PreviewedGrid): readonly string[] {
  const { instrument } = request
  const sides = [
    { side: 'buy', sign: 1, end: 'bottom', isGone: endsInside(preview).lower !== null },
    { side: 'sell', sign: -1, end: 'top', isGone: endsInside(preview).upper !== null },
  ] as const
  return sides.flatMap(({ side, sign, end, isGone }) => {
    const count = preview.orders.filter((order) => order.side === side).length
    const filled = new Decimal(preview.quantityPerGrid).times(count)
    const held = filled.plus(new Decimal(preview.base).times(sign))
    if (isGone || count === 0 || held.lte(0)) return []
    const position = `${held.toFixed()} contracts ${sign > 0 ? 'long' : 'short'}`
    const inBase = `${held.times(instrument.contractSize).toFixed()} ${instrument.baseCurrency}`
    return [`At the ${end} of the range, all ${side}s filled, it holds ${position} (${inBase}).`]
  })
}

function sizeHints({ request }: PreviewedGrid): readonly string[] {
  const { quantityPerGrid, direction, basePosition } = request.parameters
  const sized =
    'How the exchange sizes a grid is not published: --quantity-per-grid takes what it shows you.'
  const flat =
    'Without a base it starts flat and trades only once the price has moved into its orders.'
  return [
    ...(quantityPerGrid === null ? [sized] : []),
    ...(direction !== 'neutral' && !basePosition ? [flat] : []),
  ]
}

function marginWarnings({ request, preview }: PreviewedGrid): readonly string[] {
  const { quoteCurrency } = request.instrument
  const missing = new Decimal(preview.availEq)
  const amount = `${money(missing.neg().toFixed(), 2)} ${quoteCurrency}`
  const refused = 'an exchange may refuse them'
  const short = `Its orders need ${amount} more margin than there is: ${refused}.`
  const gone = 'Its first check would liquidate it at once.'
  return [
    ...(preview.mgnRatio !== null && new Decimal(preview.mgnRatio).lte(1) ? [gone] : []),
    ...(missing.lt(0) ? [short] : []),
  ]
}

function liquidationWarnings({ preview, units }: PreviewedGrid): readonly string[] {
  const { lower, upper } = endsInside(preview)
  return [lower, upper].flatMap((price) => {
    if (price === null) return []
    const at = money(price, units.tickSize.decimalPlaces())
    return [`It is liquidated at ${at}, before the price has left its range.`]
  })
}

/** The liquidation prices after fills that lie within the lines, else null. */
function endsInside({ lines, liqPxAfterFills: { lower, upper } }: Preview): Preview['liqPx'] {
  const [lowest = '0', highest = '0'] = [lines.at(0), lines.at(-1)]
  return {
    lower: lower !== null && new Decimal(lower).gte(lowest) ? lower : null,
    upper: upper !== null && new Decimal(upper).lte(highest) ? upper : null,
  }
}

/** Where the stops lie, from the last price. */
function stopHints({ request, priceTicks, units }: PreviewedGrid): readonly string[] {
  const { stopLoss, takeProfit, onStop } = request.parameters
  const { quoteCurrency } = request.instrument
  const then = onStop === 'close' ? 'closes the position' : 'keeps the position'
  const stops = [
    ['Stop loss', stopLoss, 'loss'],
    ['Take profit', takeProfit, 'profit'],
  ] as const
  return stops.flatMap(([name, stop, sign]) => {
    if (stop === null) return []
    if ('price' in stop) {
      const away = signedPercent(distance(priceOf(units, priceTicks).toFixed(), stop.price), 2)
      const price = money(stop.price, units.tickSize.decimalPlaces())
      return [`${name} at a last price of ${price} (${away} %): it ${then}.`]
    }
    const amount = new Decimal(stop.ratio).times(request.parameters.investment).toFixed()
    const share = percent(stop.ratio, 2)
    return [
      `${name} at a ${sign} of ${money(amount, 2)} ${quoteCurrency} (${share} %): it ${then}.`,
    ]
  })
}

/** No stop, or one that lies behind the liquidation price. */
function stopWarnings({ request, preview, units }: PreviewedGrid): readonly string[] {
  const { stopLoss, takeProfit } = request.parameters
  const { lower, upper } = preview.liqPxAfterFills
  const late = [stopLoss, takeProfit].flatMap((stop) => {
    if (stop === null || !('price' in stop)) return []
    const isBehind =
      (lower !== null && new Decimal(stop.price).lte(lower)) ||
      (upper !== null && new Decimal(stop.price).gte(upper))
    const price = money(stop.price, units.tickSize.decimalPlaces())
    return isBehind
      ? [`The stop at ${price} lies behind the liquidation price: it comes too late.`]
      : []
  })
  return stopLoss === null ? [...late, 'No stop loss: a loss ends at the liquidation price.'] : late
}
