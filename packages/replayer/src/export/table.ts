import type { Column } from './columns'
import type { Rows } from './rows'

/** Takes bytes in order. Throws Failure when they cannot be kept. */
export interface Sink {
  readonly write: (bytes: Uint8Array) => void
}

/** A table that is being written. */
export interface Table {
  readonly write: (rows: Rows) => void
  /** Writes what is still held back, and the end. */
  readonly finish: () => void
}

/** A file format: how a table of these columns is put into a sink. */
export type Format = (columns: readonly Column[], sink: Sink) => Table
