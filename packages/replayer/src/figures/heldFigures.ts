import {
  Decimal,
  amountOf,
  priceOf,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { FoundSeason } from '../season/findRun'
import { type Figure, amountText, exact, figure, ground, inSum, priceText } from './figure'
import type { HeldEquity, HeldPosition } from './heldPosition'

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

type TickOf = (equity: HeldEquity) => string

const percentText = (value: Decimal): string => value.toFixed(Math.max(8, value.decimalPlaces()))

function percentIn({ investment }: HeldPosition): (held: HeldEquity) => Decimal {
  return ({ equity }) =>
    amountOf(equity - investment)
      .div(amountOf(investment))
      .times(100)
}

/** Return, peak and falls. */
function returnFigures(held: HeldPosition, tickOf: TickOf): readonly Figure[] {
  const { investment, samples, end, fall } = held
  const percent = percentIn(held)
  const of = (what: string, equity: HeldEquity) => ground(what, tickOf(equity))
  const [first = end, ...later] = samples
  const peak = later.reduce((most, each) => (each.equity > most.equity ? each : most), first)
  const deepest = deepestOf(samples)
  const height = amountOf(fall?.peak.equity ?? investment)
  const depth = height.minus(amountOf(fall?.trough.equity ?? investment))
  return [
    figure(
      'totalPnl',
      amountText(end.equity - investment),
      `equity ${exact(end.equity)} − investment ${exact(investment)}`,
      of('the last tick', end),
    ),
    figure(
      'returnPct',
      percentText(percent(end)),
      `100 · total profit ${inSum(end.equity - investment)} / investment ${exact(investment)}`,
      of('the end', end),
    ),
    figure(
      'peakReturnPct',
      percentText(percent(peak)),
      `the highest of ${samples.length} samples, the start being 0: ${isoTime(peak.timeMicros)}`,
      of('the peak', peak),
    ),
    figure(
      'peakToEndPct',
      percentText(percent(peak).minus(percent(end))),
      `peak ${percent(peak).toFixed()} − return ${percent(end).toFixed()}`,
      of('the peak', peak),
      of('the end', end),
    ),
    figure(
      'maxDrawdownPct',
      percentText(percent(deepest.from).minus(percent(deepest.to))),
      `from ${percent(deepest.from).toFixed()} to ${percent(deepest.to).toFixed()}`,
      of('the peak before the fall', deepest.from),
      of('its deepest sample', deepest.to),
    ),
    figure(
      'maxDrawdownTickPct',
      percentText(depth.div(height).times(100)),
      `100 · (peak ${height.toFixed()} − ${height.minus(depth).toFixed()}) / ${height.toFixed()}`,
      ...(fall === null
        ? [of('the start', first)]
        : [of('the peak', fall.peak), of('the deepest', fall.trough)]),
    ),
    ...sampleFigures(held, tickOf),
  ]
}

/** The samples, and the changes between neighbouring ones. */
function sampleFigures(held: HeldPosition, tickOf: TickOf): readonly Figure[] {
  const { samples } = held
  const all = samples.map((sample) => ground(isoTime(sample.timeMicros), tickOf(sample)))
  const returns = samples.map(percentIn(held))
  const changes = returns.slice(1).map((value, index) => value.minus(returns[index] ?? 0))
  const best = Decimal.max(...changes)
  const to = changes.findIndex((change) => change.eq(best)) + 1
  const mean = Decimal.sum(...changes).div(changes.length)
  const squares = changes.map((change) => change.minus(mean).pow(2))
  const deviation = Decimal.sum(...squares)
    .div(changes.length)
    .sqrt()
  return [
    figure(
      'bestDay',
      percentText(best),
      `from ${returns[to - 1]?.toFixed() ?? ''} to ${returns[to]?.toFixed() ?? ''}, the largest of ${changes.length} changes`,
      ...all.slice(to - 1, to + 1),
    ),
    figure(
      'smoothness',
      percentText(deviation),
      `the root of the mean square by which ${changes.length} changes differ from their mean ${mean.toFixed(8)}`,
      ...all,
    ),
    figure(
      'samples',
      samples.map(({ timeMicros, equity }) => {
        return { time: isoTime(timeMicros), equity: amountText(equity) }
      }),
      'the start, then at each sample, the end being the last',
      ...all,
    ),
  ]
}

/** The largest fall between two samples. */
function deepestOf(samples: readonly HeldEquity[]): {
  readonly from: HeldEquity
  readonly to: HeldEquity
} {
  const [first] = samples
  if (first === undefined) throw new Error('a position without samples')
  let peak = first
  let fall = { from: first, to: first }
  for (const each of samples) {
    if (each.equity > peak.equity) peak = each
    if (peak.equity - each.equity > fall.from.equity - fall.to.equity)
      fall = { from: peak, to: each }
  }
  return fall
}
