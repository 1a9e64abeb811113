import { Decimal, type InstrumentUnits, type Preview, priceOf } from '@gridledger/domain'
import { aligned, distance, money, percent, signedPercent } from '../text/format'
import { ladder } from './ladder'
import { previewHints } from './previewHints'
import type { PreviewedGrid } from './previewedGrid'
import { paint, table } from '../text/terminal'

/** The preview as a trader reads it. */
export function previewText(grid: PreviewedGrid): string {
  return [
    '',
    ...title(grid),
    '',
    aligned(sizeRows(grid)),
    '',
    paint('bold', 'Lines'),
    ladder(grid),
    '',
    paint('bold', 'Margin right after the start'),
    aligned(marginRows(grid)),
    '',
    paint('bold', 'Liquidation'),
    liquidationTable(grid),
    '',
    paint('bold', 'In plain words'),
    ...previewHints(grid).map(({ text, isWarning }) =>
      isWarning ? paint('yellow', `  ! ${text}`) : `  · ${text}`,
    ),
    '',
  ].join('\n')
}

function title({ request, units, priceTicks, markTicks }: PreviewedGrid): readonly string[] {
  const { parameters, instrument } = request
  const { direction, lowerPrice, upperPrice, gridCount, spacing, leverage } = parameters
  const kind = `${direction.slice(0, 1).toUpperCase()}${direction.slice(1)} grid`
  const price = (text: string) => money(text, decimalsOf(units))
  const last = price(priceOf(units, priceTicks).toFixed())
  const mark = price(priceOf(units, markTicks).toFixed())
  const range = `${price(lowerPrice)} to ${price(upperPrice)} ${instrument.quoteCurrency}`
  const market = last === mark ? last : `${last}, mark ${mark}`
  return [
    paint('bold', `${kind}, ${instrument.name}, ${leverage}x`),
    `${range} in ${gridCount} ${spacing} grids, at ${market}`,
  ]
}

function decimalsOf(units: InstrumentUnits): number {
  return units.tickSize.decimalPlaces()
}

type Row = readonly [string, string, string]

function sizeRows({ request, units, preview, priceTicks }: PreviewedGrid): readonly Row[] {
  const { parameters, instrument } = request
  const { quoteCurrency, baseCurrency, contractSize } = instrument
  const inBase = (contracts: Decimal) =>
    `contracts = ${contracts.times(contractSize).toFixed()} ${baseCurrency}`
  const kept = new Decimal(parameters.investment).times(parameters.reserve)
  const reserve = kept.isZero() ? '' : `, ${money(kept.toFixed(), 2)} of it in reserve`
  const lots = units.lotSize.decimalPlaces()
  const quantity = new Decimal(preview.quantityPerGrid)
  const base = new Decimal(preview.base)
  const paid = base.abs().times(contractSize).times(priceOf(units, priceTicks))
  const fee = money(paid.times(parameters.takerFee).toFixed(), 2)
  const traded = `${base.gt(0) ? 'bought' : 'sold'} at the market, fee ${fee} ${quoteCurrency}`
  const baseText = base.isZero()
    ? 'contracts: the grid starts flat'
    : `${inBase(base.abs())}, ${traded}`
  return [
    ['investment', money(parameters.investment, 2), `${quoteCurrency}${reserve}`],
    ['quantity a grid', quantity.toFixed(lots), inBase(quantity)],
    ['base position', base.toFixed(lots), baseText],
    [
      'best grid earns',
      percent(preview.perMaxProfitRate, 2),
      '% of its margin, after 0.05 % a side',
    ],
    ['worst grid earns', percent(preview.perMinProfitRate, 2), '% of its margin'],
  ]
}

function marginRows({ request, preview }: PreviewedGrid): readonly Row[] {
  const { quoteCurrency } = request.instrument
  const amount = (name: string, text: string, remark = ''): Row => [
    name,
    money(text, 2),
    remark === '' ? quoteCurrency : `${quoteCurrency}  ${paint('dim', remark)}`,
  ]
  const { mgnRatio, actualLever } = preview
  const ratio: Row = ['margin ratio', '–', 'nothing to liquidate while flat']
  const leverage: Row = ['actual leverage', '–', '']
  return [
    amount('equity', preview.equity, preview.base === '0' ? '' : 'at the mark, less the base fee'),
    amount('initial margin', preview.imr, 'held by the position'),
    amount('frozen by orders', preview.ordFrozen, 'orders that would open'),
    amount('pending fees', preview.pendFee, '0.05 % of these orders'),
    amount('available', preview.availEq, 'what is left'),
    amount('maintenance margin', preview.mmr),
    mgnRatio === null
      ? ratio
      : ['margin ratio', percent(mgnRatio, 2), `%  ${paint('dim', 'liquidated at 100 %')}`],
    actualLever === null ? leverage : ['actual leverage', money(actualLever, 2), 'x'],
  ]
}

/** Both prices now and after fills, with the way there from the mark. */
function liquidationTable({ units, preview, markTicks }: PreviewedGrid): string {
  const mark = priceOf(units, markTicks).toFixed()
  const cells = (price: string | null) =>
    price === null
      ? ['none', '']
      : [money(price, decimalsOf(units)), `${signedPercent(distance(mark, price), 2)} %`]
  const row = (name: string, { lower, upper }: Preview['liqPx']) => [
    name,
    ...cells(lower),
    ...cells(upper),
  ]
  return table(
    [
      { title: '', align: 'left' },
      { title: 'price falls to' },
      { title: 'away' },
      { title: 'price rises to' },
      { title: 'away' },
    ],
    [
      row('as it stands', preview.liqPx),
      row('once the orders on the way are filled', preview.liqPxAfterFills),
    ],
  )
}
