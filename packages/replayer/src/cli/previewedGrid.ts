import type { InstrumentUnits, Preview, StartRequest } from '@gridledger/domain'

/** A grid that may be started, and the market that it was previewed in. */
export interface PreviewedGrid {
  readonly request: StartRequest
  readonly units: InstrumentUnits
  readonly preview: Preview
  readonly priceTicks: number
  readonly markTicks: number
}
