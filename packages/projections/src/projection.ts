import type {
  Cause,
  Decimal,
  DenseData,
  DenseType,
  SparseData,
  SparseType,
} from '@gridledger/domain'
import type { Stretches } from './stretch'

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
  /** What happened. */
  readonly type: Type
  /** Its stream; of a fork the fork's own, also for what its parent did before. */
  readonly stream: string
  /** Its place there, from 0; of a fork the count goes on from its parent's. */
  readonly revision: number
  /** When, in microseconds since 1970 (UTC); of what a run does, the time of its tick. */
  readonly timeMicros: number
  /** Whose run it is of: `qwen3`, or `qwen3~wide` of a fork; null for events of tapes and seasons. */
  readonly contestant: string | null
  /**
   * Revision in `ticks-<tape>` of the tick that brought it about, of PriceTicked its own; null for
   * all else of tapes and seasons.
   */
  readonly tick: number | null
  /** What directly brought it about: another event, or a line of a source file. */
  readonly cause: Cause
  /** The fields of its type. */
  readonly data: DataOf<Type>
}
/** The events that views get, by type: `EventMap['OrderFilled']` is one's. */
export type EventMap = { readonly [T in EventType]: ViewedEvent<T> }

/** What a cell of a row holds; a time is text in ISO 8601 (`isoTime`), a decimal is written exactly. */
export type Cell = string | number | boolean | Decimal | null

/** A row of a view as people read it, by the titles of its columns. */
export type Row = Readonly<Record<string, Cell>>

/** How rows are drawn; `x`, `y` and `value` are titles of their columns. */
export type Chart =
  /** A line or a group of bars for each title in `y`, over times, numbers or names. */
  | { readonly kind: 'lines' | 'bars'; readonly x: string; readonly y: readonly string[] }
  /** A cell for each row, coloured by its value. */
  | { readonly kind: 'heat'; readonly x: string; readonly y: string; readonly value: string }

/** How a view follows an event; `withStretch` makes one that also takes many ticks or checks at once. */
export interface Handler<View, Type extends EventType> {
  (view: View, event: EventMap[Type]): View
  /** The view after neighbouring rows, the same as one by one. */
  readonly stretch?: (view: View, rows: StretchOf<Type>) => View
}

type StretchOf<Type extends EventType> = Type extends keyof Stretches ? Stretches[Type] : never

/**
 * A view as a fold over events. It is of one contestant's run and its market, merged in the order of
 * the causing tick: funding rates and marks up to the tick, the tick, what orders did, the check, what
 * the check or a stop brought about. A view of a season sees all of its runs so, at each tick one
 * after the other in order of entry. `on` names what it listens to, and how each event changes the
 * view; it sees nothing else. A handler returns the view as it is from there on and leaves the one it
 * was given as it was. A view is plain data, maps, sets and decimals, so that it can be stored.
 */
export interface Projection<View> {
  readonly name: string
  /** Raised when the same events make another view: stored views of other versions are rebuilt. */
  readonly version: number | string
  /** Whether a view is of each run by itself, which is so when it is absent, or of all runs together. */
  readonly of?: 'run' | 'season'
  readonly initialView: View
  readonly on: { readonly [T in EventType]?: Handler<View, T> }
  /** Takes in what only the end of the events settles. */
  readonly finish?: (view: View) => View
  /** The finished view as people read it, in decimals and times: what `project` prints. */
  readonly rows?: (view: View) => readonly Row[]
  /** How the rows are drawn; where it is absent, all columns of numbers over the first column. */
  readonly chart?: Chart
}
