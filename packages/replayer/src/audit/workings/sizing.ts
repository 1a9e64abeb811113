import {
  Decimal,
  type GridParameters,
  contractsOf,
  gridLines,
  priceOf,
  quantityLotsFor,
  restingOrders,
  type SparseData,
  startBook,
} from '@gridledger/domain'
import { type Evidence, type Working, plainWorking } from '../working'
import { grouped } from '../../text/format'

/** The first orders that lines, price and direction ask for, beside those that it brought about. */
export function laidWorking(
  { event, subject: { book }, standing }: Evidence,
  {
    parameters,
    neutralStart,
    linesTicks,
    priceTicks,
  }: Pick<SparseData<'GridStarted'>, 'parameters' | 'neutralStart' | 'linesTicks' | 'priceTicks'>,
): Working {
  const orders = restingOrders(startBook(linesTicks, priceTicks, { ...parameters, neutralStart }))
  const { revision } = standing.state
  const later = book?.events.slice(revision + 1) ?? []
  const end = later.findIndex(
    ({ tick, type }) => tick !== event.tick || type === 'ParametersAmended',
  )
  const laid = later
    .slice(0, end < 0 ? later.length : end)
    .flatMap(({ type, data }) => (type === 'OrderPlaced' ? [data.side] : []))
  const text = (sides: readonly string[]) => {
    const buys = sides.filter((side) => side === 'buy').length
    return `${buys} buys, ${sides.length - buys} sells`
  }
  return plainWorking('laid', 'around the price', text(orders.map(({ side }) => side)), text(laid))
}

/** The lines, and margin / (contract size · Σ lines above the lowest · (1/leverage + 0.0005)). */
export function sizing(
  { words }: Evidence,
  {
    parameters,
    linesTicks,
    quantityLots,
  }: {
    readonly parameters: GridParameters
    readonly linesTicks: readonly number[]
    readonly quantityLots: number
  },
  addedMargin: Decimal,
): readonly Working[] {
  const { units } = words
  const { spacing, gridCount, leverage, investment, reserve, quantityPerGrid } = parameters
  const [lowerPrice, upperPrice] = [parameters.lowerPrice, parameters.upperPrice].map(
    (price) => new Decimal(price),
  )
  if (lowerPrice === undefined || upperPrice === undefined) throw new Error('a grid has two ends')
  // Lines are made only where there are as many: a forged count could be without end.
  const isWhole = linesTicks.length === gridCount + 1
  const lines = isWhole ? gridLines(units, { spacing, lowerPrice, upperPrice }, gridCount) : []
  const prices = (all: readonly number[]) => all.map((line) => priceOf(units, line).toFixed())
  const range = `${gridCount} ${spacing} grids from ${grouped(parameters.lowerPrice)} to ${grouped(parameters.upperPrice)}`
  const margin = new Decimal(investment).times(new Decimal(1).minus(reserve)).plus(addedMargin)
  const sum = prices(lines.slice(1)).reduce((total, line) => total.plus(line), new Decimal(0))
  const size = `${units.instrument.contractSize} ${units.instrument.baseCurrency}`
  const sized = `margin ${grouped(margin.toFixed())} / (${size} · ${grouped(sum.toFixed())} · (1/${leverage} + 0.0005)), down to a lot`
  const lots =
    quantityPerGrid === null
      ? quantityLotsFor(units, lines, new Decimal(leverage), margin)
      : new Decimal(quantityPerGrid).div(units.lotSize).toNumber()
  const contracts = (count: number) => contractsOf(units, count).toFixed()
  return [
    plainWorking('lines', range, prices(lines).join(' '), prices(linesTicks).join(' ')),
    plainWorking(
      'quantity',
      quantityPerGrid === null ? sized : 'as set',
      contracts(lots),
      contracts(quantityLots),
      'contracts',
    ),
  ]
}
