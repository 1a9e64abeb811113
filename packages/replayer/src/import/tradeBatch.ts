import { createHash } from 'node:crypto'

/** Trades of a batch; a source of any size is read in so many at a time. */
export const BATCH_ROWS = 131_072
/** Most files fill no batch: the columns of the first one grow. */
export const FIRST_ROWS = 1024

/** Trades in the order of a source, one a line: times in microseconds, prices in ticks. */
export interface TradeBatch {
  readonly count: number
  /** Of the first trade, from 1. */
  readonly firstLine: number
  readonly times: Float64Array
  readonly ticks: Int32Array
  /** Rows before which trades are missing, by their ids. */
  readonly gaps: readonly number[]
}

/** A batch with room for more trades. */
export interface OpenBatch {
  count: number
  readonly firstLine: number
  readonly times: Float64Array
  readonly ticks: Int32Array
  readonly gaps: number[]
}

export function emptyBatch(rows: number, firstLine: number): OpenBatch {
  const columns = { times: new Float64Array(rows), ticks: new Int32Array(rows) }
  return { count: 0, firstLine, ...columns, gaps: [] }
}

/** A full batch with room for four times as many trades, up to a whole batch. */
export function withRoom(batch: OpenBatch): OpenBatch {
  const grown = emptyBatch(Math.min(BATCH_ROWS, 4 * batch.count), batch.firstLine)
  grown.times.set(batch.times)
  grown.ticks.set(batch.ticks)
  return { ...grown, count: batch.count, gaps: batch.gaps }
}

/** The trades that a batch has, and no room beyond them. */
export function cutBatch({ count, times, ticks, ...rest }: OpenBatch): TradeBatch {
  return { ...rest, count, times: times.slice(0, count), ticks: ticks.slice(0, count) }
}

/** What trades are, whatever their file looks like. */
export function digestOf({ firstLine, times, ticks }: TradeBatch): string {
  return createHash('sha256').update(`${firstLine} `).update(times).update(ticks).digest('base64')
}
