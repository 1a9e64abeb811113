import type { WireEvent } from '@gridledger/domain'

/** In what way a ledger is not what it should be. */
export type DifferenceKind =
  /** Another event at this place than the one that is derived. */
  | 'changed'
  /** Events that are derived are not there; those after them are. */
  | 'missing'
  /** Events that nothing derives stand between those that are. */
  | 'extra'
  /** Two neighbours have changed places. */
  | 'swapped'
  /** The stream ends before it should. */
  | 'cut-short'
  /** The stream goes on after its end. */
  | 'after-end'
  /** The events are not those whose hashes were stored. */
  | 'chain'
  /** What is stored cannot be read as events. */
  | 'unreadable'
  /** The season was never finished, or its end was cut off. */
  | 'unfinished'
  /** Recorded by another version of the rules: it cannot be derived again here. */
  | 'other-rules'
  /** A view that was kept for seeking is not what the events give: no event, but `replay` shows it. */
  | 'snapshot'
  /** It is not what a checkpoint says it was. */
  | 'checkpoint'

/** One difference, and its place. Events are as `events --json` prints them, money as text. */
export interface Difference {
  readonly kind: DifferenceKind
  readonly stream: string
  /** Null where the place within the stream is unknown. */
  readonly revision: number | null
  readonly message: string
  /** The event as it is derived, and the one that is there; null where there is none. */
  readonly expected: WireEvent | null
  readonly found: WireEvent | null
}

/** A difference of a whole stream, or of a place where no two events are set side by side. */
export function differenceAt(
  kind: DifferenceKind,
  stream: string,
  revision: number | null,
  message: string,
): Difference {
  return { kind, stream, revision, message, expected: null, found: null }
}
