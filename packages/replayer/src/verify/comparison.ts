import * as E from 'fp-ts/Either'
import {
  type EventBatch,
  type Ledger,
  type WireEvent,
  batchLength,
  canonicalText,
  denseEvent,
  wireEvent,
} from '@gridledger/domain'
import { storedForms } from '../ledger/storedForms'
import { unreadableAt } from './chainCheck'
import { type Difference, differenceAt } from './difference'
import { NO_EVENTS, joinedEvents, sameUpTo, withEvents, withoutFirst } from './eventWindow'
import { fieldDifferences, valueText } from './fieldDifferences'

/** Holds what is derived against a stream, in order. Each answer is the first difference so far. */
export interface Comparison {
  /** The last event is kept back until more is known: a swap shows in two, a loss in the next. */
  readonly push: (derived: EventBatch) => Promise<Difference | null>
  /** Nothing more is derived: the stream must end here. */
  readonly finish: () => Promise<Difference | null>
}

/** A comparison with a stream of the ledger, from its first event on, or from a later one. */
export function comparisonWith(ledger: Ledger, stream: string, first = 0): Comparison {
  const source = ledger.read(stream, first)[Symbol.asyncIterator]()
  let [derived, stored] = [NO_EVENTS, NO_EVENTS]
  let [base, ended] = [first, false]
  let unreadable: Difference | null = null

  const fill = async (count: number) => {
    while (!ended && stored.length < count) {
      const next = await source.next()
      if (next.done === true) ended = true
      else if (E.isLeft(next.value)) {
        ended = true
        unreadable = unreadableAt(stream, next.value.left)
      } else stored = withEvents(stored, next.value.right.batch)
    }
  }
  const differenceIn = (index: number) => {
    const windows = { derived: joinedEvents(derived), stored: joinedEvents(stored) }
    return differenceFrom({ stream, base, ...windows }, index)
  }
  const compare = async (count: number): Promise<Difference | null> => {
    await fill(derived.length + 1)
    const same = sameUpTo(derived, stored, count)
    if (same < count) {
      const isCut = same >= stored.length
      return isCut && unreadable !== null ? unreadable : differenceIn(same)
    }
    derived = withoutFirst(derived, count)
    stored = withoutFirst(stored, count)
    base += count
    return null
  }
  return {
    push: (batch) => {
      derived = withEvents(derived, batch)
      return compare(Math.max(0, derived.length - 1))
    },
    finish: async () => {
      const found = await compare(derived.length)
      if (found !== null) return found
      await fill(1)
      return stored.length === 0 ? unreadable : differenceIn(0)
    },
  }
}

interface Windows {
  readonly stream: string
  /** Revision of the first event of both. */
  readonly base: number
  readonly derived: EventBatch | null
  readonly stored: EventBatch | null
}

/** What the events at an index, where the two differ, have to do with each other. */
function differenceFrom({ stream, base, derived, stored }: Windows, index: number): Difference {
  const revision = base + index
  const expected = eventAt(derived, index, revision)
  const found = eventAt(stored, index, revision)
  const place = (kind: Difference['kind'], message: string): Difference => ({
    ...differenceAt(kind, stream, revision, message),
    expected,
    found,
  })
  if (expected === null) {
    const message = `a ${found?.type ?? 'event'} stands after the end: nothing derives it`
    return place('after-end', message)
  }
  if (found === null) {
    const message = `the stream ends here: expected ${expected.type}, found nothing`
    return place('cut-short', message)
  }
  const [later, earlier] = [
    indexOf(derived, index + 1, textAt(stored, index)),
    indexOf(stored, index + 1, textAt(derived, index)),
  ]
  if (later === index + 1 && earlier === index + 1)
    return place('swapped', `this ${found.type} and the ${expected.type} after it are swapped`)
  if (later > 0)
    return place('missing', `${counted(later - index)} missing here: ${expected.type} first`)
  if (earlier > 0)
    return place('extra', `${counted(earlier - index)} too many here: ${found.type} first`)
  const changes = fieldDifferences(expected, found).map(({ field, values: [wanted, got] }) => {
    return `${field}: expected ${valueText(wanted)}, found ${valueText(got)}`
  })
  return place('changed', `${found.type}: ${changes.join('; ')}`)
}

const counted = (events: number): string => (events === 1 ? 'an event is' : `${events} events are`)

const lengthOf = (batch: EventBatch | null): number => (batch === null ? 0 : batchLength(batch))

/** One event as text, for comparing; undefined beyond the end. */
function textAt(batch: EventBatch | null, index: number): string | undefined {
  if (batch === null || index >= batchLength(batch)) return undefined
  if (batch.kind === 'sparse') {
    const [stored] = storedForms(batch.events, index, index + 1)
    return stored === undefined ? undefined : canonicalText(stored)
  }
  const row = batch.columns.map((column) => column[index])
  return [batch.type, batch.causeStream, ...row].join(' ')
}

/** Farther than this nobody looks for where an event has gone. */
const SEARCHED_EVENTS = 4096

/** The place of an event from an index on; -1 where it is not. */
function indexOf(batch: EventBatch | null, first: number, text: string | undefined): number {
  const end = Math.min(lengthOf(batch), first + SEARCHED_EVENTS)
  for (let index = first; index < end; index += 1) if (textAt(batch, index) === text) return index
  return -1
}

function eventAt(batch: EventBatch | null, index: number, revision: number): WireEvent | null {
  if (batch === null || index >= batchLength(batch)) return null
  if (batch.kind === 'dense') return denseEvent(batch, index, revision)
  const event = batch.events[index]
  return event === undefined ? null : wireEvent(event)
}
