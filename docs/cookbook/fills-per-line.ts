import { type InstrumentUnits, MICROS_PER_DAY, instrumentUnits, priceOf } from '@gridledger/domain'
import { type Projection, bucketOpen, isoTime } from '@gridledger/projections'

interface View {
  readonly units: InstrumentUnits | null
  /** Fills by day and price, as `openMicros priceTicks`. */
  readonly fills: ReadonlyMap<string, number>
}

/** How often each grid line was filled, day by day. */
const fillsPerLine: Projection<View> = {
  name: 'fills-per-line',
  version: 1,
  initialView: { units: null, fills: new Map() },
  on: {
    GridStarted: (view, { data }) => ({ ...view, units: instrumentUnits(data.instrument) }),
    OrderFilled: (view, { timeMicros, data: { line, priceTicks } }) => {
      if (line === null) return view // bought or sold at the market
      const cell = `${bucketOpen(timeMicros, MICROS_PER_DAY)} ${priceTicks}`
      return { ...view, fills: new Map(view.fills).set(cell, (view.fills.get(cell) ?? 0) + 1) }
    },
  },
  rows: ({ units, fills }) =>
    [...fills].map(([cell, count]) => {
      const [openMicros = 0, priceTicks = 0] = cell.split(' ').map(Number)
      const price = units === null ? null : priceOf(units, priceTicks)
      return { day: isoTime(openMicros), price, fills: count }
    }),
  chart: { kind: 'heat', x: 'day', y: 'price', value: 'fills' },
}
export default fillsPerLine
