import type { FillRule, GridParameters, Money, NeutralStart } from '@gridledger/domain'
import type { Projection } from './projection'

/** What a grid ran under from a moment on. */
export interface TermsInForce {
  readonly fromMicros: number
  readonly parameters: GridParameters
  readonly fillRule: FillRule
  readonly quantityLots: number
}

/** The terms of a grid, one after the other; money in 1e-8 of the quote currency. */
export interface GridTermsView {
  /** Those of the start, then those of each amendment. */
  readonly terms: readonly TermsInForce[]
  readonly neutralStart: NeutralStart | null
  /** All margin that amendments have added to the investment. */
  readonly addedMargin: Money
  /** When the grid stopped; null before. */
  readonly stoppedMicros: number | null
}

/** Under which terms a grid ran, and when it stopped. */
export const gridTerms: Projection<GridTermsView> = {
  name: 'grid-terms',
  version: 1,
  initialView: { terms: [], neutralStart: null, addedMargin: 0, stoppedMicros: null },
  on: {
    GridStarted: (view, { timeMicros, data }) => {
      const { parameters, fillRule, quantityLots, neutralStart } = data
      const started = { fromMicros: timeMicros, parameters, fillRule, quantityLots }
      return { ...view, terms: [started], neutralStart }
    },
    ParametersAmended: (view, { timeMicros, data }) => {
      const { parameters, fillRule, quantityLots, addedMargin } = data
      const amended = { fromMicros: timeMicros, parameters, fillRule, quantityLots }
      return {
        ...view,
        terms: [...view.terms, amended],
        addedMargin: view.addedMargin + addedMargin,
      }
    },
    GridStopped: (view, { timeMicros }) => ({ ...view, stoppedMicros: timeMicros }),
  },
}
