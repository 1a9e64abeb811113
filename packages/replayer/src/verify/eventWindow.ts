import { type DenseBatch, type EventBatch, type StoredEvent, batchLength } from '@gridledger/domain'
import { storedForms } from '../ledger/storedForms'
import { joinBatches } from '../season/market'

/** Neighbouring events of a stream, in the parts that they came in: nothing is copied to compare them. */
export interface EventWindow {
  readonly parts: readonly EventBatch[]
  /** Events of the first part that do not belong any more. */
  readonly past: number
  readonly length: number
}

export const NO_EVENTS: EventWindow = { parts: [], past: 0, length: 0 }

/** A window with more events at its end. */
export function withEvents({ parts, past, length }: EventWindow, batch: EventBatch): EventWindow {
  const added = batchLength(batch)
  return added === 0
    ? { parts, past, length }
    : { parts: [...parts, batch], past, length: length + added }
}

/** A window without its first events. */
export function withoutFirst(window: EventWindow, count: number): EventWindow {
  let past = window.past + count
  let first = 0
  for (const part of window.parts) {
    if (past < batchLength(part)) break
    past -= batchLength(part)
    first += 1
  }
  return { parts: window.parts.slice(first), past, length: window.length - count }
}

/** All events of a window as one batch; null where it has none. */
export function joinedEvents({ parts, past }: EventWindow): EventBatch | null {
  const [first] = parts
  if (first === undefined) return null
  if (first.kind === 'sparse') {
    const events = parts.flatMap((part) => (part.kind === 'sparse' ? part.events : []))
    return { kind: 'sparse', events: events.slice(past) }
  }
  const dense = parts.flatMap((part) => (part.kind === 'dense' ? [part] : []))
  const { columns, count, ...rest } = joinBatches(first.type, dense)
  const left = columns.map((column) => column.subarray(past, count))
  return { ...rest, count: count - past, columns: left }
}

/** How many of the first `count` events are the same in both windows, up to the first that is not. */
export function sameUpTo(a: EventWindow, b: EventWindow, count: number): number {
  let [same, partOfA, partOfB] = [0, 0, 0]
  let [rowOfA, rowOfB] = [a.past, b.past]
  while (same < count) {
    const [one, other] = [a.parts[partOfA], b.parts[partOfB]]
    if (one === undefined || other === undefined) return same
    const leftOfA = batchLength(one) - rowOfA
    const leftOfB = batchLength(other) - rowOfB
    const rows = Math.min(count - same, leftOfA, leftOfB)
    const found = sameRows(one, rowOfA, other, rowOfB, rows)
    same += found
    if (found < rows) return same
    partOfA += rows === leftOfA ? 1 : 0
    partOfB += rows === leftOfB ? 1 : 0
    rowOfA = rows === leftOfA ? 0 : rowOfA + rows
    rowOfB = rows === leftOfB ? 0 : rowOfB + rows
  }
  return same
}

function sameRows(
  one: EventBatch,
  from: number,
  other: EventBatch,
  otherFrom: number,
  count: number,
): number {
  if (one.kind === 'dense')
    return other.kind === 'dense' ? sameDense(one, from, other, otherFrom, count) : 0
  if (other.kind === 'dense') return 0
  const forms = storedForms(one.events, from, from + count)
  const others = storedForms(other.events, otherFrom, otherFrom + count)
  for (let row = 0; row < count; row += 1) if (!isSame(forms[row], others[row])) return row
  return count
}

function sameDense(
  one: DenseBatch,
  from: number,
  other: DenseBatch,
  otherFrom: number,
  count: number,
): number {
  if (one.type !== other.type || one.causeStream !== other.causeStream) return 0
  let same = count
  for (const [index, column] of one.columns.entries()) {
    const otherColumn = other.columns[index]
    if (otherColumn === undefined) return 0
    for (let row = 0; row < same; row += 1)
      if (column[from + row] !== otherColumn[otherFrom + row]) same = row
  }
  return same
}

/** Whether two events are stored as the same: then their canonical text is the same, too. */
function isSame(a: StoredEvent | undefined, b: StoredEvent | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return (
    a.type === b.type &&
    a.timeMicros === b.timeMicros &&
    a.schemaVersion === b.schemaVersion &&
    a.data === b.data
  )
}
