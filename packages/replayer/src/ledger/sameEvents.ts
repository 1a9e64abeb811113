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
  return (
    a.columns.length === b.columns.length &&
    a.columns.every((column, index) => sameNumbers(column, b.columns[index], a.count))
  )
}

function sameNumbers(a: Float64Array, b: Float64Array | undefined, count: number): boolean {
  for (let row = 0; row < count; row += 1) {
    if (a[row] === undefined || a[row] !== b?.[row]) return false
  }
  return true
}
