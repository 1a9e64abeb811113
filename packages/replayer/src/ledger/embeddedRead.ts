import * as E from 'fp-ts/Either'
import { type DenseBatch, type EventBatch, decodeEvent, denseWidth } from '@gridledger/domain'
import type { StoredBatch } from './chain'
import { Damage } from './damage'
import { type Statements, type StreamRow, bytesOf } from './embeddedStatements'
import { PAGE_ROWS, decodePage } from './pages'
import { rememberForms } from './storedForms'

/** A stream's events from revision `from` to before `to`. Throws Damage when they are not there. */
export function readEvents(
  sql: Statements,
  stream: StreamRow,
  from: number,
  to: number,
): EventBatch {
  const batch = readStored(sql, stream, from, to)
  if (batch.kind === 'dense') return batch
  const events = batch.events.map((stored, index) => {
    const event = decodeEvent(stored)
    if (E.isLeft(event)) throw new Damage(stream.name, from + index, event.left.join('; '))
    return event.right
  })
  rememberForms(events, batch.events)
  return { kind: 'sparse', events }
}

/** The same, sparse ones as they are stored. */
export function readStored(
  sql: Statements,
  stream: StreamRow,
  from: number,
  to: number,
): StoredBatch | DenseBatch {
  return stream.content.kind === 'sparse'
    ? readRows(sql, stream, from, to)
    : readPages(sql, stream, stream.content, from, to)
}

function readRows(sql: Statements, { id, name }: StreamRow, from: number, to: number): StoredBatch {
  const rows = sql.readEvents.all(id, from, to)
  const missing = rows.findIndex(({ 0: revision }, index) => revision !== from + index)
  const found = missing < 0 ? rows.length : missing
  if (found < to - from) throw new Damage(name, from + found, 'the event is missing')
  const events = rows.map(({ 1: type, 2: schemaVersion, 3: timeMicros, 4: data }) => ({
    type: String(type),
    schemaVersion: Number(schemaVersion),
    timeMicros: Number(timeMicros),
    data: String(data),
  }))
  return { kind: 'stored', events }
}

/** h of each whole link, hex. Throws Damage where one is missing. */
export function readLinks(sql: Statements, { id, name }: StreamRow): readonly string[] {
  return sql.readLinks.all(id).map(({ link, chain }, index) => {
    if (link !== index) {
      const message = `link ${index} of its hash chain is missing`
      throw new Damage(name, index * PAGE_ROWS, message)
    }
    return Buffer.from(bytesOf(name, chain)).toString('hex')
  })
}

/** The last page may hold more rows than are asked for: another process has appended to it. */
function readPages(
  sql: Statements,
  { id, name }: StreamRow,
  { type, causeStream }: Pick<DenseBatch, 'type' | 'causeStream'>,
  from: number,
  to: number,
): DenseBatch {
  const [first, last] = [Math.floor(from / PAGE_ROWS), Math.ceil(to / PAGE_ROWS)]
  const columns = Array.from(
    { length: denseWidth(type) },
    () => new Float64Array((last - first) * PAGE_ROWS),
  )
  let page = first
  for (const { page: number, rows, data } of sql.readPages.all(id, first, last)) {
    const needed = Math.min(to - page * PAGE_ROWS, PAGE_ROWS)
    if (number !== page || Number(rows) < needed || Number(rows) > PAGE_ROWS) break
    try {
      decodePage(bytesOf(name, data), columns, (page - first) * PAGE_ROWS, Number(rows))
    } catch (error) {
      throw new Damage(name, page * PAGE_ROWS, `page ${page} cannot be read: ${String(error)}`)
    }
    page += 1
  }
  if (page < last) throw new Damage(name, page * PAGE_ROWS, `page ${page} is missing or short`)
  const start = first * PAGE_ROWS
  const cut = columns.map((column) => column.subarray(from - start, to - start))
  return { kind: 'dense', type, causeStream, count: to - from, columns: cut }
}
