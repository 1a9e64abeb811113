import { MICROS_PER_DAY, type Money, amountOf } from '@gridledger/domain'
import { type BucketsView, type Projection, buckets, isoTime } from '@gridledger/projections'

interface Funding {
  readonly received: Money
  readonly paid: Money
  readonly payments: number
}
const NONE: Funding = { received: 0, paid: 0, payments: 0 }

const funding: Projection<Funding> = {
  name: 'funding',
  version: 1,
  initialView: NONE,
  on: {
    FundingSettled: ({ received, paid, payments }, { data: { amount } }) => ({
      received: received + Math.max(0, amount),
      paid: paid + Math.max(0, -amount),
      payments: payments + 1,
    }),
  },
}

/** What each day's funding came to: every day begins at nothing. */
const fundingByDay: Projection<BucketsView<Funding>> = {
  ...buckets(MICROS_PER_DAY, funding, () => NONE),
  name: 'funding-by-day',
  rows: ({ closed }) =>
    closed.map(({ openMicros, view: { received, paid, payments } }) => ({
      day: isoTime(openMicros),
      received: amountOf(received),
      paid: amountOf(paid),
      net: amountOf(received - paid),
      payments,
    })),
  chart: { kind: 'bars', x: 'day', y: ['net'] },
}
export default fundingByDay
