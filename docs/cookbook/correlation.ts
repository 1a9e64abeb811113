import { Decimal, MICROS_PER_HOUR, amountOf } from '@gridledger/domain'
import {
  type BucketsView,
  type EachRunView,
  type EquityView,
  type Projection,
  buckets,
  eachRun,
  equity,
  equityOf,
} from '@gridledger/projections'

/** Of every pair of runs, how alike their hourly profits are: Pearson's coefficient, −1 to 1. */
const correlation: Projection<BucketsView<EachRunView<EquityView>>> = {
  ...buckets(MICROS_PER_HOUR, eachRun(equity)),
  name: 'correlation',
  rows: ({ closed }) => {
    const names = [...(closed.at(-1)?.view.runs.keys() ?? [])]
    const changes = new Map(
      names.map((name) => {
        const values = closed.map(({ view }) => profitOf(view.runs.get(name)))
        return [name, values.slice(1).map((value, hour) => value.minus(values[hour] ?? 0))]
      }),
    )
    return names.map((name) => ({
      run: name,
      ...Object.fromEntries(
        names.map((other) => [other, pearson(changes.get(name) ?? [], changes.get(other) ?? [])]),
      ),
    }))
  },
}
export default correlation

function profitOf(view: EquityView | undefined): Decimal {
  if (view === undefined) return new Decimal(0)
  return amountOf(equityOf(view) - view.account.investment - view.account.addedMargin)
}

function pearson(a: readonly Decimal[], b: readonly Decimal[]): Decimal | null {
  if (a.length < 2) return null
  const [x, y] = [fromMean(a), fromMean(b)]
  const scale = product(x, x).times(product(y, y)).sqrt()
  return scale.isZero() ? null : product(x, y).div(scale)
}

function fromMean(values: readonly Decimal[]): readonly Decimal[] {
  const mean = Decimal.sum(...values).div(values.length)
  return values.map((value) => value.minus(mean))
}

function product(a: readonly Decimal[], b: readonly Decimal[]): Decimal {
  return a.reduce((sum, value, index) => sum.plus(value.times(b[index] ?? 0)), new Decimal(0))
}
