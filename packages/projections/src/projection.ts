import type { Cause, DenseData, DenseType, SparseData, SparseType } from '@gridledger/domain'

/** Every type of event that a view can listen to. */
export type EventType = SparseType | DenseType
type DataOf<Type extends EventType> = Type extends SparseType
  ? SparseData<Type>
  : Type extends DenseType
    ? DenseData<Type>
    : never

/**
 * An event as views get it. Prices are in ticks, quantities in lots, money in 1e-8 of the quote
 * currency. Dense events (PriceTicked, MarkPriceTicked, LiquidationChecked) come in one object that
 * is used again for the next tick: take its numbers, do not keep the object.
 */
export interface ViewedEvent<Type extends EventType> {
  readonly type: Type
  readonly stream: string
  readonly revision: number
  readonly timeMicros: number
  /** Revision of the causing tick in `ticks-<tape>`; null for events of tapes and seasons. */
  readonly tick: number | null
  readonly cause: Cause
  readonly data: DataOf<Type>
}
/** The events that views get, by type: `EventMap['OrderFilled']` is one's. */
export type EventMap = { readonly [T in EventType]: ViewedEvent<T> }

/**
 * A view of a run and its market as a fold over their events, merged in the order of the causing
 * tick: funding rates and marks up to the tick, the tick, what orders did, the check, what the check
 * or a stop brought about. `on` names what it listens to; it sees nothing else. A handler returns
 * the view as it is from there on and leaves the one it was given as it was.
 */
export interface Projection<View> {
  readonly name: string
  /** Raised when the same events make another view: stored views of older versions are rebuilt. */
  readonly version: number
  readonly initialView: View
  readonly on: { readonly [T in EventType]?: (view: View, event: EventMap[T]) => View }
  /** Takes in what only the end of the events settles. */
  readonly finish?: (view: View) => View
}
