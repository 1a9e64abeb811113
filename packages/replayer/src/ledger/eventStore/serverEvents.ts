import { hash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import {
  Cause,
  DENSE_EVENTS,
  DENSE_FIELDS,
  type DenseBatch,
  type DenseType,
  type EventBatch,
  Integer,
  type SparseEvent,
  type WireEvent,
  canonicalText,
  decodeEvent,
  denseEvent,
  denseWidth,
  encodeEvent,
  explain,
  orNull,
  ownerOf,
  wireEvent,
} from '@gridledger/domain'
import type { JSONEventData, JSONType } from '@eventstore/db-client'
import { denseBytes } from '../denseBytes'
import { Damage } from '../damage'

/** What stands in an event's metadata on the server: its envelope, and at some events the hash chain. */
const Metadata = t.intersection([
  t.type({
    schemaVersion: Integer,
    timeMicros: Integer,
    tick: orNull(Integer),
    cause: Cause,
  }),
  t.partial({ season: t.string, tape: t.string, chain: t.string }),
])
type Metadata = t.TypeOf<typeof Metadata>

/** An event as the server gives it. */
export interface ServerEvent {
  readonly serverStream: string
  readonly type: string
  readonly revision: number
  readonly data: unknown
  readonly metadata: unknown
}

/** A stretch of a stream as it is proposed to the server. */
export interface Proposal {
  readonly stream: string
  /** Its name on the server. */
  readonly serverStream: string
  /** Revision of the batch's first event. */
  readonly firstRevision: number
  readonly batch: EventBatch
}

/**
 * Rows `from` to before `to` as events for the server: JSON data by type, the envelope as metadata.
 * Ids are functions of stream, revision and canonical bytes, so that an append with other events is
 * never taken for a repeated one. `chainAfter` is the hash chain where the metadata is to hold it.
 */
export function serverEvents(
  { stream, serverStream, firstRevision, batch }: Proposal,
  from: number,
  to: number,
  chainAfter: ReadonlyMap<number, string>,
): JSONEventData[] {
  const owner = ownerOf(stream)
  const rows = batch.kind === 'dense' ? denseBytes(batch, from, to) : null
  const width = batch.kind === 'dense' ? denseWidth(batch.type) * 8 : 0
  return Array.from({ length: to - from }, (_, index) => {
    const row = from + index
    const revision = firstRevision + row
    const event = batch.kind === 'dense' ? denseEvent(batch, row, revision) : wireAt(batch, row)
    const bytes = rows?.subarray(index * width, (index + 1) * width) ?? sparseText(batch, row)
    const chain = chainAfter.get(revision)
    return {
      contentType: 'application/json',
      id: eventId(serverStream, revision, bytes),
      type: event.type,
      data: jsonOf(event.data),
      // As bytes: of an object the client makes JSON, of that base64, and of that these bytes.
      metadata: new Uint8Array(Buffer.from(JSON.stringify(envelopeOf(event, owner, chain)))),
    }
  })
}

function envelopeOf(
  { schemaVersion, timeMicros, tick, cause: { stream, revision } }: WireEvent,
  owner: ReturnType<typeof ownerOf>,
  chain: string | undefined,
) {
  return { schemaVersion, timeMicros, tick, cause: { stream, revision }, ...owner, chain }
}

const wireAt = (batch: EventBatch, row: number): WireEvent => wireEvent(sparseAt(batch, row))
const sparseText = (batch: EventBatch, row: number): string =>
  canonicalText(encodeEvent(sparseAt(batch, row)))

function sparseAt(batch: EventBatch, row: number): SparseEvent {
  const event = batch.kind === 'sparse' ? batch.events[row] : undefined
  if (event === undefined) throw new RangeError(`no event ${row} in a batch of sparse events`)
  return event
}

/** What codecs encode is JSON; its type does not say so. */
function jsonOf(data: unknown): JSONType {
  const isJson = (value: unknown): value is JSONType => typeof value === 'object' && value !== null
  if (isJson(data)) return data
  throw new Error(`expected an object as the data of an event, found ${String(data)}`)
}

/** A UUID of version 8, which leaves its bits to who makes it. */
export function eventId(
  serverStream: string,
  revision: number,
  bytes: string | Uint8Array,
): string {
  const named = Buffer.from(`${serverStream}\n${revision}\n`)
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  const digest = hash('sha256', Buffer.concat([named, content]), 'hex')
  const variant = ((parseInt(digest.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const hex = `${digest.slice(0, 12)}8${digest.slice(13, 16)}${variant}${digest.slice(17, 32)}`
  const part = (from: number, to: number) => hex.slice(from, to)
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`
}

const isDense = (type: string): type is DenseType => Object.hasOwn(DENSE_EVENTS, type)

/** Neighbouring events of one stream as a batch. Throws Damage where one is not as we write them. */
export function batchOf(stream: string, events: readonly ServerEvent[]): EventBatch {
  const [first] = events
  return first !== undefined && isDense(first.type)
    ? denseBatch(stream, first.type, events)
    : { kind: 'sparse', events: events.map((event) => sparseEvent(stream, event)) }
}

function sparseEvent(stream: string, { type, revision, data, metadata }: ServerEvent): SparseEvent {
  const { schemaVersion, timeMicros, tick, cause } = metadataOf(stream, revision, metadata)
  const stored = { type, schemaVersion, timeMicros, data: JSON.stringify({ tick, cause, data }) }
  const event = decodeEvent(stored)
  if (E.isLeft(event)) throw new Damage(stream, revision, event.left.join('; '))
  return event.right
}

function denseBatch(stream: string, type: DenseType, events: readonly ServerEvent[]): DenseBatch {
  const codec: t.Mixed = DENSE_EVENTS[type].data
  const fields = DENSE_FIELDS[type]
  const columns = Array.from({ length: denseWidth(type) }, () => new Float64Array(events.length))
  let causeStream = ''
  for (const [row, event] of events.entries()) {
    const { revision } = event
    const { timeMicros, cause, schemaVersion } = metadataOf(stream, revision, event.metadata)
    if (row === 0) causeStream = cause.stream
    const found = `${event.type} ${schemaVersion} caused in ${cause.stream}`
    const expected = `${type} ${DENSE_EVENTS[type].schemaVersion} caused in ${causeStream}`
    if (found !== expected)
      throw new Damage(stream, revision, `expected ${expected}, found ${found}`)
    const data = codec.decode(event.data)
    if (E.isLeft(data)) throw new Damage(stream, revision, explain(data.left).join('; '))
    for (const [index, value] of [timeMicros, cause.revision].entries()) {
      setRow(columns, index, row, value)
    }
    for (const [index, field] of fields.entries())
      setRow(columns, index + 2, row, Reflect.get(data.right, field))
  }
  return { kind: 'dense', type, causeStream, count: events.length, columns }
}

function setRow(
  columns: readonly Float64Array[],
  column: number,
  row: number,
  value: unknown,
): void {
  const numbers = columns[column]
  if (numbers !== undefined) numbers[row] = Number(value)
}

function metadataOf(stream: string, revision: number, metadata: unknown): Metadata {
  const decoded = Metadata.decode(metadata)
  if (E.isRight(decoded)) return decoded.right
  const why = 'its metadata is not that of an event of a ledger'
  throw new Damage(stream, revision, `${why}: ${explain(decoded.left).join('; ')}`)
}

/** What the metadata of a stream's last event, or of a link's, says of the stream up to there. */
export interface StoredEnd {
  readonly chain: string
  readonly content:
    | { readonly kind: 'sparse' }
    | { readonly kind: 'dense'; readonly type: DenseType; readonly causeStream: string }
}

/** Throws Damage where the event does not hold the hash chain. */
export function storedEnd(stream: string, { type, revision, metadata }: ServerEvent): StoredEnd {
  const { chain, cause } = metadataOf(stream, revision, metadata)
  if (chain === undefined || !/^[0-9a-f]{64}$/.test(chain))
    throw new Damage(stream, revision, 'its metadata does not hold the hash chain')
  const content = isDense(type)
    ? ({ kind: 'dense', type, causeStream: cause.stream } as const)
    : ({ kind: 'sparse' } as const)
  return { chain, content }
}
