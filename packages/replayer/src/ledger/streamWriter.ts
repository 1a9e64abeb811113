import { type EventBatch, type Ledger, type StreamHead, batchLength } from '@gridledger/domain'
import { Failure, run } from '../failure'
import { type Chain, chainValue, extendChain, startChain } from './chain'
import { sliceBatch } from './sliceBatch'

/**
 * Appends to one stream in order. What an interrupted command has left there already is passed
 * over, and must be what comes now: at its end the two hash chains are compared.
 */
export interface StreamWriter {
  readonly append: (batch: EventBatch) => Promise<void>
  /** Says that all has been derived: a conflict where the stream holds more than that. */
  readonly finish: () => void
}

export async function streamWriter(ledger: Ledger, stream: string): Promise<StreamWriter> {
  const head = await run(ledger.head(stream))
  const found = head?.events ?? 0
  const chain = startChain(stream)
  let next = 0
  return {
    finish: () => {
      if (next < found) throw conflict(stream, next - 1, found - 1)
    },
    append: async (batch) => {
      const length = batchLength(batch)
      const overlap = Math.max(0, Math.min(length, found - next))
      if (head !== undefined && overlap > 0) {
        extendChain(chain, batch, 0, overlap)
        if (chain.events === found) compareChains(head, chain)
      }
      if (overlap < length)
        await run(ledger.append(stream, next + overlap - 1, sliceBatch(batch, overlap, length)))
      next += length
    },
  }
}

function compareChains({ stream, events, chain }: StreamHead, derived: Chain): void {
  if (chainValue(derived) !== chain) throw conflict(stream, events - 1, events - 1)
}

function conflict(stream: string, expectedRevision: number, actualRevision: number): Failure {
  const error = { kind: 'conflict' as const, stream, expectedRevision, actualRevision }
  return new Failure({ kind: 'ledger', error })
}
