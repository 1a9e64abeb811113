import type { GridParameters, Instrument } from '@gridledger/domain'
import type { Projection } from './projection'

/** How a grid was started, as amended since, and how it ended. */
export interface GridFactsView {
  readonly instrument: Instrument | null
  readonly parameters: GridParameters | null
  readonly startMicros: number
  readonly startPriceTicks: number
  readonly quantityLots: number
  readonly stopReason: 'seasonEnd' | 'takeProfit' | 'stopLoss' | 'liquidated' | null
  readonly liquidated: boolean
}

/** How a grid was started, as amended since, and how it ended. */
export const gridFacts: Projection<GridFactsView> = {
  name: 'grid-facts',
  version: 1,
  initialView: {
    instrument: null,
    parameters: null,
    startMicros: 0,
    startPriceTicks: 0,
    quantityLots: 0,
    stopReason: null,
    liquidated: false,
  },
  on: {
    GridStarted: (view, { timeMicros, data }) => ({
      ...view,
      instrument: data.instrument,
      parameters: data.parameters,
      startMicros: timeMicros,
      startPriceTicks: data.priceTicks,
      quantityLots: data.quantityLots,
    }),
    ParametersAmended: (view, { data }) => ({
      ...view,
      parameters: data.parameters,
      quantityLots: data.quantityLots,
    }),
    PositionLiquidated: (view) => ({ ...view, liquidated: true }),
    GridStopped: (view, { data }) => ({ ...view, stopReason: data.reason }),
  },
}
