import type { RunHistoryEvent } from '@gridledger/projections'
import { type FieldDifference, fieldDifferences } from '../verify/fieldDifferences'
import { wireOf } from './placedOf'
import type { HistoryEvent } from './runHistory'

/** Where two histories part. */
export interface FirstDifference {
  /** How many events, checks among them, are the same in both before it. */
  readonly common: number
  /** The next event of each: null where its history is over. */
  readonly a: HistoryEvent | null
  readonly b: HistoryEvent | null
  /** In which of the two something happened while nothing did in the other; null where it did in both. */
  readonly only: 'a' | 'b' | null
  /** Of two events of one type at one moment: in what they differ, an order by its place. */
  readonly fields: readonly FieldDifference[]
}

type History = AsyncIterable<readonly HistoryEvent[]>

/**
 * The first event at which two histories part, read side by side: by time, type, data and causing
 * tick. The revisions of ticks say nothing where the tapes differ, those of orders nowhere: an order
 * is the same where it was placed at the same place of both. Null where they are the same to the end.
 */
export async function firstDifference(a: History, b: History): Promise<FirstDifference | null> {
  const sides = [cursorOf(a), cursorOf(b)] as const
  const [left, right] = sides
  try {
    for (let common = 0; ; common += 1) {
      if (left.next === left.events.length) await left.read()
      if (right.next === right.events.length) await right.read()
      const [mine, other] = [left.events[left.next], right.events[right.next]]
      if (mine === undefined && other === undefined) return null
      if (mine === undefined || other === undefined || !isSame(mine, other))
        return { common, ...parting(mine ?? null, other ?? null) }
      left.next += 1
      right.next += 1
    }
  } finally {
    for (const side of sides) await side.leave()
  }
}

/** A place in a history. */
interface Cursor {
  events: readonly HistoryEvent[]
  next: number
  /** Goes on to the next events; there are none at the end. */
  readonly read: () => Promise<void>
  readonly leave: () => Promise<void>
}

function cursorOf(history: History): Cursor {
  const source = history[Symbol.asyncIterator]()
  const cursor: Cursor = {
    events: [],
    next: 0,
    read: async () => {
      const read = await source.next()
      cursor.events = read.done === true ? [] : read.value
      cursor.next = 0
    },
    leave: async () => {
      await source.return?.()
    },
  }
  return cursor
}

function isSame(mine: HistoryEvent, other: HistoryEvent): boolean {
  const [a, b] = [mine.event, other.event]
  if (a.type !== b.type || !isSameMoment(mine, other)) return false
  if (a.type === 'LiquidationChecked' && b.type === 'LiquidationChecked')
    return (
      a.data.equity === b.data.equity &&
      a.data.maintenance === b.data.maintenance &&
      a.data.pendingFees === b.data.pendingFees
    )
  return JSON.stringify(dataOf(mine)) === JSON.stringify(dataOf(other))
}

function isSameMoment(
  { event: a, ticks }: HistoryEvent,
  { event: b, ticks: others }: HistoryEvent,
) {
  return a.timeMicros === b.timeMicros && (ticks !== others || a.tick === b.tick)
}

/** An event's data as JSON carries it, its order by its place. */
function dataOf({ event, orderPlace }: HistoryEvent): unknown {
  const { data } = wireOf(event)
  return orderPlace === null ? data : { ...Object(data), order: orderPlace }
}

function parting(
  mine: HistoryEvent | null,
  other: HistoryEvent | null,
): Pick<FirstDifference, 'a' | 'b' | 'only' | 'fields'> {
  const sides = { a: mine, b: other }
  if (mine === null) return { ...sides, only: 'b', fields: [] }
  if (other === null) return { ...sides, only: 'a', fields: [] }
  if (!isSameMoment(mine, other))
    return { ...sides, only: isEarlier(mine.event, other.event) ? 'a' : 'b', fields: [] }
  if (mine.event.type !== other.event.type) return { ...sides, only: null, fields: [] }
  return { ...sides, only: null, fields: fieldDifferences(dataOf(mine), dataOf(other)) }
}

function isEarlier(a: RunHistoryEvent, b: RunHistoryEvent): boolean {
  if (a.timeMicros !== b.timeMicros) return a.timeMicros < b.timeMicros
  return (a.tick ?? 0) < (b.tick ?? 0)
}
