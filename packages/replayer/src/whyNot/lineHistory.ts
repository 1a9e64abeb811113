import type { FillRule, SparseData } from '@gridledger/domain'
import type { LineOrder, Place } from './lineOrder'

/** The lines of a grid from its start or an amendment on. */
export interface LaidLines {
  readonly place: Place
  readonly linesTicks: readonly number[]
  readonly priceTicks: number
}

/** Everything that a run's stream says of one price, and of the grid around it. */
export interface LineHistory {
  /** The orders at that price, in the order of their placing. */
  readonly orders: readonly LineOrder[]
  /** The start first; empty for a run without events. */
  readonly laid: readonly LaidLines[]
  readonly rules: readonly { readonly fromTick: number; readonly rule: FillRule }[]
  readonly stop: GridStop | null
  readonly lastTick: number
}

export interface GridStop {
  readonly place: Place
  readonly reason: SparseData<'GridStopped'>['reason']
  /** The take profit or stop loss that was reached; null for the season's end and a liquidation. */
  readonly trigger: StopTrigger | null
}

export interface StopTrigger {
  readonly revision: number
  readonly kind: 'take-profit' | 'stop-loss'
  /** A price, or a share of the investment. */
  readonly by: 'price' | 'ratio'
  readonly threshold: string
}
