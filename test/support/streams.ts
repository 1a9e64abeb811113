import {
  type DenseBatch,
  type EventBatch,
  type Ledger,
  type SparseEvent,
  batchLength,
} from '@gridledger/domain'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { run } from '../../packages/replayer/src/failure'
import { right } from './tapes'
import { withAppend } from './withAppend'

/** All events of each stream, each as one batch. */
export type Streams = ReadonlyMap<string, EventBatch>

export async function streamsOf(ledger: Ledger): Promise<Streams> {
  const streams = new Map<string, EventBatch>()
  for (const name of await run(ledger.streams())) {
    const parts: EventBatch[] = []
    for await (const read of ledger.read(name)) parts.push(right(read).batch)
    streams.set(name, joined(parts))
  }
  return streams
}

function joined(parts: readonly EventBatch[]): EventBatch {
  const [first] = parts
  if (first === undefined) throw new Error('a stream without events')
  if (first.kind === 'sparse') {
    return { kind: 'sparse', events: parts.flatMap((part) => sparseEvents(part)) }
  }
  const dense = parts.flatMap((part) => (part.kind === 'dense' ? [part] : []))
  const columns = first.columns.map((_, field) =>
    Float64Array.from(dense.flatMap(({ columns: own }) => [...own[field]!])),
  )
  return { ...first, count: columns[0]!.length, columns }
}

export function sparseEvents(batch: EventBatch | undefined): readonly SparseEvent[] {
  return batch?.kind === 'sparse' ? batch.events : []
}

/** A column of a dense batch; empty for a stream that is not there. */
export function columnOf(batch: EventBatch | undefined, field: number): readonly number[] {
  return batch?.kind === 'dense' ? [...batch.columns[field]!] : []
}

/** The first events of a batch. */
export function firstOf(batch: EventBatch, count: number): EventBatch {
  return batch.kind === 'sparse'
    ? { kind: 'sparse', events: batch.events.slice(0, count) }
    : firstRows(batch, count)
}

export function firstRows(batch: DenseBatch, count: number): DenseBatch {
  return { ...batch, count, columns: batch.columns.map((column) => column.slice(0, count)) }
}

/** A new ledger in memory that holds these streams; empty ones are not there at all. */
export async function ledgerOf(streams: Streams): Promise<Ledger> {
  const ledger = memoryLedger()
  for (const [name, batch] of streams) {
    if (batchLength(batch) > 0) await run(ledger.append(name, -1, batch))
  }
  return ledger
}

/** A ledger and a list of what was appended through it: stream, expected revision, events. */
export function watched(ledger: Ledger): {
  readonly ledger: Ledger
  readonly appends: readonly string[]
} {
  const appends: string[] = []
  const append: Ledger['append'] = (stream, expected, batch) => {
    appends.push(`${stream} ${expected} ${batchLength(batch)}`)
    return ledger.append(stream, expected, batch)
  }
  return { ledger: withAppend(ledger, append), appends }
}
