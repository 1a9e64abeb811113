import { Decimal, MICROS_PER_DAY, MICROS_PER_HOUR, amountOf } from '@gridledger/domain'
import {
  type BucketsView,
  type EquityView,
  type Projection,
  buckets,
  equity,
  equityOf,
} from '@gridledger/projections'

/** What both ratios are taken from; each is another answer. */
const SAMPLINGS = [
  { sampling: 'hourly', hours: 1 },
  { sampling: 'daily at 00:00 UTC', hours: 24 },
]
const HOURS_A_YEAR = 24 * 365

/**
 * Sharpe and Sortino ratios of a run's returns, in percent of its investment, against nothing (a
 * riskless rate of 0) and with population deviations; a year has 365 days. Only whole stretches count.
 */
const sharpe: Projection<BucketsView<EquityView>> = {
  ...buckets(MICROS_PER_HOUR, equity),
  name: 'sharpe',
  rows: ({ closed }) =>
    SAMPLINGS.map(({ sampling, hours }) => {
      const ends = closed.filter(
        ({ openMicros }) =>
          ((openMicros + MICROS_PER_HOUR) % MICROS_PER_DAY) % (hours * MICROS_PER_HOUR) === 0,
      )
      const returns = ends.map(({ view }) => returnOf(view))
      const changes = returns.slice(1).map((value, index) => value.minus(returns[index] ?? 0))
      const mean = meanOf(changes)
      const yearly = new Decimal(HOURS_A_YEAR).div(hours).sqrt()
      const deviation = meanOf(changes.map((change) => change.minus(mean).pow(2))).sqrt()
      const downside = meanOf(changes.map((change) => Decimal.min(0, change).pow(2))).sqrt()
      return {
        sampling,
        returns: changes.length,
        'mean %': mean,
        'deviation %': deviation,
        sharpe: deviation.isZero() ? null : mean.div(deviation).times(yearly),
        sortino: downside.isZero() ? null : mean.div(downside).times(yearly),
      }
    }),
  chart: { kind: 'bars', x: 'sampling', y: ['sharpe', 'sortino'] },
}
export default sharpe

function returnOf(view: EquityView): Decimal {
  const { investment, addedMargin } = view.account
  return amountOf(equityOf(view) - investment - addedMargin)
    .div(amountOf(investment))
    .times(100)
}

function meanOf(values: readonly Decimal[]): Decimal {
  return values.length === 0 ? new Decimal(0) : Decimal.sum(...values).div(values.length)
}
