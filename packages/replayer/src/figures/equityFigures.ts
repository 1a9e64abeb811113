import { Decimal, amountOf } from '@gridledger/domain'
import { type JournalEntry, bookedEquity, bookedProfit, isoTime } from '@gridledger/projections'
import {
  type Figure,
  type RunFacts,
  amountText,
  entryGround,
  exact,
  figure,
  inSum,
  priceText,
  ground,
} from './figure'

/** A return at a sample, in percent of the investment. */
interface Return {
  readonly entry: JournalEntry
  readonly percent: Decimal
}

/** Equity, returns and falls. */
export function equityFigures(facts: RunFacts): readonly Figure[] {
  const { last, started, samples } = facts.journal
  const invested = -started.balances['capital:investment']
  const returns = samples.map((entry): Return => {
    return { entry, percent: percentOf(bookedProfit(entry.balances), invested) }
  })
  const end: Return = { entry: last, percent: percentOf(bookedProfit(last.balances), invested) }
  return [
    equityFigure(facts),
    profitFigure(last),
    figure(
      'returnPct',
      percentText(end.percent),
      `100 · total profit ${inSum(bookedProfit(last.balances))} / investment ${exact(invested)}`,
      entryGround('the end', last),
    ),
    ...peakFigures(returns, end),
    ...changeFigures(returns),
    tickFallFigure(facts),
    samplesFigure(samples),
  ]
}

function percentOf(profit: number, invested: number): Decimal {
  return amountOf(profit).div(amountOf(invested)).times(100)
}

/** At least eight decimals, as `run --json` prints it. */
function percentText(value: Decimal): string {
  return value.toFixed(Math.max(8, value.decimalPlaces()))
}

function equityFigure({ run: { units, streams }, journal: { last } }: RunFacts): Figure {
  const { balances, positionLots, markTicks } = last
  const held = `${units.lotBase.times(positionLots).toFixed()} ${units.instrument.baseCurrency}`
  const cost = balances['assets:position:cost']
  return figure(
    'equity',
    amountText(bookedEquity(balances)),
    `balance ${exact(balances['assets:margin'])} + unrealised ${inSum(balances['assets:position:unrealised'])}, ` +
      `which is ${held} at mark ${priceText(units, markTicks)} less its cost ${exact(cost)}`,
    entryGround('the last entry', last),
    ground('the tick of its mark', `${streams.ticks}@${last.event.tick ?? 0}`),
  )
}

function profitFigure(last: JournalEntry): Figure {
  const { balances } = last
  const added = -balances['capital:added-margin']
  const less = added === 0 ? '' : ` − margin added ${exact(added)}`
  const invested = -balances['capital:investment']
  return figure(
    'totalPnl',
    amountText(bookedProfit(balances)),
    `equity ${exact(bookedEquity(balances))} − investment ${exact(invested)}${less}`,
    entryGround('the last entry', last),
  )
}

function peakFigures(returns: readonly Return[], end: Return): readonly Figure[] {
  const peak = highest(returns)
  const fall = deepestOf(returns)
  return [
    figure(
      'peakReturnPct',
      percentText(peak.percent),
      `the highest of ${returns.length} samples, the start being 0: ${timeOf(peak)}`,
      entryGround('the peak', peak.entry),
    ),
    figure(
      'peakToEndPct',
      percentText(peak.percent.minus(end.percent)),
      `peak ${peak.percent.toFixed()} − return ${end.percent.toFixed()}`,
      entryGround('the peak', peak.entry),
      entryGround('the end', end.entry),
    ),
    figure(
      'maxDrawdownPct',
      percentText(fall.from.percent.minus(fall.to.percent)),
      `from ${fall.from.percent.toFixed()} at ${timeOf(fall.from)} to ${fall.to.percent.toFixed()} at ${timeOf(fall.to)}`,
      entryGround('the peak before the fall', fall.from.entry),
      entryGround('its deepest sample', fall.to.entry),
    ),
  ]
}

const timeOf = ({ entry }: Return): string => isoTime(entry.event.timeMicros)

function highest([first, ...others]: readonly Return[]): Return {
  if (first === undefined) throw new Error('a run without its start')
  return others.reduce((peak, each) => (each.percent.gt(peak.percent) ? each : peak), first)
}

function deepestOf(returns: readonly Return[]): { readonly from: Return; readonly to: Return } {
  const first = highest(returns.slice(0, 1))
  let peak = first
  let fall = { from: first, to: first }
  for (const each of returns) {
    if (each.percent.gt(peak.percent)) peak = each
    const depth = peak.percent.minus(each.percent)
    if (depth.gt(fall.from.percent.minus(fall.to.percent))) fall = { from: peak, to: each }
  }
  return fall
}

/** The changes between neighbouring samples: their largest, and their deviation. */
function changeFigures(returns: readonly Return[]): readonly Figure[] {
  const changes = returns.slice(1).map((to, index) => {
    const from = returns[index] ?? to
    return { from, to, change: to.percent.minus(from.percent) }
  })
  const [first] = changes
  if (first === undefined) throw new Error('a run without a sample after its start')
  const best = changes.reduce((most, each) => (each.change.gt(most.change) ? each : most), first)
  const values = changes.map(({ change }) => change)
  const mean = Decimal.sum(...values).div(values.length)
  const squares = values.map((change) => change.minus(mean).pow(2))
  const deviation = Decimal.sum(...squares)
    .div(values.length)
    .sqrt()
  return [
    figure(
      'bestDay',
      percentText(best.change),
      `from ${best.from.percent.toFixed()} at ${timeOf(best.from)} to ${best.to.percent.toFixed()} at ${timeOf(best.to)}`,
      entryGround('the sample before', best.from.entry),
      entryGround('the sample after', best.to.entry),
    ),
    figure(
      'smoothness',
      percentText(deviation),
      `the root of the mean square by which ${values.length} changes differ from their mean ${mean.toFixed(8)}`,
      ...returns.map(({ entry }) => entryGround('a sample', entry)),
    ),
  ]
}

function tickFallFigure({ fall, journal: { started } }: RunFacts): Figure {
  if (fall === null) {
    const never = 'equity never fell below the investment or a later peak'
    return figure('maxDrawdownTickPct', '0.00000000', never, entryGround('the start', started))
  }
  const { peak, addedSince, trough } = fall
  const height = peak.equity + addedSince
  const added = addedSince === 0 ? '' : `, the peak with ${exact(addedSince)} added since`
  return figure(
    'maxDrawdownTickPct',
    percentText(new Decimal(height - trough.equity).div(height).times(100)),
    `100 · (peak ${exact(height)} − ${exact(trough.equity)}) / ${exact(height)}${added}`,
    ground('the peak', peak.place),
    ground('the deepest', trough.place),
  )
}

function samplesFigure(samples: readonly JournalEntry[]): Figure {
  const value = samples.map(({ event, balances }) => ({
    time: isoTime(event.timeMicros),
    equity: amountText(bookedEquity(balances)),
  }))
  return figure(
    'samples',
    value,
    'the balance and the position at the mark: at the start, then at each sample, the end being the last',
    ...samples.map((entry) => entryGround(isoTime(entry.event.timeMicros), entry)),
  )
}
