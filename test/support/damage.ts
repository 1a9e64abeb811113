import { type EventBatch, type Ledger, batchLength } from '@gridledger/domain'
import { type Streams, ledgerOf } from './streams'

/** What is done to one stream of a ledger. */
export type Damage = (batch: EventBatch) => EventBatch

/** Picks rows of a batch by index, in any order, also twice. */
export function rowsOf(batch: EventBatch, rows: readonly number[]): EventBatch {
  if (batch.kind === 'sparse')
    return { kind: 'sparse', events: rows.map((row) => batch.events[row]!) }
  const columns = batch.columns.map((column) => Float64Array.from(rows, (row) => column[row]!))
  return { ...batch, count: rows.length, columns }
}

const all = (batch: EventBatch) => Array.from({ length: batchLength(batch) }, (_, row) => row)

export const without =
  (first: number, count = 1): Damage =>
  (batch) =>
    rowsOf(
      batch,
      all(batch).filter((row) => row < first || row >= first + count),
    )

export const swappedAt =
  (row: number): Damage =>
  (batch) =>
    rowsOf(
      batch,
      all(batch).map((at) => (at === row ? row + 1 : at === row + 1 ? row : at)),
    )

/** An event once more, right behind another. */
export const repeatedAfter =
  (row: number, again: number): Damage =>
  (batch) =>
    rowsOf(
      batch,
      all(batch).flatMap((at) => (at === row ? [at, again] : [at])),
    )

/** A column of a dense row, changed. */
export const withNumber =
  (row: number, column: number, change: (value: number) => number): Damage =>
  (batch) => {
    if (batch.kind !== 'dense') throw new Error('expected a dense stream')
    const columns = batch.columns.map((values) => values.slice())
    columns[column]![row] = change(columns[column]![row]!)
    return { ...batch, columns }
  }

/** A sparse event with something else in its data. */
export const withData =
  (row: number, data: Readonly<Record<string, unknown>>): Damage =>
  (batch) => {
    if (batch.kind !== 'sparse') throw new Error('expected a sparse stream')
    const events = batch.events.map((event, at) =>
      at === row ? Object.assign({}, event, { data: { ...event.data, ...data } }) : event,
    )
    return { kind: 'sparse', events }
  }

/** A ledger as a forger leaves it who knows the format: one stream changed, every hash made anew. */
export async function forged(streams: Streams, stream: string, damage: Damage): Promise<Ledger> {
  const batch = streams.get(stream)
  if (batch === undefined) throw new Error(`no stream ${stream} to damage`)
  return ledgerOf(new Map(streams).set(stream, damage(batch)))
}
