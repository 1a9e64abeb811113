import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { either as E } from 'fp-ts'
import {
  DENSE_FIELDS,
  type DenseBatch,
  type DenseType,
  type EventBatch,
  type Ledger,
  type LedgerError,
  type ReadBatch,
  type SparseEvent,
  type StreamHead,
  at,
  batchLength,
  decodeEvent,
  denseWidth,
  encodeEvent,
} from '@gridledger/domain'
import {
  type Chain,
  LINK_EVENTS,
  chainValue,
  copyChain,
  extendChain,
  resumeChain,
  startChain,
} from './chain'
import { ledgerError, openDatabase } from './embeddedSchema'
import { PAGE_ROWS, decodePage, encodePage } from './pages'
import { sameEvents } from './sameEvents'

const POLL_MILLISECONDS = 50
/** Pages of a dense stream that are read at once: 32,768 events. */
const DENSE_PAGES_A_BATCH = 8

interface StreamRow {
  readonly id: number
  /** The type of a dense stream; null for a sparse one. */
  readonly type: DenseType | null
  readonly causeStream: string
  readonly events: number
  readonly chain: string
}

/**
 * A ledger in one SQLite file: sparse events are rows, dense streams pages of columns. An append
 * is one transaction, and on the disk (WAL, synchronous FULL) when it is answered.
 */
export function embeddedLedger(path: string, mustExist = false): E.Either<LedgerError, Ledger> {
  return E.map((database: DatabaseSync) => ledgerOn(database, path))(openDatabase(path, mustExist))
}

