import type { EventMap, EventType, Handler } from './projection'

/** Neighbouring ticks between which nothing else happens that the view listens to. */
export interface PriceStretch {
  /** The first row, and the one after the last: all columns may hold more than these. */
  readonly from: number
  readonly to: number
  readonly timesMicros: Float64Array
  readonly pricesTicks: Float64Array
}

/** The same of the checks of one run; money in 1e-8 of the quote currency. */
export interface CheckStretch {
  readonly from: number
  readonly to: number
  readonly timesMicros: Float64Array
  /** The tick of each check. */
  readonly ticks: Float64Array
  readonly equities: Float64Array
  readonly maintenances: Float64Array
  readonly pendingFees: Float64Array
}

/** The types of events that come in stretches. */
export interface Stretches {
  readonly PriceTicked: PriceStretch
  readonly LiquidationChecked: CheckStretch
}

/**
 * A handler of ticks or checks that also takes a whole stretch of them at once, as columns, for speed:
 * `stretch` must make the view that `handler` makes of its rows one after the other (`viewOf` of
 * `@gridledger/projections/testing` holds it to that). A stretch has at least one row; where it ends
 * says nothing. Whatever wraps the handler alone still gets every row.
 */
export function withStretch<View, Type extends EventType & keyof Stretches>(
  handler: (view: View, event: EventMap[Type]) => View,
  stretch: (view: View, rows: Stretches[Type]) => View,
): Handler<View, Type> {
  return Object.assign((view: View, event: EventMap[Type]) => handler(view, event), { stretch })
}
