import * as t from 'io-ts'
import { struct } from '../struct'
import type { TimeMicros } from '../units'
import { Integer } from '../wire'

/** What made an event happen: another event, or a row (its line number) of a source file. */
export const Cause = struct('a cause', {
  /** The stream of that event, or the base name of the file. */
  stream: t.string,
  /** Its revision there, from 0; of a file its line, from 1. */
  revision: Integer,
})
export type Cause = t.TypeOf<typeof Cause>

/** The type of an event's data: its codec is the source of the TypeScript type. */
export interface EventCodec<Data = unknown> {
  /** Raised with the first change of the data's shape, which then brings its upcaster. */
  readonly schemaVersion: number
  readonly data: t.Type<Data, unknown>
}

export function eventCodec<Data>(data: t.Type<Data, unknown>): EventCodec<Data> {
  return { schemaVersion: 1, data }
}

/** An event of a sparse stream as it is held in memory; stream and revision are its place there. */
export interface Recorded<Type extends string, Data> {
  readonly type: Type
  readonly timeMicros: TimeMicros
  /** Revision of the causing tick in `ticks-<tape>`; null for events of tapes and seasons. */
  readonly tick: number | null
  readonly cause: Cause
  readonly data: Data
}
