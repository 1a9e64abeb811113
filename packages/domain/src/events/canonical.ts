import * as E from 'fp-ts/Either'
import type * as t from 'io-ts'
import { at } from '../columns'
import { explain, struct } from '../struct'
import { Integer, orNull } from '../wire'
import { DENSE_EVENTS, DENSE_FIELDS, type DenseType } from './dense'
import { Cause, type EventCodec, type Recorded } from './event'
import { RUN_EVENTS } from './run'
import { SEASON_EVENTS } from './season'
import { TAPE_EVENTS } from './tape'

/** Every event of a sparse stream, by type. */
export const SPARSE_EVENTS = { ...TAPE_EVENTS, ...SEASON_EVENTS, ...RUN_EVENTS }
/** The type of an event of a sparse stream. */
export type SparseType = keyof typeof SPARSE_EVENTS
/** The data of an event of a sparse stream, by its type. */
export type SparseData<Type extends SparseType> =
  (typeof SPARSE_EVENTS)[Type] extends EventCodec<infer D> ? D : never
/** An event of a sparse stream, of any type: `type` tells which. */
export type SparseEvent = { readonly [T in SparseType]: Recorded<T, SparseData<T>> }[SparseType]

/** A sparse event as stores keep it: what is not in a column of its own is JSON in `data`. */
export interface StoredEvent {
  readonly type: string
  readonly schemaVersion: number
  readonly timeMicros: number
  readonly data: string
}

const CODECS = new Map<
  string,
  { readonly schemaVersion: number; readonly data: t.Mixed; readonly body: t.Mixed }
>(
  Object.entries(SPARSE_EVENTS).map(([type, { schemaVersion, data }]) => [
    type,
    { schemaVersion, data, body: struct(type, { tick: orNull(Integer), cause: Cause, data }) },
  ]),
)

/** An event in the form that JSON carries, its keys in order. */
export interface WireEvent {
  readonly type: string
  readonly schemaVersion: number
  readonly timeMicros: number
  readonly tick: number | null
  readonly cause: Cause
  readonly data: unknown
}

/** A sparse event as JSON carries it. Its data is taken as its type says and not checked again. */
export function wireEvent({ type, timeMicros, tick, cause, data }: SparseEvent): WireEvent {
  const codec = CODECS.get(type)
  if (codec === undefined) throw new Error(`no codec for an event of type ${type}`)
  const encoded: unknown = codec.data.encode(data)
  const { stream, revision } = cause
  return {
    type,
    schemaVersion: codec.schemaVersion,
    timeMicros,
    tick,
    cause: { stream, revision },
    data: encoded,
  }
}

/** An event as it is stored and hashed. */
export function encodeEvent(event: SparseEvent): StoredEvent {
  const { type, schemaVersion, timeMicros, tick, cause, data } = wireEvent(event)
  return { type, schemaVersion, timeMicros, data: JSON.stringify({ tick, cause, data }) }
}

/** The event of a stored one, or what is wrong with it. */
export function decodeEvent(stored: StoredEvent): E.Either<readonly string[], SparseEvent> {
  const codec = CODECS.get(stored.type)
  if (codec === undefined)
    return E.left([`type: expected a known event type, found ${stored.type}`])
  if (stored.schemaVersion !== codec.schemaVersion) {
    const expected = `schemaVersion: expected ${codec.schemaVersion}`
    return E.left([
      `${expected}, found ${stored.schemaVersion} (written by another version of the program)`,
    ])
  }
  const json = E.tryCatch(
    (): unknown => JSON.parse(stored.data),
    (error) => [`data: expected JSON, found ${String(error)}`],
  )
  if (E.isLeft(json)) return json
  const body = codec.body.decode(json.right)
  if (E.isLeft(body)) return E.left(explain(body.left))
  const event: unknown = { type: stored.type, timeMicros: stored.timeMicros, ...Object(body.right) }
  return isSparseEvent(event) ? E.right(event) : E.left(['event: expected a time in microseconds'])
}

function isSparseEvent(value: unknown): value is SparseEvent {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('timeMicros' in value))
    return false
  return (
    typeof value.type === 'string' &&
    CODECS.has(value.type) &&
    Number.isSafeInteger(value.timeMicros)
  )
}

/** The bytes of a sparse event that the hash chain covers, as text: JSON in codec order, no spaces. */
export function canonicalText({ type, schemaVersion, timeMicros, data }: StoredEvent): string {
  return `{"type":"${type}","schemaVersion":${schemaVersion},"timeMicros":${timeMicros},${data.slice(1)}`
}

/**
 * Events of a dense stream as columns: time in microseconds, revision of the cause in
 * `causeStream`, then the fields of `DENSE_FIELDS`. Columns may be longer than `count`.
 */
export interface DenseBatch {
  readonly kind: 'dense'
  readonly type: DenseType
  readonly causeStream: string
  readonly count: number
  readonly columns: readonly Float64Array[]
}

/** Number of columns of a dense type: time, cause revision and its fields. */
export function denseWidth(type: DenseType): number {
  return 2 + DENSE_FIELDS[type].length
}

/** One row of a dense batch as JSON carries it; a price's tick is itself, a check's its cause. */
export function denseEvent(batch: DenseBatch, row: number, revision: number): WireEvent {
  const value = (column: number): number => at(batch.columns[column] ?? [], row)
  const fields = DENSE_FIELDS[batch.type].map((field, index) => [field, value(index + 2)] as const)
  const { schemaVersion, data } = DENSE_EVENTS[batch.type]
  const codec: t.Mixed = data
  const decoded: unknown = Object.fromEntries(fields)
  if (!codec.is(decoded)) throw new RangeError(`a ${batch.type} whose numbers do not fit its codec`)
  const cause = { stream: batch.causeStream, revision: value(1) }
  const ticks = { PriceTicked: revision, LiquidationChecked: cause.revision, MarkPriceTicked: null }
  const encoded: unknown = codec.encode(decoded)
  return {
    type: batch.type,
    schemaVersion,
    timeMicros: value(0),
    tick: ticks[batch.type],
    cause,
    data: encoded,
  }
}
