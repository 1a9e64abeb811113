import { either as E, taskEither as TE } from 'fp-ts'
import {
  type DenseType,
  type EventBatch,
  type Ledger,
  type LedgerError,
  type ReadBatch,
  type SparseEvent,
  type StreamHead,
  batchLength,
  denseWidth,
} from '@gridledger/domain'
import { type Chain, chainValue, copyChain, extendChain, startChain } from './chain'
import { sameEvents } from './sameEvents'

const BATCH_EVENTS = 4096

interface Stream {
  readonly chain: Chain
  readonly content:
    | { readonly kind: 'sparse'; readonly events: SparseEvent[] }
    | {
        readonly kind: 'dense'
        readonly type: DenseType
        readonly causeStream: string
        columns: Float64Array[]
      }
}

/** A ledger that lives as long as the process. */
export function memoryLedger(): Ledger {
  const streams = new Map<string, Stream>()
  const waiting = new Set<() => void>()

  const append = (
    name: string,
    expectedRevision: number,
    batch: EventBatch,
  ): E.Either<LedgerError, StreamHead> => {
    const stream = streams.get(name)
    const events = stream?.chain.events ?? 0
    const end = expectedRevision + 1 + batchLength(batch)
    const conflict = {
      kind: 'conflict' as const,
      stream: name,
      expectedRevision,
      actualRevision: events - 1,
    }
    if (expectedRevision + 1 !== events) {
      if (stream === undefined || end > events || expectedRevision < -1) return E.left(conflict)
      if (!sameEvents(batch, slice(stream, expectedRevision + 1, end))) return E.left(conflict)
      const chain = startChain(name)
      extendChain(chain, slice(stream, 0, end))
      return E.right({ stream: name, events: end, chain: chainValue(chain) })
    }
    if (batchLength(batch) === 0) return E.right(headOf(name, stream?.chain ?? startChain(name)))
    if (stream !== undefined && !sameKind(stream, batch))
      throw new Error(`${name}: one stream, two kinds of events`)
    const kept = stream ?? { chain: startChain(name), content: emptyContent(batch) }
    addTo(kept, batch)
    streams.set(name, kept)
    for (const wake of waiting) wake()
    return E.right(headOf(name, kept.chain))
  }

  async function* read(
    name: string,
    from = 0,
    to = Infinity,
  ): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
    const stream = streams.get(name)
    if (stream === undefined) return
    const end = Math.min(to, stream.chain.events)
    for (let first = from; first < end; first += BATCH_EVENTS) {
      const batch = slice(stream, first, Math.min(end, first + BATCH_EVENTS))
      yield await Promise.resolve(E.right({ stream: name, firstRevision: first, batch }))
    }
  }

  async function* subscribe(
    name: string,
    from = 0,
  ): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
    let next = from
    for (;;) {
      const events = streams.get(name)?.chain.events ?? 0
      for await (const batch of read(name, next, events)) yield batch
      next = Math.max(next, events)
      if ((streams.get(name)?.chain.events ?? 0) > next) continue
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake)
          resolve()
        }
        waiting.add(wake)
      })
    }
  }

  return {
    address: 'memory:',
    append: (name, expectedRevision, batch) => () =>
      Promise.resolve(append(name, expectedRevision, batch)),
    read,
    subscribe,
    head: (name) => {
      const stream = streams.get(name)
      return TE.right(stream === undefined ? undefined : headOf(name, stream.chain))
    },
    streams: () => TE.right([...streams.keys()].sort()),
    close: () => undefined,
  }
}

function headOf(stream: string, chain: Chain): StreamHead {
  return { stream, events: chain.events, chain: chainValue(copyChain(chain)) }
}

function emptyContent(batch: EventBatch): Stream['content'] {
  if (batch.kind === 'sparse') return { kind: 'sparse', events: [] }
  const { type, causeStream } = batch
  const columns = Array.from({ length: denseWidth(type) }, () => new Float64Array(BATCH_EVENTS))
  return { kind: 'dense', type, causeStream, columns }
}

function sameKind({ content }: Stream, batch: EventBatch): boolean {
  if (content.kind === 'sparse' || batch.kind === 'sparse') return content.kind === batch.kind
  return content.type === batch.type && content.causeStream === batch.causeStream
}

function addTo({ chain, content }: Stream, batch: EventBatch): void {
  const first = chain.events
  extendChain(chain, batch)
  if (content.kind === 'sparse') {
    if (batch.kind === 'sparse') content.events.push(...batch.events)
    return
  }
  if (batch.kind === 'sparse') return
  content.columns = content.columns.map((column, index) => {
    const grown = column.length >= chain.events ? column : enlarged(column, chain.events)
    grown.set((batch.columns[index] ?? new Float64Array()).subarray(0, batch.count), first)
    return grown
  })
}

function enlarged(column: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(Math.max(length, column.length * 2))
  grown.set(column)
  return grown
}

function slice({ content }: Stream, from: number, to: number): EventBatch {
  if (content.kind === 'sparse') return { kind: 'sparse', events: content.events.slice(from, to) }
  const columns = content.columns.map((column) => column.slice(from, to))
  return {
    kind: 'dense',
    type: content.type,
    causeStream: content.causeStream,
    count: to - from,
    columns,
  }
}
