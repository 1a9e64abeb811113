import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { DENSE_FIELDS, type DenseType } from '@gridledger/domain'
import type { Content } from './appendTo'
import { Damage } from './damage'

/** The row of a stream that has events. */
export interface StreamRow {
  readonly id: number
  readonly name: string
  readonly content: Content
  readonly events: number
  /** Hex. */
  readonly chain: string
}

export type Statements = ReturnType<typeof prepareStatements>

/** Every statement of the embedded ledger. */
export function prepareStatements(database: DatabaseSync) {
  return {
    stream: database.prepare(
      'SELECT id, type, cause_stream, events, chain FROM streams WHERE name = ?',
    ),
    streams: database.prepare('SELECT name FROM streams ORDER BY name'),
    insertStream: database.prepare(
      'INSERT INTO streams (name, type, cause_stream, events, chain) VALUES (?, ?, ?, ?, ?)',
    ),
    updateStream: database.prepare('UPDATE streams SET events = ?, chain = ? WHERE id = ?'),
    /** Its rows are lists, which are made a third faster than objects. */
    readEvents: listing(
      database.prepare(
        `SELECT revision, type, schema_version, time, data FROM events
         WHERE stream = ? AND revision >= ? AND revision < ? ORDER BY revision`,
      ),
    ),
    writeEvent: database.prepare(
      `INSERT INTO events (stream, revision, type, schema_version, time, data)
       VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    readPages: database.prepare(
      `SELECT page, rows, data FROM pages
       WHERE stream = ? AND page >= ? AND page < ? ORDER BY page`,
    ),
    writePage: database.prepare(
      `INSERT INTO pages (stream, page, rows, first_time, data) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (stream, page) DO UPDATE SET rows = excluded.rows, data = excluded.data`,
    ),
    readLink: database.prepare('SELECT chain FROM links WHERE stream = ? AND link = ?'),
    readLinks: database.prepare('SELECT link, chain FROM links WHERE stream = ? ORDER BY link'),
    writeLink: database.prepare('INSERT INTO links (stream, link, chain) VALUES (?, ?, ?)'),
  }
}

function listing(statement: StatementSync): StatementSync {
  statement.setReturnArrays(true)
  return statement
}

export function findStream(sql: Statements, name: string): StreamRow | undefined {
  const row = sql.stream.get(name)
  if (row === undefined) return undefined
  const { id, type, cause_stream: causeStream, events, chain } = row
  return {
    id: Number(id),
    name,
    content:
      type === null
        ? { kind: 'sparse' }
        : { kind: 'dense', type: denseType(name, type), causeStream: String(causeStream) },
    events: Number(events),
    chain: Buffer.from(bytesOf(name, chain)).toString('hex'),
  }
}

function denseType(stream: string, name: unknown): DenseType {
  if (isDenseType(name)) return name
  throw new Damage(stream, 0, `expected the type of a dense event, found ${String(name)}`)
}

const isDenseType = (name: unknown): name is DenseType =>
  typeof name === 'string' && Object.hasOwn(DENSE_FIELDS, name)

/** The bytes of a column that holds bytes. */
export function bytesOf(stream: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new Damage(stream, 0, `expected bytes, found ${String(value)}`)
}
