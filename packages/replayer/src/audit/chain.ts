import { type Cause, marksStream, tapeStream, ticksStream } from '@gridledger/domain'
import type { Placed, Records } from './records'
import { placeText } from './reference'
import type { RunBook } from './runBook'
import { type Bar, type SourceRow, barOf, sourceRow } from './source'
import type { Subject } from './subject'

/** One of the causes of an event: an event itself, or the row of a source file. */
export type Step =
  | { readonly kind: 'event'; readonly placed: Placed; readonly bar: Bar | null }
  | {
      readonly kind: 'row'
      readonly row: SourceRow
      readonly of: Placed
      readonly bar: Bar | null
    }

/** Events whose figures come from the mark price. */
const AT_THE_MARK = [
  'LiquidationChecked',
  'FundingSettled',
  'PositionLiquidated',
  'TakeProfitTriggered',
  'StopLossTriggered',
  'GridStopped',
]

/**
 * What an event came from, nearest first: the event itself, the tick that met it with the row of
 * the source file, its order, the fill that placed that order, and so on back to the start of the
 * grid, the contestant, the season and the tape. `missing` are causes that the ledger does not hold.
 */
export async function chainOf(
  records: Records,
  subject: Subject,
): Promise<{ readonly steps: readonly Step[]; readonly missing: readonly Cause[] }> {
  const { placed } = subject
  const steps: Step[] = []
  const missing: Cause[] = []
  const seen = new Set<string>()
  const add = async (found: Placed): Promise<boolean> => {
    if (seen.has(placeText(found))) return false
    seen.add(placeText(found))
    steps.push(...(await stepsOf(records, subject, found)))
    return true
  }
  const find = async (place: Cause | null): Promise<Placed | undefined> => {
    if (place === null) return undefined
    const found = await records.find(place)
    if (found === undefined) missing.push(place)
    return found
  }
  await add(placed)
  let isMarketTold = false
  const tellMarket = async (places: readonly Cause[]) => {
    for (const place of [...places, ...(isMarketTold ? [] : await marketOf(records, subject))]) {
      const found = await find(place)
      if (found !== undefined) await add(found)
    }
    isMarketTold = true
  }
  const near = nearCauses(subject)
  if (near.length > 0) await tellMarket(near)
  for (let step: Placed | undefined = placed; step !== undefined;) {
    const before: Placed | undefined = await find(originOf(step, subject))
    const isTicked = step.event.cause.stream.startsWith('ticks-')
    if (isTicked || before?.event.tick !== placed.event.tick) await tellMarket([])
    step = before !== undefined && (await add(before)) ? before : undefined
  }
  return { steps, missing }
}

/** An event as a step, and the row that it was read from as another. */
async function stepsOf(
  records: Records,
  { opened }: Subject,
  placed: Placed,
): Promise<readonly Step[]> {
  const { type } = placed.event
  const isPrice = type === 'PriceTicked' || type === 'MarkPriceTicked'
  const bar = isPrice ? await barOf(records, placed, opened) : null
  const row = sourceRow(placed, opened)
  const step = { kind: 'event' as const, placed, bar }
  return row === null ? [step] : [step, { kind: 'row', row, of: placed, bar }]
}

/** The tick at which something happened, and the mark where its figures come from it. */
async function marketOf(
  records: Records,
  { placed: { event }, tape }: Subject,
): Promise<readonly Cause[]> {
  const isEnd = event.type === 'TapeSealed' || event.type === 'SeasonClosed'
  const revision = isEnd ? event.cause.revision : event.tick
  if (revision === null) return []
  const tick = { stream: ticksStream(tape), revision }
  if (!AT_THE_MARK.includes(event.type)) return [tick]
  const mark = (await records.market(tape, revision))?.mark ?? null
  return mark === null ? [tick] : [tick, { stream: marksStream(tape), revision: mark.revision }]
}

/** Recorded causes that do not lie on the way back from the order to the start of the grid. */
function nearCauses({ placed: { event } }: Subject): readonly Cause[] {
  const { type, cause } = event
  if (type === 'FundingSettled' || type === 'PositionLiquidated') return [cause]
  return type === 'OrderCancelled' && !cause.stream.startsWith('season-') ? [cause] : []
}

/** The event before this one on the way back; null where the way ends. */
function originOf({ stream, revision, event }: Placed, { tape, book }: Subject): Cause | null {
  const { type, cause } = event
  switch (type) {
    case 'OrderFilled':
      return event.data.order === null ? cause : { stream, revision: event.data.order }
    case 'OrderCancelled':
      return { stream, revision: event.data.order }
    case 'OrderPlaced':
    case 'GridStopped':
      return cause.stream === stream ? cause : gridBefore(book, revision)
    case 'ForkClosed':
    case 'FundingSettled':
    case 'PositionLiquidated':
    case 'TakeProfitTriggered':
    case 'StopLossTriggered':
      return gridBefore(book, revision)
    case 'ParametersAmended':
    case 'AmendmentRefused':
      return cause.stream === stream ? cause : gridBefore(book, revision)
    case 'RunForked':
      return gridBefore(book, revision) ?? cause
    case 'LiquidationChecked':
      return gridBefore(book, Infinity, event.tick ?? 0)
    case 'SeasonClosed':
      return { stream, revision: 0 }
    case 'GridStarted':
    case 'ContestantEntered':
    case 'SeasonOpened':
      return cause
    case 'PriceTicked':
    case 'MarkPriceTicked':
    case 'FundingRatePublished':
    case 'TapeSealed':
      return { stream: tapeStream(tape), revision: 0 }
    case 'TapeOpened':
      return null
  }
}

/** The start or the amendment that made a grid what it is before a revision, up to a tick. */
function gridBefore(book: RunBook | null, revision: number, lastTick = Infinity): Cause | null {
  if (book === null) return null
  const index = book.events.findLastIndex(
    ({ type, tick }, place) =>
      place < revision &&
      (place < book.firstOwn || (tick ?? 0) <= lastTick) &&
      (type === 'GridStarted' || type === 'ParametersAmended'),
  )
  return index < 0 ? null : { stream: book.found.streams.run, revision: index }
}
