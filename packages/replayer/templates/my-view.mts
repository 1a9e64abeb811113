import {
  type Money,
  type InstrumentUnits,
  amountOf,
  instrumentUnits,
  priceOf,
} from '@gridledger/domain'
import type { Projection } from '@gridledger/projections'

/** What is known after each event: plain data, maps, sets and decimals. */
interface View {
  /** Of the instrument: it turns ticks and lots into decimals. */
  readonly units: InstrumentUnits | null
  /** By price in ticks. */
  readonly lines: ReadonlyMap<number, { readonly fills: number; readonly fees: Money }>
}

/** How often each price was traded, and what it cost: put your own view in its place. */
const projection: Projection<View> = {
  name: 'my-view',
  // Raise it when the same events make another view.
  version: 1,
  initialView: { units: null, lines: new Map() },
  // What it listens to: each function returns the view as it is after the event.
  on: {
    GridStarted: (view, { data }) => ({ ...view, units: instrumentUnits(data.instrument) }),
    OrderFilled: (view, { data: { priceTicks, fee } }) => {
      const before = view.lines.get(priceTicks) ?? { fills: 0, fees: 0 }
      const after = { fills: before.fills + 1, fees: before.fees + fee }
      return { ...view, lines: new Map(view.lines).set(priceTicks, after) }
    },
  },
  // How it is read: rows with decimals and times (`isoTime`) in place of ticks, lots and microseconds.
  rows: ({ units, lines }) =>
    [...lines]
      .sort(([a], [b]) => a - b)
      .map(([priceTicks, { fills, fees }]) => ({
        price: units === null ? null : priceOf(units, priceTicks),
        fills,
        fees: amountOf(fees),
      })),
  chart: { kind: 'bars', x: 'price', y: ['fills'] },
}
export default projection
