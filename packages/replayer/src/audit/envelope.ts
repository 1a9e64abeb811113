import { ticksStream } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Placed, Records } from './records'
import { placeText } from './reference'
import { sourceRow } from './source'
import type { Subject } from './subject'

/** What is wrong with an event's time, tick and cause, in sentences. */
export async function envelopeProblems(
  records: Records,
  subject: Subject,
): Promise<readonly string[]> {
  const { placed, tape } = subject
  const { cause, tick, timeMicros } = placed.event
  const place = placeText(placed)
  const problems: string[] = []
  const isRead = sourceRow(placed, subject.opened) !== null || placed.event.type === 'TapeOpened'
  const by = isRead ? undefined : await records.find(cause)
  if (!isRead && by === undefined)
    problems.push(`${place}: its cause ${placeText(cause)} is not in the ledger`)
  if (by !== undefined && !isEarlier(by, placed))
    problems.push(`${place}: its cause ${placeText(cause)} comes after it`)
  if (tick === null || placed.stream === ticksStream(tape)) return problems
  if (cause.stream === ticksStream(tape) && cause.revision !== tick)
    problems.push(`${place}: cause: expected its tick ${tick}, found ${placeText(cause)}`)
  if (by?.stream === placed.stream && by.event.tick !== tick)
    problems.push(`${place}: cause: expected an event of tick ${tick}, found ${placeText(cause)}`)
  const ticked = await records.find({ stream: ticksStream(tape), revision: tick })
  if (ticked === undefined)
    return [...problems, `${place}: its tick ${ticksStream(tape)}@${tick} is not in the ledger`]
  if (ticked.event.timeMicros !== timeMicros) {
    const expected = `expected ${isoTime(ticked.event.timeMicros)} of tick ${tick}`
    problems.push(`${place}: time: ${expected}, found ${isoTime(timeMicros)}`)
  }
  return problems
}

function isEarlier(by: Placed, { stream, revision, event }: Placed): boolean {
  if (by.stream === stream && by.revision >= revision) return false
  return by.event.timeMicros <= event.timeMicros
}
