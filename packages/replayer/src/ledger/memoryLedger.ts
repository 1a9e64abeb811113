import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import type { Ledger, LedgerError, ReadBatch } from '@gridledger/domain'
import { appendEach } from './appendEach'
import { appendTo } from './appendTo'
import { chainValue } from './chain'
import { memorySnapshots } from './memorySnapshots'
import { type MemoryStream, keptInMemory, sliceOf } from './memoryStream'
import { subscription } from './subscription'

const BATCH_EVENTS = 4096

/** A ledger that lives as long as the process. */
export function memoryLedger(): Ledger {
  const streams = new Map<string, MemoryStream>()
  const waiting = new Set<() => void>()

  async function* read(
    name: string,
    from = 0,
    to = Infinity,
  ): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
    const stream = streams.get(name)
    if (stream === undefined) return
    const end = Math.min(to, stream.chain.events)
    for (let first = Math.max(from, 0); first < end; first += BATCH_EVENTS) {
      const batch = sliceOf(stream, first, Math.min(end, first + BATCH_EVENTS))
      yield await Promise.resolve(E.right({ stream: name, firstRevision: first, batch }))
    }
  }

  const moreThan = (name: string) => (next: number, left: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        waiting.delete(wake)
        left.removeEventListener('abort', wake)
        resolve()
      }
      waiting.add(wake)
      left.addEventListener('abort', wake)
      if (left.aborted || (streams.get(name)?.chain.events ?? 0) > next) wake()
    })

  const append: Ledger['append'] = (name, expectedRevision, batch) =>
    TE.fromIOEither(() => {
      const head = appendTo(keptInMemory(streams, name), expectedRevision, batch)
      for (const wake of waiting) wake()
      return head
    })

  return {
    address: 'memory:',
    append,
    appendAll: appendEach(append),
    read,
    subscribe: (name, from = 0) => subscription(from, (next) => read(name, next), moreThan(name)),
    head: (name) =>
      TE.fromIO(() => {
        const chain = streams.get(name)?.chain
        return chain && { stream: name, events: chain.events, chain: chainValue(chain) }
      }),
    links: (name) => TE.fromIO(() => streams.get(name)?.links ?? []),
    streams: () => TE.fromIO(() => [...streams.keys()].sort()),
    snapshots: memorySnapshots(),
    close: () => undefined,
  }
}
