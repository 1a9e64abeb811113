import { type Hash, createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { type DenseBatch, type Gaps, type SourceFile, at } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Expected } from './candleRow'
import { type PlacedBatch, keepTrades } from './keptTrades'
import { sourceName } from './sourceBytes'
import type { OnRead } from './sourceChunks'
import { type TapeTicks, extent } from './spanPrices'
import { type TradeBatch, digestOf } from './tradeBatch'
import { readTrades } from './tradeFile'
import type { TradeReading } from './tradeRow'
import { firstFrom } from './firstFrom'

/** A minute without a trade at either end of a span is taken for a part that is missing. */
const NEAR_MICROS = 60_000_000

/** Trades of one or several files, checked once from beginning to end, and read again when needed. */
export interface TradeSource {
  readonly source: SourceFile
  readonly layout: string
  /** SHA-256 over the content of all files, to go on with. */
  readonly hash: Hash
  /** Rows of the span: from its first trade to the one that ends it. */
  readonly firstRow: number
  readonly count: number
  readonly firstMicros: number
  readonly lastMicros: number
  readonly firstTicks: number
  readonly lowTicks: number
  readonly highTicks: number
  readonly gaps: Gaps | null
  readonly batches: TapeTicks['batches']
}

/** From the first trade at or after one moment to the first at or after another; null: all. */
export interface TradeSpan {
  readonly fromMicros: number | null
  readonly toMicros: number | null
}

/** A file of trades, in order of its first one. */
export interface TradeFile {
  readonly path: string
  readonly layout: string
}

/** What the first reading finds out. */
interface Survey {
  rows: number
  firstRow: number
  count: number
  firstMicros: number
  lastMicros: number
  firstTicks: number
  lowTicks: number
  highTicks: number
  gaps: number
  longestMicros: number
  ended: boolean
}

/** Reads all trades once. A Left names file and line, or says what the span lacks. */
export async function surveyTrades(
  files: readonly TradeFile[],
  expected: Expected,
  span: TradeSpan,
  acceptGaps: boolean,
  onRead?: OnRead,
): Promise<E.Either<string, TradeSource>> {
  const reading = newReading(expected, acceptGaps)
  const hash = createHash('sha256')
  const survey = newSurvey()
  const keeping = keepTrades(files.map(({ path }) => path))
  const parts: { file: string; lines: number; sha256: string }[] = []
  for (const { path } of files) {
    const own = createHash('sha256')
    const before = reading.linesBefore
    const onBytes = (bytes: Uint8Array) => {
      hash.update(bytes)
      if (files.length > 1) own.update(bytes)
    }
    for await (const batch of readTrades(path, reading, onBytes, onRead)) {
      if (E.isLeft(batch)) return batch
      const { rows, count } = survey
      surveyBatch(survey, batch.right, span)
      keeping.add({ before: rows, batch: batch.right }, survey.count > count)
    }
    const lines = reading.linesBefore - before
    parts.push({ file: sourceName(path), lines, sha256: own.digest('hex') })
  }
  const problem = spanProblem(files, survey, span)
  if (problem !== undefined) return E.left(problem)
  const [first] = parts
  const { rows, gaps, longestMicros, ended: _ended, ...facts } = survey
  const whole = { file: first?.file ?? '', rows, sha256: hash.copy().digest('hex') }
  return E.right({
    ...facts,
    source: parts.length < 2 ? whole : { ...whole, parts },
    layout: [...new Set(files.map(({ layout }) => layout))].join(', '),
    hash,
    gaps: gaps === 0 ? null : { count: gaps, longestMicros },
    batches: (again, isPassing) => {
      const read = () => readAgain(files, newReading(expected, acceptGaps), keeping.digests, again)
      return ticksWithin(keeping.give() ?? read(), facts, whole.file, isPassing)
    },
  })
}

/** A reading that has met no trade yet. */
export function newReading(expected: Expected, acceptGaps: boolean): TradeReading {
  const before = { linesBefore: 0, previousId: -1, previousMicros: 0, fileBefore: null }
  return { expected, acceptGaps, ...before }
}

function newSurvey(): Survey {
  return {
    ...{ rows: 0, firstRow: 0, count: 0, firstMicros: 0, lastMicros: 0, firstTicks: 0 },
    ...{ lowTicks: Infinity, highTicks: 0, gaps: 0, longestMicros: 0, ended: false },
  }
}