function ledgerOn(database: DatabaseSync, path: string): Ledger {
  const sql = prepareStatements(database)
  /** Chains of the streams this process has appended to; valid while the counts agree. */
  const chains = new Map<string, Chain>()

  const streamRow = (name: string): StreamRow | undefined => {
    const row = sql.stream.get(name)
    if (row === undefined) return undefined
    const type = row['type'] === null ? null : denseType(String(row['type']))
    const chain = Buffer.from(blob(row['chain'])).toString('hex')
    const causeStream = String(row['cause_stream'])
    return { id: Number(row['id']), type, causeStream, events: Number(row['events']), chain }
  }

  const readSparse = (name: string, { id }: StreamRow, from: number, to: number): EventBatch => {
    const events: SparseEvent[] = []
    for (const row of sql.readEvents.all(id, from, to)) {
      if (Number(row['revision']) !== from + events.length) break
      const event = decodeEvent({
        type: String(row['type']),
        schemaVersion: Number(row['schema_version']),
        timeMicros: Number(row['time']),
        data: String(row['data']),
      })
      if (E.isLeft(event)) throw new Damage(name, from + events.length, event.left.join('; '))
      events.push(event.right)
    }
    if (events.length !== to - from)
      throw new Damage(name, from + events.length, 'the event is missing')
    return { kind: 'sparse', events }
  }

  const readDense = (
    name: string,
    { id, type, causeStream }: StreamRow,
    from: number,
    to: number,
  ): EventBatch => {
    if (type === null) throw new Error(`${name} is not a dense stream`)
    const first = Math.floor(from / PAGE_ROWS)
    const last = Math.ceil(to / PAGE_ROWS)
    const columns = Array.from(
      { length: denseWidth(type) },
      () => new Float64Array((last - first) * PAGE_ROWS),
    )
    let page = first
    for (const row of sql.readPages.all(id, first, last)) {
      const rows = Number(row['rows'])
      const start = (page - first) * PAGE_ROWS
      if (
        Number(row['page']) !== page ||
        rows < Math.min(to - page * PAGE_ROWS, PAGE_ROWS) ||
        rows > PAGE_ROWS
      )
        break
      try {
        decodePage(blob(row['data']), columns, start, rows)
      } catch (error) {
        throw new Damage(name, page * PAGE_ROWS, `page ${page} cannot be read: ${String(error)}`)
      }
      page += 1
    }
    if (page < last) throw new Damage(name, page * PAGE_ROWS, `page ${page} is missing or short`)
    const [start, end] = [from - first * PAGE_ROWS, to - first * PAGE_ROWS]
    const cut = columns.map((column) => column.subarray(start, end))
    return { kind: 'dense', type, causeStream, count: to - from, columns: cut }
  }

  const readRange = (name: string, row: StreamRow, from: number, to: number): EventBatch =>
    row.type === null ? readSparse(name, row, from, to) : readDense(name, row, from, to)

  /** The chain of a stream's first `events` events: whole links as stored, the rest hashed anew. */
  const chainAt = (name: string, row: StreamRow, events: number): Chain => {
    const links = Math.floor(events / LINK_EVENTS)
    const stored = links === 0 ? undefined : sql.link.get(row.id, links - 1)
    if (links > 0 && stored === undefined)
      throw new Damage(name, links * LINK_EVENTS - 1, 'its link is missing')
    const chain =
      stored === undefined ? startChain(name) : resumeChain(links, blob(stored['chain']))
    if (chain.events < events) extendChain(chain, readRange(name, row, chain.events, events))
    return chain
  }

  const insertDense = (row: StreamRow, batch: DenseBatch, name: string): void => {
    let [written, next] = [0, row.events]
    while (written < batch.count) {
      const page = Math.floor(next / PAGE_ROWS)
      const kept = next - page * PAGE_ROWS
      const rows = Math.min(PAGE_ROWS - kept, batch.count - written)
      const source =
        kept === 0
          ? batch
          : joined(readRange(name, row, page * PAGE_ROWS, next), batch, written, rows)
      const from = kept === 0 ? written : 0
      const data = encodePage(source.columns, from, from + kept + rows)
      sql.writePage.run(row.id, page, kept + rows, at(source.columns[0] ?? [], from), data)
      written += rows
      next += rows
    }
  }

  const append = (
    name: string,
    expectedRevision: number,
    batch: EventBatch,
  ): E.Either<LedgerError, StreamHead> => {
    const row = streamRow(name)
    const events = row?.events ?? 0
    const length = batchLength(batch)
    const end = expectedRevision + 1 + length
    const conflict = {
      kind: 'conflict' as const,
      stream: name,
      expectedRevision,
      actualRevision: events - 1,
    }
    if (expectedRevision + 1 !== events) {
      if (row === undefined || expectedRevision < -1 || end > events) return E.left(conflict)
      if (!sameEvents(batch, readRange(name, row, expectedRevision + 1, end)))
        return E.left(conflict)
      return E.right({ stream: name, events: end, chain: chainValue(chainAt(name, row, end)) })
    }
    if (length === 0)
      return E.right({ stream: name, events, chain: row?.chain ?? chainValue(startChain(name)) })
    const kept = row ?? newStream(name, batch)
    const cached = chains.get(name)
    const chain = cached?.events === events ? copyChain(cached) : chainAt(name, kept, events)
    const firstLink = Math.floor(events / LINK_EVENTS)
    for (const [index, value] of extendChain(chain, batch).entries())
      sql.writeLink.run(kept.id, firstLink + index, value)
    if (batch.kind === 'dense') insertDense(kept, batch, name)
    else {
      for (const [index, event] of batch.events.entries()) {
        const { type, schemaVersion, timeMicros, data } = encodeEvent(event)
        sql.writeEvent.run(kept.id, events + index, type, schemaVersion, timeMicros, data)
      }
    }
    const value = chainValue(chain)
    sql.updateStream.run(end, Buffer.from(value, 'hex'), kept.id)
    chains.set(name, chain)
    return E.right({ stream: name, events: end, chain: value })
  }

  const newStream = (name: string, batch: EventBatch): StreamRow => {
    const [type, causeStream] =
      batch.kind === 'dense' ? [batch.type, batch.causeStream] : [null, null]
    sql.insertStream.run(name, type, causeStream, 0, Buffer.alloc(0))
    const row = streamRow(name)
    if (row === undefined) throw new Error(`${name}: a stream that was just made is not there`)
    return row
  }

  const guarded = <A>(
    name: string,
    work: () => E.Either<LedgerError, A>,
  ): E.Either<LedgerError, A> => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof Damage)) return E.left(ledgerError(name, error, path))
      const { stream, revision, message } = error
      return E.left({ kind: 'corrupt', stream, revision, message: `${path}: ${message}` })
    }
  }

  /** One transaction: what the work answers with a Left, or throws, leaves nothing behind. */
  const transaction = <A>(
    name: string,
    work: () => E.Either<LedgerError, A>,
  ): E.Either<LedgerError, A> => {
    const result = guarded(name, () => {
      database.exec('BEGIN IMMEDIATE')
      const done = work()
      database.exec(E.isRight(done) ? 'COMMIT' : 'ROLLBACK')
      return done
    })
    if (database.isTransaction) database.exec('ROLLBACK')
    if (E.isLeft(result)) chains.delete(name)
    return result
  }

  async function* read(
    name: string,
    from = 0,
    to = Infinity,
  ): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
    const row = guarded(name, () => E.right(streamRow(name)))
    if (E.isLeft(row)) return yield row
    const stream = row.right
    if (stream === undefined) return
    const end = Math.min(to, stream.events)
    for (let first = from; first < end;) {
      const pages = stream.type === null ? 1 : DENSE_PAGES_A_BATCH
      const next = Math.min(end, (Math.floor(first / PAGE_ROWS) + pages) * PAGE_ROWS)
      const start = first
      const batch = guarded(name, () =>
        E.right({
          stream: name,
          firstRevision: start,
          batch: readRange(name, stream, start, next),
        }),
      )
      yield await Promise.resolve(batch)
      if (E.isLeft(batch)) return
      first = next
    }
  }

  async function* subscribe(
    name: string,
    from = 0,
  ): AsyncIterable<E.Either<LedgerError, ReadBatch>> {
    let next = from
    for (;;) {
      for await (const batch of read(name, next)) {
        yield batch
        if (E.isLeft(batch)) return
        next = batch.right.firstRevision + batchLength(batch.right.batch)
      }
      await delay(POLL_MILLISECONDS)
    }
  }

  return {
    address: `file:${path}`,
    append: (name, expectedRevision, batch) => () =>
      Promise.resolve(transaction(name, () => append(name, expectedRevision, batch))),
    read,
    subscribe,
    head: (name) => () =>
      Promise.resolve(
        guarded(name, () => {
          const row = streamRow(name)
          return E.right(
            row === undefined ? undefined : { stream: name, events: row.events, chain: row.chain },
          )
        }),
      ),
    streams: () => () =>
      Promise.resolve(
        guarded('', () => E.right(sql.streams.all().map((row) => String(row['name'])))),
      ),
    close: () => {
      database.close()
    },
  }
}

