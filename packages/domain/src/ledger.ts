import type { TaskEither } from 'fp-ts/TaskEither'
import type { Either } from 'fp-ts/Either'
import type { DenseBatch, SparseEvent } from './events/canonical'

/** Events of a sparse stream, in order, as objects. */
export interface SparseBatch {
  readonly kind: 'sparse'
  readonly events: readonly SparseEvent[]
}
/** Events of one stream in order: sparse ones as objects, dense ones as columns. */
export type EventBatch = SparseBatch | DenseBatch

/** A batch that was read, and the revision of its first event. */
export interface ReadBatch {
  readonly stream: string
  readonly firstRevision: number
  readonly batch: EventBatch
}

/** Events for the end of a stream, whose last one has the expected revision: −1 for a new stream. */
export interface Append {
  readonly stream: string
  readonly expectedRevision: number
  readonly batch: EventBatch
}

/** What can go wrong with a ledger. */
export type LedgerError =
  /** Another writer was there first, or what was appended differs from what is there. */
  | {
      readonly kind: 'conflict'
      readonly stream: string
      readonly expectedRevision: number
      readonly actualRevision: number
    }
  /** What is stored cannot be what was written. */
  | {
      readonly kind: 'corrupt'
      readonly stream: string
      readonly revision: number | null
      readonly message: string
    }
  /** What the address names is no ledger, or not one that this program can use. */
  | { readonly kind: 'unusable'; readonly message: string }
  /** The file, disk or server failed. */
  | { readonly kind: 'unavailable'; readonly message: string }

/** The end of a stream: how many events it has, and its hash chain up to there, hex. */
export interface StreamHead {
  readonly stream: string
  readonly events: number
  readonly chain: string
}

/** A view of a season as it stood after a tick. */
export interface Snapshot {
  readonly season: string
  /** Name and version of the view: one of another version is never taken for it. */
  readonly view: string
  readonly version: string
  /** Revision in `ticks-<tape>` of the last tick in it. */
  readonly tick: number
  /** JSON text. */
  readonly content: string
}

/**
 * Views that a ledger keeps beside its events, so that reading need not begin at the start: a cache,
 * never a source. No chain and no digest covers them, and what is read is the same without them.
 */
export interface Snapshots {
  /** Keeps one in place of any other of the same view and tick. */
  put(snapshot: Snapshot): TaskEither<LedgerError, void>
  /** The last one of a view after `tick` or an earlier one. */
  latest(
    of: Pick<Snapshot, 'season' | 'view' | 'version'>,
    tick: number,
  ): TaskEither<LedgerError, Snapshot | undefined>
}

/**
 * An append-only store of streams. Revisions count from 0; an expected revision is that of the
 * stream's last event, −1 for a new stream, and is always given. An append is atomic. Repeating an
 * identical append at the same expected revision is answered as the first was; any other is a
 * conflict.
 */
export interface Ledger {
  /** Where it lies, as the user would write it. */
  readonly address: string
  /** Adds events to the end of a stream and answers with its new head; a Left is no append. */
  append(
    stream: string,
    expectedRevision: number,
    batch: EventBatch,
  ): TaskEither<LedgerError, StreamHead>
  /**
   * Appends to several streams in this order, answered by their new heads. A Left is that of the first
   * that cannot be made: none after it is made, and those before it may be or not.
   */
  appendAll(appends: readonly Append[]): TaskEither<LedgerError, readonly StreamHead[]>
  /** Events from revision `from` to before `to`, in batches. */
  read(stream: string, from?: number, to?: number): AsyncIterable<Either<LedgerError, ReadBatch>>
  /** The events from `from` on, and then those that are appended, until the reader leaves. */
  subscribe(stream: string, from?: number): AsyncIterable<Either<LedgerError, ReadBatch>>
  /** Undefined for a stream that has no events. */
  head(stream: string): TaskEither<LedgerError, StreamHead | undefined>
  /** The hash chain of a stream as it was stored link by link: h of each whole link, hex. */
  links(stream: string): TaskEither<LedgerError, readonly string[]>
  /** Names of all streams in order of their names. */
  streams(): TaskEither<LedgerError, readonly string[]>
  /** Absent where a ledger keeps none. */
  readonly snapshots?: Snapshots
  /** Gives back what the ledger holds of files and connections. No call may follow. */
  close(): void
}

/** How many events a batch has. */
export function batchLength(batch: EventBatch): number {
  return batch.kind === 'sparse' ? batch.events.length : batch.count
}

/** The stream of a tape's opening, funding rates and end. */
export const tapeStream = (tape: string): string => `tape-${tape}`
/** The stream of a tape's last prices: PriceTicked alone. */
export const ticksStream = (tape: string): string => `ticks-${tape}`
/** The stream of a tape's mark prices: MarkPriceTicked alone. */
export const marksStream = (tape: string): string => `marks-${tape}`
/** The stream of a season and who entered it. */
export const seasonStream = (season: string): string => `season-${season}`
/** The stream of what a run did; `run` is its name, see `runName`. */
export const runStream = (run: string): string => `run-${run}`
/** The stream of a run's checks: LiquidationChecked alone. */
export const checksStream = (run: string): string => `checks-${run}`
/** A run's name: its season and contestant, `<season>.<contestant>`. */
export const runName = (season: string, contestant: string): string => `${season}.${contestant}`

/** Whose events a stream holds: every event carries its season, those of a tape their tape. */
export function ownerOf(stream: string): { readonly season: string } | { readonly tape: string } {
  const [kind = '', name = ''] = splitOnce(stream, '-')
  if (kind === 'tape' || kind === 'ticks' || kind === 'marks') return { tape: name }
  return { season: splitOnce(name, '.')[0] ?? name }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const index = text.indexOf(separator)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}
