import { type EventBatch, batchLength, canonicalText, encodeEvent } from '@gridledger/domain'

/** Whether two batches hold the same events, to the byte of their canonical form. */
export function sameEvents(a: EventBatch, b: EventBatch): boolean {
  if (batchLength(a) !== batchLength(b)) return false
  if (a.kind === 'sparse') {
    if (b.kind !== 'sparse') return false
    return a.events.every((event, index) => {
      const other = b.events[index]
      return (
        other !== undefined &&
        canonicalText(encodeEvent(event)) === canonicalText(encodeEvent(other))
      )
    })
  }
  if (b.kind !== 'dense' || a.type !== b.type || a.causeStream !== b.causeStream) return false
  return a.columns.every((column, index) => {
    const other = b.columns[index]
    return (
      other !== undefined && column.subarray(0, a.count).every((value, row) => value === other[row])
    )
  })
}
