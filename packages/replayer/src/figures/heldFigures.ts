import { amountOf, priceOf, seasonStream, tapeStream, ticksStream } from '@gridledger/domain'
import type { FoundSeason } from '../season/findRun'
import { type Figure, amountText, exact, figure, ground, inSum, priceText } from './figure'
import type { HeldEquity, HeldPosition } from './heldPosition'
import {
  type Return,
  changeFigures,
  peakFigures,
  percentOf,
  percentText,
  returnFigure,
  samplesFigure,
} from './returnFigures'

/** The figures of a held position, under the names that `run --json` gives them. */
export function heldFigures(found: FoundSeason, held: HeldPosition): readonly Figure[] {
  const { units, tape, opened } = found
  const tickOf = ({ tick }: HeldEquity) => `${ticksStream(tape.tape)}@${tick}`
  const { investment, boughtLots, startTicks, buyFee, closingFee, fundings, end } = held
  const received = fundings.reduce((sum, { amount }) => sum + amount, 0)
  const base = (lots: number) => units.lotBase.times(lots).toFixed()
  const price = priceText(units, startTicks)
  const { baseCurrency } = units.instrument
  const start = ground('the first tick', `${ticksStream(tape.tape)}@0`)
  const last = ground('the last tick', tickOf(end))
  const liquidated =
    held.liquidatedAt === null
      ? null
      : ground('liquidated at', `${ticksStream(tape.tape)}@${held.liquidatedAt}`)
  const fee = `${base(boughtLots)} ${baseCurrency} · ${price} · 0.05 % as taker = ${exact(buyFee)}`
  return [
    figure('startPrice', priceOf(units, startTicks).toFixed(), 'the first price', start),
    figure(
      'position',
      base(held.lots),
      `${exact(investment)} · ${held.leverage} / ${price}, whole lots: ${base(boughtLots)}${liquidated === null ? '' : ', until it was liquidated'}`,
      start,
      liquidated,
    ),
    figure(
      'fee',
      amountText(buyFee + closingFee),
      closingFee === 0 ? fee : `${fee}, and ${exact(closingFee)} of the liquidation`,
      start,
      liquidated,
    ),
    figure(
      'fundingFee',
      amountText(received),
      `position · mark · rate, paid where the rate is positive, ${fundings.length} times`,
      ...fundings.map(({ revision, amount }) =>
        ground(exact(amount), `${tapeStream(tape.tape)}@${revision}`),
      ),
      fundings.length === 0 ? ground('the season', `${seasonStream(opened.season)}@0`) : null,
    ),
    figure(
      'equity',
      amountText(end.equity),
      liquidated === null
        ? `${exact(investment)} − fee ${exact(buyFee)} + funding ${inSum(received)} + ${base(boughtLots)} ${baseCurrency} · (mark at the end − ${price})`
        : 'nothing is left of what was liquidated',
      last,
      liquidated,
    ),
    figure(
      'liquidated',
      liquidated !== null,
      'whether equity met the maintenance',
      liquidated ?? last,
    ),
    ...returnFigures(held, tickOf),
  ]
}

/** Return, peak, falls and samples. */
function returnFigures(
  { investment, samples, end, fall }: HeldPosition,
  tickOf: (equity: HeldEquity) => string,
): readonly Figure[] {
  const profit = end.equity - investment
  const returnAt = (held: HeldEquity): Return => ({
    timeMicros: held.timeMicros,
    percent: percentOf(held.equity - investment, investment),
    event: tickOf(held),
  })
  const returns = samples.map(returnAt)
  const height = amountOf(fall?.peak.equity ?? investment)
  const trough = amountOf(fall?.trough.equity ?? investment)
  return [
    figure(
      'totalPnl',
      amountText(profit),
      `equity ${exact(end.equity)} − investment ${exact(investment)}`,
      ground('the last tick', tickOf(end)),
    ),
    returnFigure(profit, investment, tickOf(end)),
    ...peakFigures(returns, returnAt(end)),
    figure(
      'maxDrawdownTickPct',
      percentText(height.minus(trough).div(height).times(100)),
      `100 · (peak ${height.toFixed()} − ${trough.toFixed()}) / ${height.toFixed()}`,
      ground('the peak', tickOf(fall?.peak ?? samples[0] ?? end)),
      fall === null ? null : ground('the deepest', tickOf(fall.trough)),
    ),
    ...changeFigures(returns),
    samplesFigure(
      samples.map((held) => ({ ...held, event: tickOf(held) })),
      'the start, then at each sample, the end being the last',
    ),
  ]
}
