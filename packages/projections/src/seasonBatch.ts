import type { DenseBatch, SparseEvent } from '@gridledger/domain'

/** Sparse events of one stream, and the revision of the first. */
export interface SparseSlice {
  readonly stream: string
  readonly firstRevision: number
  readonly events: readonly SparseEvent[]
}

/** Dense events of one stream, and the revision of the first. */
export interface DenseSlice {
  readonly stream: string
  readonly firstRevision: number
  readonly batch: DenseBatch
  /** Of each row, where rows between them are left out; else they follow the first one by one. */
  readonly revisions?: Float64Array
}

/** What one contestant's run did over the ticks of a batch. */
export interface RunSlice {
  readonly events: SparseSlice
  readonly checks: DenseSlice | null
}

/**
 * A stretch of a season with everything that belongs to its ticks: what pipelines carry. Batches
 * end between two ticks, never inside one.
 */
export interface SeasonBatch {
  /** Events of tape and season that come before the ticks: the first batch opens both. */
  readonly opening: readonly SparseSlice[]
  /** Funding rates due by the last tick of this batch and after the one before. */
  readonly fundings: SparseSlice
  readonly marks: DenseSlice | null
  readonly ticks: DenseSlice
  readonly runs: ReadonlyMap<string, RunSlice>
}
