import * as E from 'fp-ts/Either'
import { type EventBatch, type Ledger, batchLength } from '@gridledger/domain'

/** The ledger, as one that reads in batches of other sizes, one after the other and again. */
export function inBatchesOf(ledger: Ledger, sizes: readonly number[]): Ledger {
  let turn = 0
  const read: Ledger['read'] = async function* (stream, ...range) {
    for await (const either of ledger.read(stream, ...range)) {
      if (E.isLeft(either)) throw new Error('a memory that fails')
      const { batch, firstRevision } = either.right
      for (let row = 0; row < batchLength(batch);) {
        const size = Math.min(sizes[turn % sizes.length]!, batchLength(batch) - row)
        turn += 1
        yield E.right({ stream, firstRevision: firstRevision + row, batch: rows(batch, row, size) })
        row += size
      }
    }
  }
  return { ...ledger, read }
}

function rows(batch: EventBatch, first: number, count: number): EventBatch {
  const end = first + count
  if (batch.kind === 'sparse') return { kind: 'sparse', events: batch.events.slice(first, end) }
  return { ...batch, count, columns: batch.columns.map((column) => column.slice(first, end)) }
}
