import { MICROS_PER_HOUR, instrumentUnits, priceOf } from '@gridledger/domain'
import {
  type BucketsView,
  type GridFactsView,
  type LiquidationDistanceView,
  type Projection,
  buckets,
  combined,
  gridFacts,
  isoTime,
  liquidationDistance,
} from '@gridledger/projections'

interface Views {
  readonly facts: GridFactsView
  readonly liquidation: LiquidationDistanceView
}

/** Where the mark would have had to go for each bot to be liquidated, hour by hour: nowhere while it was flat. */
const liquidationPrice: Projection<BucketsView<Views>> = {
  ...buckets(
    MICROS_PER_HOUR,
    combined<Views>('liquidation', 1, { facts: gridFacts, liquidation: liquidationDistance }),
  ),
  name: 'liquidation-price',
  rows: ({ closed }) =>
    closed.map(({ openMicros, view: { facts, liquidation } }) => {
      const { account, now } = liquidation
      const isKnown = facts.instrument !== null && now !== null && now.priceTicks !== null
      const price = isKnown ? priceOf(instrumentUnits(facts.instrument), now.priceTicks) : null
      const isLong = account.positionLots > 0
      return {
        hour: isoTime(openMicros),
        'if it falls to': isLong ? price : null,
        'if it rises to': isLong ? null : price,
      }
    }),
  chart: { kind: 'lines', x: 'hour', y: ['if it falls to', 'if it rises to'] },
}
export default liquidationPrice
