import {
  type Append,
  type EventBatch,
  type Ledger,
  type StreamHead,
  batchLength,
} from '@gridledger/domain'
import { Failure, run } from '../failure'
import { type Chain, chainValue, extendChain, startChain } from './chain'
import { sliceBatch } from './sliceBatch'

/**
 * Appends to one stream in order. What an interrupted command has left there already is passed
 * over, and must be what comes now: at its end the two hash chains are compared.
 */
export interface StreamWriter {
  readonly append: (batch: EventBatch) => Promise<void>
  /** The same, for who appends to several streams together: what of a batch is not there yet. */
  readonly next: (batch: EventBatch) => Append | null
  /** Says that all has been derived: a conflict where the stream holds more than that. */
  readonly finish: () => void
}

export async function streamWriter(ledger: Ledger, stream: string): Promise<StreamWriter> {
  const head = await run(ledger.head(stream))
  const found = head?.events ?? 0
  const chain = startChain(stream)
  let passed = 0
  const next = (batch: EventBatch): Append | null => {
    const length = batchLength(batch)
    const overlap = Math.max(0, Math.min(length, found - passed))
    if (head !== undefined && overlap > 0) {
      extendChain(chain, batch, 0, overlap)
      if (chain.events === found) compareChains(head, chain)
    }
    const expectedRevision = passed + overlap - 1
    passed += length
    if (overlap === length) return null
    return { stream, expectedRevision, batch: sliceBatch(batch, overlap, length) }
  }
  return {
    next,
    append: async (batch) => {
      const append = next(batch)
      if (append !== null) await run(ledger.append(stream, append.expectedRevision, append.batch))
    },
    finish: () => {
      if (passed < found) throw conflict(stream, passed - 1, found - 1)
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
