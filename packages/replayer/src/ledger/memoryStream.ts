import { type DenseBatch, type EventBatch, type SparseEvent, batchLength } from '@gridledger/domain'
import type { KeptStream } from './appendTo'
import { type Chain, chainValue, copyChain, extendChain, startChain } from './chain'
import { sameEvents } from './sameEvents'

const FIRST_ROWS = 4096

/** All events of one stream, and their chain. Columns have room for more rows than there are. */
export interface MemoryStream {
  readonly chain: Chain
  /** h of each whole link, hex. */
  readonly links: readonly string[]
  readonly held: { readonly kind: 'sparse'; readonly events: SparseEvent[] } | DenseBatch
}

/** A stream's events from revision `from` to before `to`, in memory of their own. */
export function sliceOf({ held }: MemoryStream, from: number, to: number): EventBatch {
  if (held.kind === 'sparse') return { kind: 'sparse', events: held.events.slice(from, to) }
  const columns = held.columns.map((column) => column.slice(from, to))
  return { ...held, count: to - from, columns }
}

/** A stream as `appendTo` takes it; what it writes goes into `streams`. */
export function keptInMemory(
  streams: Map<string, MemoryStream>,
  name: string,
): KeptStream<EventBatch> {
  const stream = streams.get(name)
  const chain = stream?.chain ?? startChain(name)
  return {
    name,
    events: chain.events,
    content: stream?.held ?? null,
    holds: (batch, from) =>
      stream !== undefined && sameEvents(batch, sliceOf(stream, from, from + batchLength(batch))),
    chainAt: (events) => {
      if (stream === undefined || events === chain.events) return chainValue(chain)
      const shorter = startChain(name)
      extendChain(shorter, stream.held, 0, events)
      return chainValue(shorter)
    },
    write: (batch) => {
      const longer = copyChain(chain)
      const whole = extendChain(longer, batch).map((link) => link.toString('hex'))
      const links = [...(stream?.links ?? []), ...whole]
      streams.set(name, { chain: longer, links, held: grown(stream?.held, batch) })
      return chainValue(longer)
    },
  }
}

function grown(held: MemoryStream['held'] | undefined, batch: EventBatch): MemoryStream['held'] {
  if (batch.kind === 'sparse') {
    const events = held?.kind === 'sparse' ? held.events : []
    for (const event of batch.events) events.push(event)
    return { kind: 'sparse', events }
  }
  const before = held?.kind === 'dense' ? held : { count: 0, columns: [] }
  const count = before.count + batch.count
  const columns = batch.columns.map((added, index) => {
    const column = withRoom(before.columns[index] ?? new Float64Array(FIRST_ROWS), count)
    column.set(added.subarray(0, batch.count), before.count)
    return column
  })
  return { ...batch, count, columns }
}

function withRoom(column: Float64Array, rows: number): Float64Array {
  if (rows <= column.length) return column
  const larger = new Float64Array(Math.max(rows, column.length * 2))
  larger.set(column)
  return larger
}
