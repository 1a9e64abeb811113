import * as E from 'fp-ts/Either'
import { type Ledger, ticksStream } from '@gridledger/domain'
import { Failure, run } from '../failure'
import type { FoundSeason } from './findRun'
import { parsePoint } from './pointInTime'
import { seasonProgress } from './seasonProgress'
import { denseRow, rowsBefore } from './ticksAt'

/** The ticks of a season that all of its contestants have been through. */
export interface RecordedSpan {
  readonly isFinished: boolean
  /** Revision of the last of them. */
  readonly lastTick: number
  /** Ticks of the tape. */
  readonly ticks: number
  readonly firstMicros: number
  readonly lastMicros: number
}

/**
 * How far a season can be replayed: to its end, or as far as every contestant of an unfinished one
 * surely has come (see `completeTick`). Throws Failure (not found) where that is nowhere yet.
 */
export async function recordedSpan(ledger: Ledger, found: FoundSeason): Promise<RecordedSpan> {
  const { facts, opened } = found
  const stream = ticksStream(facts.tape)
  const ticks = (await run(ledger.head(stream)))?.events ?? 0
  const look = await seasonProgress(ledger, opened.season, facts)
  const { lastTick } = await look()
  const [first, last] = [
    await denseRow(ledger, stream, 0),
    await denseRow(ledger, stream, Math.max(lastTick, 0)),
  ]
  if (lastTick < 0 || first === undefined || last === undefined) {
    const advice =
      '`npx gridledger run` with its season file goes on with it, or the same `copy` that brought it'
    const problem = `season ${opened.season} of ${ledger.address} is not recorded far enough to be shown`
    throw new Failure({ kind: 'not-found', message: `${problem}; ${advice}` })
  }
  const { timeMicros: firstMicros } = first
  return { isFinished: facts.isClosed, lastTick, ticks, firstMicros, lastMicros: last.timeMicros }
}

/**
 * The tick of a moment: the last one at or before a time, or the one of a revision of the ticks. A
 * Left says what was expected.
 */
export async function tickAt(
  ledger: Ledger,
  { facts }: FoundSeason,
  span: RecordedSpan,
  text: string,
  told: (micros: number) => string,
): Promise<E.Either<string, number>> {
  const point = parsePoint(text)
  if (E.isLeft(point)) return point
  const { firstMicros, lastMicros, lastTick } = span
  const within = `${told(firstMicros)} to ${told(lastMicros)}, or a tick from 0 to ${lastTick}`
  const recorded = span.isFinished ? '' : ', which is as far as the season is recorded'
  const refused = E.left(`expected ${within}${recorded}, found ${text}`)
  if (point.right.kind === 'revision') {
    return point.right.revision > lastTick ? refused : E.right(point.right.revision)
  }
  const { timeMicros } = point.right
  if (timeMicros < firstMicros || timeMicros > lastMicros) return refused
  return E.right((await rowsBefore(ledger, ticksStream(facts.tape), timeMicros + 1)) - 1)
}
