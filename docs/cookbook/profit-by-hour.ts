import { Decimal, MICROS_PER_DAY, MICROS_PER_HOUR, type Money, amountOf } from '@gridledger/domain'
import {
  type BucketsView,
  type EquityView,
  type Projection,
  buckets,
  equity,
  equityOf,
} from '@gridledger/projections'

/** Equity at the end of every hour, without the margin that was added: what changes it is profit. */
const earned = ({ account }: EquityView, equityNow: Money) =>
  equityNow - account.investment - account.addedMargin

/** What a run earned in each hour of the day (UTC), all its days together. */
const profitByHour: Projection<BucketsView<EquityView>> = {
  ...buckets(MICROS_PER_HOUR, equity),
  name: 'profit-by-hour',
  rows: ({ closed }) => {
    const ends = closed.map(({ openMicros, view }) => ({
      openMicros,
      earned: earned(view, equityOf(view)),
    }))
    const hours = ends.map((end, index) => ({
      hour: (end.openMicros % MICROS_PER_DAY) / MICROS_PER_HOUR,
      profit: end.earned - (ends[index - 1]?.earned ?? 0),
    }))
    return Array.from({ length: 24 }, (_, hour) => {
      const profits = hours.filter((each) => each.hour === hour).map(({ profit }) => profit)
      const sum = profits.reduce((total, profit) => total + profit, 0)
      return {
        hour,
        profit: amountOf(sum),
        'mean an hour': profits.length === 0 ? null : amountOf(sum).div(profits.length),
        'hours won %': share(profits.filter((profit) => profit > 0).length, profits.length),
        hours: profits.length,
      }
    })
  },
  chart: { kind: 'bars', x: 'hour', y: ['profit'] },
}
export default profitByHour

function share(part: number, whole: number): Decimal | null {
  return whole === 0 ? null : new Decimal(part).div(whole).times(100)
}
