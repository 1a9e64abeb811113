import { Decimal, amountOf } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { type Figure, amountText, exact, figure, ground, inSum } from './figure'

/** Profit at a sample in percent of the investment, and the event that says it. */
export interface Return {
  readonly timeMicros: number
  readonly percent: Decimal
  readonly event: string
}

/** Profit in percent of the investment; money in 1e-8. */
export function percentOf(profit: number, investment: number): Decimal {
  return amountOf(profit).div(amountOf(investment)).times(100)
}

/** At least eight decimals, as `run --json` prints it. */
export function percentText(value: Decimal): string {
  return value.toFixed(Math.max(8, value.decimalPlaces()))
}

/** The return at the end, money in 1e-8. */
export function returnFigure(profit: number, investment: number, event: string): Figure {
  return figure(
    'returnPct',
    percentText(percentOf(profit, investment)),
    `100 · total profit ${inSum(profit)} / investment ${exact(investment)}`,
    ground('the end', event),
  )
}

/** Peak and falls of the samples, the start being the first of them. */
export function peakFigures(returns: readonly Return[], end: Return): readonly Figure[] {
  const peak = highest(returns)
  const fall = deepestOf(returns)
  return [
    figure(
      'peakReturnPct',
      percentText(peak.percent),
      `the highest of ${returns.length} samples, the start being 0: ${timeOf(peak)}`,
      ground('the peak', peak.event),
    ),
    figure(
      'peakToEndPct',
      percentText(peak.percent.minus(end.percent)),
      `peak ${peak.percent.toFixed()} − return ${end.percent.toFixed()}`,
      ground('the peak', peak.event),
      ground('the end', end.event),
    ),
    figure(
      'maxDrawdownPct',
      percentText(fall.from.percent.minus(fall.to.percent)),
      `from ${placed(fall.from)} to ${placed(fall.to)}`,
      ground('the peak before the fall', fall.from.event),
      ground('its deepest sample', fall.to.event),
    ),
  ]
}

/** The changes between neighbouring samples: their largest, and their deviation. */
export function changeFigures(returns: readonly Return[]): readonly Figure[] {
  const changes = returns.slice(1).map((to, index) => {
    const from = returns[index] ?? to
    return { from, to, change: to.percent.minus(from.percent) }
  })
  const [first] = changes
  if (first === undefined) throw new Error('no sample after the start')
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
      `from ${placed(best.from)} to ${placed(best.to)}`,
      ground('the sample before', best.from.event),
      ground('the sample after', best.to.event),
    ),
    figure(
      'smoothness',
      percentText(deviation),
      `the root of the mean square by which ${values.length} changes differ from their mean ${mean.toFixed(8)}`,
      ...returns.map(({ event }) => ground('a sample', event)),
    ),
  ]
}

/** A list of samples as `run --json` has it; equity in 1e-8. */
export function samplesFigure(
  samples: readonly {
    readonly timeMicros: number
    readonly equity: number
    readonly event: string
  }[],
  arithmetic: string,
): Figure {
  const value = samples.map(({ timeMicros, equity }) => {
    return { time: isoTime(timeMicros), equity: amountText(equity) }
  })
  const grounds = samples.map(({ timeMicros, event }) => ground(isoTime(timeMicros), event))
  return figure('samples', value, arithmetic, ...grounds)
}

const timeOf = ({ timeMicros }: Return): string => isoTime(timeMicros)
const placed = (at: Return): string => `${at.percent.toFixed()} at ${timeOf(at)}`

function highest([first, ...others]: readonly Return[]): Return {
  if (first === undefined) throw new Error('samples without the start')
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