/** What is stored cannot be what was written; caught at the edge of the ledger and given as a value. */
class Damage extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    message: string,
  ) {
    super(message)
  }
}

function joined(kept: EventBatch, batch: DenseBatch, from: number, rows: number): DenseBatch {
  if (kept.kind !== 'dense') throw new Error('a dense batch cannot follow sparse events')
  const columns = batch.columns.map((column, index) => {
    const whole = new Float64Array(kept.count + rows)
    whole.set(kept.columns[index] ?? [])
    whole.set(column.subarray(from, from + rows), kept.count)
    return whole
  })
  return { ...batch, count: kept.count + rows, columns }
}

function denseType(name: string): DenseType {
  for (const type of ['PriceTicked', 'MarkPriceTicked', 'LiquidationChecked'] as const) {
    if (type === name && type in DENSE_FIELDS) return type
  }
  throw new RangeError(`expected a dense event type, found ${name}`)
}

function blob(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new RangeError('expected bytes in a column of bytes')
}

function prepareStatements(database: DatabaseSync) {
  return {
    stream: database.prepare(
      'SELECT id, type, cause_stream, events, chain FROM streams WHERE name = ?',
    ),
    streams: database.prepare('SELECT name FROM streams ORDER BY name'),
    insertStream: database.prepare(
      'INSERT INTO streams (name, type, cause_stream, events, chain) VALUES (?, ?, ?, ?, ?)',
    ),
    updateStream: database.prepare('UPDATE streams SET events = ?, chain = ? WHERE id = ?'),
    readEvents: database.prepare(
      `SELECT revision, type, schema_version, time, data FROM events
       WHERE stream = ? AND revision >= ? AND revision < ? ORDER BY revision`,
    ),
    writeEvent: database.prepare(
      'INSERT INTO events (stream, revision, type, schema_version, time, data) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    readPages: database.prepare(
      'SELECT page, rows, data FROM pages WHERE stream = ? AND page >= ? AND page < ? ORDER BY page',
    ),
    writePage: database.prepare(
      `INSERT INTO pages (stream, page, rows, first_time, data) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (stream, page) DO UPDATE SET rows = excluded.rows, data = excluded.data`,
    ),
    link: database.prepare('SELECT chain FROM links WHERE stream = ? AND link = ?'),
    writeLink: database.prepare('INSERT INTO links (stream, link, chain) VALUES (?, ?, ?)'),
  }
}
