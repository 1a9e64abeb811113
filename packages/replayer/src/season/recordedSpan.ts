import { either as E } from 'fp-ts'
import { type Ledger, checksStream, runName, runStream, ticksStream } from '@gridledger/domain'
import { Failure, run, valueOf } from '../failure'
import { type FoundSeason, findRun } from './findRun'
import { parsePoint } from './pointInTime'
import { stateBefore } from './stateBefore'
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
 * surely has come. Throws Failure (not found) where one of them has nothing yet.
 */
export async function recordedSpan(ledger: Ledger, found: FoundSeason): Promise<RecordedSpan> {
  const { facts, opened } = found
  const stream = ticksStream(facts.tape)
  const ticks = (await run(ledger.head(stream)))?.events ?? 0
  let lastTick = ticks - 1
  if (!facts.isClosed) {
    for (const contestant of facts.contestants) {
      const name = runName(opened.season, contestant)
      lastTick = Math.min(lastTick, await lastTickOf(ledger, name))
    }
  }
  const [first, last] = [
    await denseRow(ledger, stream, 0),
    await denseRow(ledger, stream, Math.max(lastTick, 0)),
  ]
  if (lastTick < 0 || first === undefined || last === undefined) {
    const advice = '`npx gridledger run` with its season file goes on with it'
    const problem = `season ${opened.season} of ${ledger.address} has only just begun to be recorded`
    throw new Failure({ kind: 'not-found', message: `${problem}; ${advice}` })
  }
  const { timeMicros: firstMicros } = first
  return { isFinished: facts.isClosed, lastTick, ticks, firstMicros, lastMicros: last.timeMicros }
}

/** The last tick of which a run tells; Infinity where it is over and has no more to tell. */
async function lastTickOf(ledger: Ledger, name: string): Promise<number> {
  const events = (await run(ledger.head(runStream(name))))?.events ?? 0
  if (events === 0) return -1
  const { phase, positionLots } = await stateBefore(ledger, await findRun(ledger, name), events)
  if (phase !== 'running' && positionLots === 0) return Infinity
  const checks = (await run(ledger.head(checksStream(name))))?.events ?? 0
  const check = await denseRow(ledger, checksStream(name), checks - 1)
  let last = check?.cause ?? -1
  for await (const read of ledger.read(runStream(name), events - 1)) {
    const { batch } = valueOf(read)
    if (batch.kind === 'sparse') last = Math.max(last, batch.events.at(-1)?.tick ?? -1)
  }
  return last
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
