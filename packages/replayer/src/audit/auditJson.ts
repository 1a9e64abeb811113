import { priceOf } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Audit } from './audit'
import type { Step } from './chain'
import type { Effect, MarkTicks } from './effects'
import { headline } from './headline'
import { type Placed, fullEvent, isOf } from './records'
import { placeText } from './reference'
import { ROLES } from './roles'
import type { Bar } from './source'
import type { Subject } from './subject'
import { rowPlace, rowText } from './tapeHeadline'
import type { Words } from './words'

/** `audit --json`: the causes as a list, nearest first; the first is the event with its figures. */
export function auditJson({ subject, words, ...audit }: Audit): readonly object[] {
  const { workings, account, pairing, problems, steps } = audit
  const [first, ...causes] = steps.map((step) => stepJson(step, subject, words))
  return [{ ...first, workings, account, pair: pairing, problems }, ...causes]
}

/** `audit --effects --json`: the event, then what it brought about, each after what led to it. */
export function effectsJson(
  { subject, words }: Audit,
  effects: readonly Effect[],
  markTicks: MarkTicks | null,
): readonly object[] {
  const mark = markTicks === null ? {} : { markTicks }
  return [
    { ...eventJson(subject.placed, subject, words, null), depth: 0, ...mark },
    ...effects.map(({ placed, depth, cause }) => {
      return { ...eventJson(placed, subject, words, null), depth, broughtAboutBy: placeText(cause) }
    }),
  ]
}

function stepJson(step: Step, subject: Subject, words: Words): object {
  if (step.kind === 'event') return eventJson(step.placed, subject, words, step.bar)
  const { row, of, bar } = step
  const { file, line, holds, derived } = row
  return {
    ...{ role: 'row', file, line, holds },
    ...(derived === undefined ? {} : { derived }),
    of: placeText(of),
    bar: barJson(bar, words),
    text: `${rowPlace(row)}: ${rowText(row, bar, words)}`,
  }
}

function eventJson(placed: Placed, { book }: Subject, words: Words, bar: Bar | null): object {
  const isFill = isOf('OrderFilled')(placed) && book !== null
  return {
    role: ROLES[placed.event.type],
    reference: placeText(placed),
    ...(isFill ? { fill: `${book.found.run}#${placed.event.data.fill}` } : {}),
    time: isoTime(placed.event.timeMicros),
    ...fullEvent(placed),
    ...(bar === null ? {} : { bar: barJson(bar, words) }),
    text: headline(placed, words, bar),
  }
}

function barJson(bar: Bar | null, { units }: Words): object | null {
  if (bar === null) return null
  const price = (ticks: number | null) => (ticks === null ? null : priceOf(units, ticks).toFixed())
  const { openMicros, open, high, low, close, tick } = bar
  const prices = { open: price(open), high: price(high), low: price(low), close: price(close) }
  return { opened: isoTime(openMicros), ...prices, tick }
}
