import type { EventBatch } from '@gridledger/domain'

/** Rows `from` to before `to` of a batch. */
export function sliceBatch(batch: EventBatch, from: number, to: number): EventBatch {
  if (batch.kind === 'sparse') return { kind: 'sparse', events: batch.events.slice(from, to) }
  const columns = batch.columns.map((column) => column.subarray(from, to))
  return { ...batch, count: to - from, columns }
}
