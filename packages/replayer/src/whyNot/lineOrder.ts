import type { Side } from '@gridledger/domain'
import type { TickRange } from './nearestApproach'

/** Where an event stands in its run: its revision, and the tick that brought it about. */
export interface Place {
  readonly revision: number
  readonly tick: number
  readonly timeMicros: number
}

/** What laid an order: the start, an amendment, a fill, or the tick that woke a dormant slot. */
export type OrderOrigin =
  | { readonly kind: 'start' | 'amendment'; readonly event: number }
  | { readonly kind: 'fill'; readonly event: number; readonly fill: number }
  /** `event` is the revision of the tick. */
  | { readonly kind: 'tick'; readonly event: number }

/** How an order ended; `event` is the revision of what cancelled it. */
export type OrderEnd =
  | {
      readonly kind: 'filled'
      readonly place: Place
      readonly fill: number
      /** The order that the fill placed on the neighbouring line; null where that was taken. */
      readonly counter: CounterOrder | null
    }
  | {
      readonly kind: 'cancelled'
      readonly place: Place
      readonly by: 'amendment' | 'take-profit' | 'stop-loss' | 'liquidation'
      readonly event: number
    }
  | { readonly kind: 'season-end'; readonly place: Place }

export interface CounterOrder {
  readonly side: Side
  readonly priceTicks: number
  readonly revision: number
}

/** An order that rested at a price of a run, from its placing to its end. */
export interface LineOrder {
  readonly side: Side
  readonly line: number
  readonly priceTicks: number
  readonly quantityLots: number
  readonly placed: Place
  readonly origin: OrderOrigin
  /** Null while it rests in an unfinished season. */
  readonly end: OrderEnd | null
}

/** The ticks that could have filled an order, `to` excluded: after its placing, to its end. */
export function fillableTicks({ placed, end }: LineOrder, recordedTicks: number): TickRange {
  const from = placed.tick + 1
  if (end === null) return { from, to: recordedTicks }
  // A stop or a liquidation comes after the fills of its tick; an amendment and the end before them.
  const isAfterFills = end.kind === 'cancelled' && end.by !== 'amendment'
  return { from, to: isAfterFills ? end.place.tick + 1 : end.place.tick }
}

/** Whether the order rested after a tick with all its events. */
export function restsAfter({ placed, end }: LineOrder, tick: number): boolean {
  return placed.tick <= tick && (end === null || end.place.tick > tick)
}
