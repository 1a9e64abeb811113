import {
  type DenseBatch,
  type EventBatch,
  type StoredEvent,
  batchLength,
  canonicalText,
  encodeEvent,
} from '@gridledger/domain'
import type { StoredBatch } from './chain'

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
  return b.kind === 'dense' && sameRows(a, b)
}

/** The same of batches whose sparse events are as they are stored. */
export function sameStored(a: StoredBatch | DenseBatch, b: StoredBatch | DenseBatch): boolean {
  if (a.kind === 'dense') return b.kind === 'dense' && a.count === b.count && sameRows(a, b)
  if (b.kind === 'dense' || a.events.length !== b.events.length) return false
  const isSame = (event: StoredEvent, other: StoredEvent | undefined) =>
    other !== undefined && canonicalText(event) === canonicalText(other)
  return a.events.every((event, index) => isSame(event, b.events[index]))
}

function sameRows(a: DenseBatch, b: DenseBatch): boolean {
  if (a.type !== b.type || a.causeStream !== b.causeStream) return false
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
