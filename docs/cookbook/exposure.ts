import { Decimal, MICROS_PER_HOUR, amountOf } from '@gridledger/domain'
import {
  type BucketsView,
  type EquityView,
  type Projection,
  buckets,
  equity,
  equityOf,
  isoTime,
} from '@gridledger/projections'

/** The open position at the end of every hour: what it is worth, and how often that is the equity. */
const exposure: Projection<BucketsView<EquityView>> = {
  ...buckets(MICROS_PER_HOUR, equity),
  name: 'exposure',
  rows: ({ closed }) =>
    closed.map(({ openMicros, view }) => {
      const { positionLots, moneyPerLotTick } = view.account
      const value = amountOf(positionLots * view.markTicks * moneyPerLotTick)
      const now = amountOf(equityOf(view))
      return {
        hour: isoTime(openMicros),
        value,
        equity: now,
        'leverage in use': now.isZero() ? new Decimal(0) : value.abs().div(now),
      }
    }),
  chart: { kind: 'lines', x: 'hour', y: ['value'] },
}
export default exposure
