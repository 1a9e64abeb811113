import * as E from 'fp-ts/Either'
import type { DenseBatch, LedgerError, SparseBatch, StreamHead } from '@gridledger/domain'

/** What one stream holds: sparse events, or dense ones of one type and one stream of causes. */
export type Content = Pick<SparseBatch, 'kind'> | Pick<DenseBatch, 'kind' | 'type' | 'causeStream'>

/** One stream as a ledger keeps it, as far as an append of a batch of its own form has to know it. */
export interface KeptStream<Batch> {
  readonly name: string
  readonly events: number
  /** Null while it is empty. */
  readonly content: Content | null
  /** Whether its events from a revision on, all of them within it, are those of a batch. */
  readonly holds: (batch: Batch, from: number) => boolean
  /** The hash chain of its first `events` events, hex. */
  readonly chainAt: (events: number) => string
  /** Writes a batch at its end, all or nothing; returns the new chain, hex. */
  readonly write: (batch: Batch) => string
}

/** Events of a batch, sparse ones as objects or as they are stored. */
type AnyBatch =
  DenseBatch | { readonly kind: 'sparse' | 'stored'; readonly events: readonly unknown[] }

/** Where a batch of `length` events belongs: at a stream's end, among what is there, or nowhere. */
export function placeOf(
  events: number,
  expectedRevision: number,
  length: number,
): 'end' | 'within' | 'conflict' {
  const from = expectedRevision + 1
  if (from === events && length > 0) return 'end'
  const isWithin = Number.isSafeInteger(from) && from >= 0 && from + length <= events
  return isWithin ? 'within' : 'conflict'
}

/**
 * The rule that every ledger appends by: a batch goes to the end of its stream; one that is there
 * already, at the revision where it is expected, is answered as it was then; any other is a
 * conflict. Throws when the stream holds another kind of events.
 */
export function appendTo<Batch extends AnyBatch>(
  kept: KeptStream<Batch>,
  expectedRevision: number,
  batch: Batch,
): E.Either<LedgerError, StreamHead> {
  const { name: stream, events } = kept
  const from = expectedRevision + 1
  const length = batch.kind === 'dense' ? batch.count : batch.events.length
  const end = from + length
  const place = placeOf(events, expectedRevision, length)
  if (place === 'end') {
    checkContent(kept, batch)
    return E.right({ stream, events: end, chain: kept.write(batch) })
  }
  if (place === 'within' && (length === 0 || kept.holds(batch, from)))
    return E.right({ stream, events: end, chain: kept.chainAt(end) })
  return E.left({ kind: 'conflict', stream, expectedRevision, actualRevision: events - 1 })
}

/** Throws when a stream holds another kind of events than a batch for its end. */
export function checkContent(
  { name, content }: Pick<KeptStream<never>, 'name' | 'content'>,
  batch: AnyBatch,
): void {
  const [expected, found] = [describe(content ?? batch), describe(batch)]
  if (expected !== found) throw new Error(`${name}: expected ${expected}, found ${found}`)
}

function describe(content: Content | AnyBatch): string {
  return content.kind === 'dense'
    ? `${content.type} events caused in ${content.causeStream}`
    : 'sparse events'
}
