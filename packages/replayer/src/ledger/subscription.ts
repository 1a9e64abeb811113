import * as E from 'fp-ts/Either'
import { type LedgerError, type ReadBatch, batchLength } from '@gridledger/domain'

type Batches = AsyncIterable<E.Either<LedgerError, ReadBatch>>

/**
 * What `read` gives from a revision on, and again each time that `more` resolves, until a read
 * fails or the reader leaves. A plain generator could not be left while it waits, so `return`
 * aborts the signal that `more` is given.
 */
export function subscription(
  from: number,
  read: (from: number) => Batches,
  more: (next: number, left: AbortSignal) => Promise<unknown>,
): Batches {
  return {
    [Symbol.asyncIterator]: () => {
      const leaving = new AbortController()
      const batches = follow(from, read, more, leaving.signal)
      return {
        next: () => batches.next(),
        return: () => {
          leaving.abort()
          return batches.return(undefined)
        },
      }
    },
  }
}

async function* follow(
  from: number,
  read: (from: number) => Batches,
  more: (next: number, left: AbortSignal) => Promise<unknown>,
  left: AbortSignal,
): AsyncGenerator<E.Either<LedgerError, ReadBatch>, undefined> {
  let next = from
  while (!left.aborted) {
    for await (const batch of read(next)) {
      yield batch
      if (E.isLeft(batch)) return
      next = batch.right.firstRevision + batchLength(batch.right.batch)
    }
    await more(next, left)
  }
}
