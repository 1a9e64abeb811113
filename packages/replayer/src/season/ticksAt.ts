import { type Ledger, at, marksStream, ticksStream } from '@gridledger/domain'
import { run, valueOf } from '../failure'

/** One row of a dense stream: what it is of depends on its type, see `DENSE_FIELDS`. */
export interface DenseRow {
  readonly revision: number
  readonly timeMicros: number
  /** Revision of its cause: of a tick and a mark, the line of the source file. */
  readonly cause: number
  /** The fields in codec order, prices in ticks and money in 1e-8. */
  readonly values: readonly number[]
}

/** A row of a dense stream; undefined where the stream ends before it. Reads one page of it. */
export async function denseRow(
  ledger: Ledger,
  stream: string,
  revision: number,
): Promise<DenseRow | undefined> {
  for await (const read of ledger.read(stream, revision, revision + 1)) {
    const { batch } = valueOf(read)
    if (batch.kind !== 'dense') throw new Error(`${stream} is not dense`)
    const [timeMicros = 0, cause = 0, ...values] = batch.columns.map((column) => at(column, 0))
    return { revision, timeMicros, cause, values }
  }
  return undefined
}

/**
 * How many rows of a dense stream have a time, or another column that never falls, below `bound`:
 * the revision of the first that has not. Searched by halves.
 */
export async function rowsBefore(
  ledger: Ledger,
  stream: string,
  bound: number,
  orderOf: (row: DenseRow) => number = ({ timeMicros }) => timeMicros,
): Promise<number> {
  let [low, high] = [0, (await run(ledger.head(stream)))?.events ?? 0]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const row = await denseRow(ledger, stream, middle)
    if (row !== undefined && orderOf(row) < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** Price and mark at a tick of a tape. */
export interface MarketAt {
  readonly tick: DenseRow
  readonly priceTicks: number
  readonly markTicks: number
  /** The mark's own event; null where the last price stands for it. */
  readonly mark: DenseRow | null
}

/** The market at a tick, given by its revision; undefined beyond the tape's end. */
export async function marketAt(
  ledger: Ledger,
  tape: string,
  revision: number,
): Promise<MarketAt | undefined> {
  const tick = await denseRow(ledger, ticksStream(tape), revision)
  if (tick === undefined) return undefined
  const marks = await rowsBefore(ledger, marksStream(tape), tick.timeMicros + 1)
  const mark = marks === 0 ? undefined : await denseRow(ledger, marksStream(tape), marks - 1)
  const [priceTicks = 0] = tick.values
  return { tick, priceTicks, markTicks: mark?.values[0] ?? priceTicks, mark: mark ?? null }
}