/** The span begins with the first trade at or after its start and ends with the first at or after its end. */
function surveyBatch(
  survey: Survey,
  { count, times, ticks, gaps }: TradeBatch,
  { fromMicros, toMicros }: TradeSpan,
): void {
  const from = survey.count > 0 ? 0 : firstFrom(times, count, fromMicros ?? 0)
  const end = Math.max(from, firstFrom(times, count, toMicros ?? Infinity))
  const to = Math.min(count, end + 1)
  const before = survey.rows
  survey.rows += count
  if (survey.ended || from >= to) return
  for (const row of gaps) {
    if (row < from || row >= to || (row === from && survey.count === 0)) continue
    const previous = row === 0 ? survey.lastMicros : at(times, row - 1)
    survey.gaps += 1
    survey.longestMicros = Math.max(survey.longestMicros, at(times, row) - previous)
  }
  if (survey.count === 0) {
    survey.firstRow = before + from
    survey.firstMicros = at(times, from)
    survey.firstTicks = at(ticks, from)
  }
  const [low, high] = extent(ticks.subarray(from, to))
  survey.count += to - from
  survey.lastMicros = at(times, to - 1)
  survey.lowTicks = Math.min(survey.lowTicks, low)
  survey.highTicks = Math.max(survey.highTicks, high)
  survey.ended = end < count
}

/** What a span lacks; undefined where it is whole. */
function spanProblem(
  files: readonly TradeFile[],
  { firstRow, firstMicros, lastMicros, count, ended }: Survey,
  { fromMicros, toMicros }: TradeSpan,
): string | undefined {
  const [from, to] = [fromMicros ?? firstMicros, toMicros ?? lastMicros]
  const known = files.map(({ path }) => sourceName(path)).join(', ')
  if (count === 0) return `start: expected a time with trades in ${known}, found ${isoTime(from)}`
  if (firstRow === 0 && firstMicros > from + NEAR_MICROS) {
    const found = `found the first at ${isoTime(firstMicros)}`
    return `start: expected trades from ${isoTime(from)} on in ${known}, ${found}`
  }
  if (!ended && lastMicros < to - NEAR_MICROS) {
    const found = `found the last at ${isoTime(lastMicros)}`
    return `end: expected trades up to ${isoTime(to)} in ${known}, ${found}`
  }
  if (toMicros !== null && firstMicros >= toMicros) {
    const first = `${isoTime(firstMicros)}, the first trade of the span in ${known}`
    return `end: expected a time after ${first}, found ${isoTime(to)}`
  }
  return count < 2 ? `end: expected at least two trades in ${known}, found one` : undefined
}

/**
 * Reads the trades of a source a second time, and gives only what was checked: a file that was
 * changed meanwhile is a Left before anything of its changed part is given.
 */
async function* readAgain(
  files: readonly TradeFile[],
  reading: TradeReading,
  digests: readonly string[],
  onRead?: OnRead,
): AsyncGenerator<E.Either<string, PlacedBatch>> {
  let [before, batches] = [0, 0]
  for (const { path } of files) {
    for await (const read of readTrades(path, reading, () => undefined, onRead)) {
      if (E.isLeft(read)) {
        yield read
        return
      }
      if (digestOf(read.right) !== digests[batches]) {
        yield E.left(changedText(path))
        return
      }
      batches += 1
      yield E.right({ before, batch: read.right })
      before += read.right.count
    }
  }
  yield E.left(changedText(files.map(({ path }) => path).join(', ')))
}

const changedText = (path: string): string =>
  `${path}: expected what was checked before, found another content: it was changed meanwhile`

/** The trades of a span as ticks; where they are passing, always in the same columns. */
async function* ticksWithin(
  placed: AsyncIterable<E.Either<string, PlacedBatch>> | Iterable<E.Either<string, PlacedBatch>>,
  { firstRow, count }: Pick<Survey, 'firstRow' | 'count'>,
  causeStream: string,
  isPassing = false,
): AsyncGenerator<E.Either<string, DenseBatch>> {
  let room: readonly Float64Array[] = []
  for await (const next of placed) {
    if (E.isLeft(next)) {
      yield next
      return
    }
    const { before, batch } = next.right
    const from = Math.max(0, firstRow - before)
    const to = Math.min(batch.count, firstRow + count - before)
    if (from < to) {
      const fits = isPassing && (room[0]?.length ?? 0) >= batch.count
      if (!fits) room = [new Float64Array(batch.count), new Float64Array(batch.count)]
      yield E.right(ticksOf(batch, from, to, causeStream, room))
    }
    if (before + batch.count >= firstRow + count) return
  }
}

function ticksOf(
  { firstLine, times, ticks }: TradeBatch,
  from: number,
  to: number,
  causeStream: string,
  [lines = new Float64Array(), prices = new Float64Array()]: readonly Float64Array[],
): DenseBatch {
  for (let row = from; row < to; row += 1) lines[row] = firstLine + row
  prices.set(ticks)
  const columns = [times, lines, prices].map((column) => column.subarray(from, to))
  return { kind: 'dense', type: 'PriceTicked', causeStream, count: to - from, columns }
}
