import type { FillRule, Side } from '@gridledger/domain'
import type { GridStop, LaidLines } from './lineHistory'
import type { LineOrder } from './lineOrder'
import type { Approach } from './nearestApproach'

/** An order with the nearest that the price came while it rested; null where no tick could fill it. */
export interface WatchedOrder {
  readonly order: LineOrder
  /** From its placing to the end of the moment's candle. */
  readonly before: Approach | null
  /** In that candle; of trades, at the moment. */
  readonly then: Approach | null
  /** After that, until its end; null also for an order that filled. */
  readonly after: Approach | null
}

/** Last prices, the lowest and the highest. */
export interface PriceSpan {
  readonly lowTicks: number
  readonly highTicks: number
}

/** A line beside a price that is none. */
export interface NeighbourLine {
  readonly priceTicks: number
  /** Revision of the order that rests there; null for none. */
  readonly order: number | null
  readonly side: Side | null
}

/** Why a line did not fill, or that it did: each kind with what it stands on. */
export type Reason =
  | { readonly kind: 'filled'; readonly orders: readonly LineOrder[] }
  | { readonly kind: 'not-started'; readonly start: LaidLines; readonly next: LineOrder | null }
  | {
      readonly kind: 'stopped' | 'season-ended'
      readonly stop: GridStop
      readonly watched: WatchedOrder | null
    }
  | {
      readonly kind: 'outside-range'
      readonly laid: LaidLines
      readonly beyondTicks: number
      readonly prices: PriceSpan
      readonly next: LineOrder | null
    }
  | {
      readonly kind: 'not-a-line'
      readonly laid: LaidLines
      readonly below: NeighbourLine
      readonly above: NeighbourLine
      readonly prices: PriceSpan
      readonly next: LineOrder | null
    }
  | { readonly kind: 'not-reached' | 'just-placed'; readonly watched: WatchedOrder }
  | {
      readonly kind: 'start-tick' | 'amendment-tick' | 'candle-path' | 'end-tick'
      readonly watched: WatchedOrder
      /** The tick that reached the line and filled nothing. */
      readonly reached: Approach
    }
  | { readonly kind: 'fill-rule'; readonly rule: FillRule; readonly watched: WatchedOrder }
  | { readonly kind: 'other-side'; readonly watched: WatchedOrder; readonly next: LineOrder | null }
  | {
      readonly kind: 'filled-before'
      readonly order: LineOrder
      readonly prices: PriceSpan
      readonly next: LineOrder | null
    }
  | {
      readonly kind: 'empty-line'
      readonly laid: LaidLines
      readonly prices: PriceSpan
      readonly next: LineOrder | null
    }
  | {
      readonly kind: 'dormant-slot'
      readonly laid: LaidLines
      /** The line that the price has to reach to wake the next slot. */
      readonly wakesAtTicks: number
      readonly prices: PriceSpan
      readonly next: LineOrder | null
    }
