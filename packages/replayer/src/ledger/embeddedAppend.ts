import { type DenseBatch, type EventBatch, at } from '@gridledger/domain'
import type { KeptStream } from './appendTo'
import {
  type Chain,
  LINK_EVENTS,
  type StoredBatch,
  chainValue,
  copyChain,
  extendChain,
  resumeChain,
  startChain,
} from './chain'
import { Damage } from './damage'
import { readStored } from './embeddedRead'
import { type Statements, type StreamRow, bytesOf, findStream } from './embeddedStatements'
import { PAGE_ROWS, encodePage } from './pages'
import { sameStored } from './sameEvents'
import { storedForms } from './storedForms'

/** Events in the form in which a file takes them: what is pure of an append is done before. */
export type FileBatch = DenseBatch | StoredBatch

/** A batch in that form. */
export function fileBatch(batch: EventBatch): FileBatch {
  return batch.kind === 'dense' ? batch : { kind: 'stored', events: storedForms(batch.events) }
}

/** Chains of the streams that this process has appended to; each is valid while its row says so. */
export type Chains = Map<string, Chain>

/** A stream of the file as `appendTo` takes it, within a transaction. */
export function keptInFile(sql: Statements, chains: Chains, name: string): KeptStream<FileBatch> {
  const row = findStream(sql, name)
  return {
    name,
    events: row?.events ?? 0,
    content: row?.content ?? null,
    holds: (batch, from) => {
      const length = batch.kind === 'dense' ? batch.count : batch.events.length
      return row !== undefined && sameStored(batch, readStored(sql, row, from, from + length))
    },
    chainAt: (events) => {
      if (row === undefined) return chainValue(startChain(name))
      return events === row.events ? row.chain : chainValue(chainAt(sql, row, events))
    },
    write: (batch) => {
      const chain = row === undefined ? startChain(name) : endOfChain(sql, chains, row)
      const value = write(sql, row ?? newStream(sql, name, batch), chain, batch)
      chains.set(name, chain)
      return value
    },
  }
}

function write(sql: Statements, stream: StreamRow, chain: Chain, batch: FileBatch): string {
  const link = Math.floor(stream.events / LINK_EVENTS)
  for (const [index, value] of extendChain(chain, batch).entries())
    sql.writeLink.run(stream.id, link + index, value)
  if (batch.kind === 'dense') writePages(sql, stream, batch)
  else writeRows(sql, stream, batch)
  const value = chainValue(chain)
  sql.updateStream.run(chain.events, Buffer.from(value, 'hex'), stream.id)
  return value
}

function newStream(sql: Statements, name: string, batch: FileBatch): StreamRow {
  const dense = batch.kind === 'dense' ? batch : null
  sql.insertStream.run(name, dense?.type ?? null, dense?.causeStream ?? null, 0, Buffer.alloc(0))
  const row = findStream(sql, name)
  if (row === undefined) throw new Error(`${name}: a stream that was just made is not there`)
  return row
}

/** The chain of a stream's first `events` events: whole links as stored, the rest hashed anew. */
function chainAt(sql: Statements, stream: StreamRow, events: number): Chain {
  const { name } = stream
  const links = Math.floor(events / LINK_EVENTS)
  const chain = links === 0 ? startChain(name) : resumeChain(links, linkOf(sql, stream, links - 1))
  if (chain.events < events) extendChain(chain, readStored(sql, stream, chain.events, events))
  return chain
}

function linkOf(sql: Statements, { id, name }: StreamRow, link: number): Uint8Array {
  const row = sql.readLink.get(id, link)
  if (row !== undefined) return bytesOf(name, row['chain'])
  throw new Damage(name, link * LINK_EVENTS, `link ${link} of its hash chain is missing`)
}

/** The chain at a stream's end, for more events to go on it. */
function endOfChain(sql: Statements, chains: Chains, stream: StreamRow): Chain {
  const isEnd = (chain: Chain) =>
    chain.events === stream.events && chainValue(chain) === stream.chain
  const known = chains.get(stream.name)
  if (known !== undefined && isEnd(known)) return copyChain(known)
  const chain = chainAt(sql, stream, stream.events)
  if (isEnd(chain)) return chain
  const from = stream.events - (stream.events % LINK_EVENTS)
  throw new Damage(stream.name, from, 'the hash chain of its last events is another than stored')
}

function writeRows(sql: Statements, { id, events }: StreamRow, batch: StoredBatch): void {
  for (const [index, { type, schemaVersion, timeMicros, data }] of batch.events.entries())
    sql.writeEvent.run(id, events + index, type, schemaVersion, timeMicros, data)
}

function writePages(sql: Statements, stream: StreamRow, batch: DenseBatch): void {
  let written = 0
  while (written < batch.count) {
    const revision = stream.events + written
    const page = Math.floor(revision / PAGE_ROWS)
    const kept = revision - page * PAGE_ROWS
    const rows = Math.min(PAGE_ROWS - kept, batch.count - written)
    const columns =
      kept === 0
        ? batch.columns.map((column) => column.subarray(written, written + rows))
        : joined(readStored(sql, stream, revision - kept, revision), batch.columns, rows)
    const data = encodePage(columns, 0, kept + rows)
    sql.writePage.run(stream.id, page, kept + rows, at(columns[0] ?? [], 0), data)
    written += rows
  }
}

/** The rows that a page has, and the first `rows` of a batch that fill it up. */
function joined(
  kept: StoredBatch | DenseBatch,
  added: readonly Float64Array[],
  rows: number,
): readonly Float64Array[] {
  if (kept.kind !== 'dense') throw new Error('a page of sparse events')
  return added.map((column, index) => {
    const whole = new Float64Array(kept.count + rows)
    whole.set(kept.columns[index] ?? [])
    whole.set(column.subarray(0, rows), kept.count)
    return whole
  })
}
