import * as E from 'fp-ts/Either'
import { defaultIfEmpty, from, last, lastValueFrom } from 'rxjs'
import { type InstrumentUnits, type Ledger, at, ticksStream } from '@gridledger/domain'
import {
  type Placed,
  type SeasonBatch,
  type SeasonView,
  firstNot,
  followSeason,
  initialSeasonView,
  splitBatch,
} from '@gridledger/projections'
import { type SeasonDigest, runDigest, seasonDigest } from './digest'
import { type FoundRun, type FoundSeason, requireFinished } from './findRun'
import { parsePoint } from './pointInTime'
import { readRun } from './readRun'
import { readSeason } from './readSeason'
import { type RecordedSpan, recordedSpan, tickAt } from './recordedSpan'
import { runStretches } from './runStretches'
import { keptSeason, viewAt } from './snapshots'
import { denseRow } from './ticksAt'

/** What can be replayed: a season, or one run as a season that it alone has entered. */
export interface ReplaySource {
  readonly name: string
  readonly contestants: readonly string[]
  readonly span: RecordedSpan
  readonly units: InstrumentUnits
  /** The tape that it ends on. */
  readonly tape: string
  readonly digest: () => Promise<SeasonDigest>
  /** Where a moment lies, as a number that grows with time. A Left says what was expected. */
  readonly placeOf: (
    text: string,
    told: (micros: number) => string,
  ) => Promise<E.Either<string, number>>
  readonly viewAt: (place: number) => Promise<SeasonView>
  /**
   * What comes after a view, up to and with a place, or all that is recorded where it is absent; with
   * the one run that is named, or with all of them.
   */
  readonly batches: (after: Placed, until?: number, only?: string) => AsyncGenerator<SeasonBatch>
}

/** A season of the ledger; its places are its ticks. */
export async function seasonSource(ledger: Ledger, found: FoundSeason): Promise<ReplaySource> {
  const { facts, opened } = found
  const span = await recordedSpan(ledger, found)
  return {
    name: opened.season,
    contestants: facts.contestants,
    span,
    units: found.units,
    tape: facts.tape,
    digest: () => seasonDigest(ledger, opened.season),
    placeOf: (text, told) => tickAt(ledger, found, span, text, told),
    viewAt: (tick) => viewAt(ledger, keptSeason(opened.season), tick),
    batches: ({ next }, untilTick = span.isFinished ? Infinity : span.lastTick, only) =>
      readSeason(ledger, opened.season, { from: next, untilTick, ...(only && { only }) }),
  }
}

/** One run with its past; its places are times, for its ticks may be those of several tapes. */
export async function runSource(ledger: Ledger, found: FoundRun): Promise<ReplaySource> {
  requireFinished(found)
  const { opened, contestant, tape } = found
  const { startMicros, endMicros } = opened
  const last = (await runStretches(ledger, found)).at(-1)
  const season = await recordedSpan(ledger, found)
  const ticks = last === undefined || last.to === Infinity ? season.ticks : last.to
  const read = (after: number, until = Infinity) => between(readRun(ledger, found), after, until)
  const lastTick = ticks - 1
  return {
    name: found.run,
    contestants: [contestant],
    span: { isFinished: true, ticks, lastTick, firstMicros: startMicros, lastMicros: endMicros },
    units: found.units,
    tape: tape.tape,
    digest: () => runDigest(ledger, found),
    placeOf: async (text, told) => {
      const point = parsePoint(text)
      if (E.isLeft(point)) return point
      const stream = ticksStream(tape.tape)
      const micros =
        point.right.kind === 'time'
          ? point.right.timeMicros
          : (await denseRow(ledger, stream, point.right.revision))?.timeMicros
      if (micros !== undefined && micros >= startMicros && micros <= endMicros)
        return E.right(micros)
      const within = `${told(startMicros)} to ${told(endMicros)}, or a tick from 0 to ${lastTick}`
      return E.left(`expected ${within}, found ${text}`)
    },
    viewAt: (micros) => viewOf(read(-Infinity, micros)),
    batches: (view, until) => read(view.last?.timeMicros ?? -Infinity, until),
  }
}

function viewOf(batches: AsyncGenerator<SeasonBatch>): Promise<SeasonView> {
  const start = initialSeasonView
  return lastValueFrom(from(batches).pipe(followSeason(start), defaultIfEmpty(start), last()))
}

/** What of batches lies after a time, and up to and with another. */
async function* between(
  batches: AsyncGenerator<SeasonBatch>,
  after: number,
  until: number,
): AsyncGenerator<SeasonBatch> {
  for await (const batch of batches) {
    const lastTick = lastUpTo(batch, until)
    if (lastTick < batch.ticks.firstRevision) return
    const [head] = splitBatch(batch, lastTick)
    const past = lastUpTo(head, after)
    const rest = past < head.ticks.firstRevision ? head : splitBatch(head, past)[1]
    if (rest !== null) yield rest
  }
}

/** The last tick of a batch up to a time; the one before its first where all come later. */
function lastUpTo({ ticks: { firstRevision, batch } }: SeasonBatch, timeMicros: number): number {
  const isAll = at(batch.columns[0] ?? [], batch.count - 1) <= timeMicros
  const rows = isAll ? batch.count : firstNot(batch, 0, 0, (time) => time <= timeMicros)
  return firstRevision + rows - 1
}
