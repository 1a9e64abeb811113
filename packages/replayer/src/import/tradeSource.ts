import { type Hash, createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { type DenseBatch, type Gaps, type SourceFile, at } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Expected } from './candleFile'
import { sourceName } from './sourceBytes'
import type { OnRead } from './sourceChunks'
import { type TradeBatch, type TradeReading, readTrades } from './tradeFile'

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
  /** The span's ticks in batches, from the n-th on. */
  readonly batches: (onRead?: OnRead) => AsyncGenerator<E.Either<string, DenseBatch>>
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
  /** Of each batch in turn, to know it again when it is read a second time. */
  readonly digests: string[]
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
      surveyBatch(survey, batch.right, span)
      survey.digests.push(digestOf(batch.right))
    }
    const lines = reading.linesBefore - before
    parts.push({ file: sourceName(path), lines, sha256: own.digest('hex') })
  }
  const problem = spanProblem(files, survey, span)
  if (problem !== undefined) return E.left(problem)
  const [first] = parts
  const { rows, gaps, longestMicros, ended: _ended, digests, ...facts } = survey
  const whole = { file: first?.file ?? '', rows, sha256: hash.copy().digest('hex') }
  return E.right({
    ...facts,
    source: parts.length < 2 ? whole : { ...whole, parts },
    layout: [...new Set(files.map(({ layout }) => layout))].join(', '),
    hash,
    gaps: gaps === 0 ? null : { count: gaps, longestMicros },
    batches: (again) => {
      const { firstRow, count } = facts
      const checked = { firstRow, count, digests, causeStream: whole.file }
      return readSpan(files, newReading(expected, acceptGaps), checked, again)
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
    digests: [],
  }
}

/** The span begins with the first trade at or after its start and ends with the first at or after its end. */
function surveyBatch(
  survey: Survey,
  { count, times, ticks, gaps }: TradeBatch,
  { fromMicros, toMicros }: TradeSpan,
): void {
  let nextGap = 0
  for (let row = 0; row < count; row += 1) {
    const micros = at(times, row)
    const isAfterGap = gaps[nextGap] === row
    if (isAfterGap) nextGap += 1
    if (survey.ended || micros < (fromMicros ?? 0)) continue
    if (survey.count === 0) {
      survey.firstRow = survey.rows + row
      survey.firstMicros = micros
      survey.firstTicks = at(ticks, row)
    } else if (isAfterGap) {
      survey.gaps += 1
      survey.longestMicros = Math.max(survey.longestMicros, micros - survey.lastMicros)
    }
    survey.count += 1
    survey.lastMicros = micros
    survey.lowTicks = Math.min(survey.lowTicks, at(ticks, row))
    survey.highTicks = Math.max(survey.highTicks, at(ticks, row))
    survey.ended = micros >= (toMicros ?? Infinity)
  }
  survey.rows += count
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

/** What the trades of a batch are, whatever their file looks like. */
function digestOf({ times, lines, ticks }: TradeBatch): string {
  return createHash('sha256').update(times).update(lines).update(ticks).digest('base64')
}

/** What of a source was checked. */
interface Checked extends Pick<Survey, 'firstRow' | 'count' | 'digests'> {
  readonly causeStream: string
}

/**
 * Reads the trades of a span a second time, as ticks, and gives only what was checked: a file that
 * was changed meanwhile is a Left before anything of its changed part is given.
 */
async function* readSpan(
  files: readonly TradeFile[],
  reading: TradeReading,
  { firstRow, count, digests, causeStream }: Checked,
  onRead?: OnRead,
): AsyncGenerator<E.Either<string, DenseBatch>> {
  let [before, batches] = [0, 0]
  for (const { path } of files) {
    for await (const read of readTrades(path, reading, () => undefined, onRead)) {
      if (E.isLeft(read)) {
        yield read
        return
      }
      const batch = read.right
      if (digestOf(batch) !== digests[batches]) {
        yield E.left(changedText(path))
        return
      }
      batches += 1
      const from = Math.max(0, firstRow - before)
      const to = Math.min(batch.count, firstRow + count - before)
      before += batch.count
      if (from < to) yield E.right(ticksOf(batch, from, to, causeStream))
      if (before >= firstRow + count) return
    }
  }
  yield E.left(changedText(files.map(({ path }) => path).join(', ')))
}

const changedText = (path: string): string =>
  `${path}: expected what was checked before, found another content: it was changed meanwhile`

function ticksOf(
  { times, lines, ticks }: TradeBatch,
  from: number,
  to: number,
  causeStream: string,
): DenseBatch {
  const columns = [times, lines, ticks].map((column) => column.subarray(from, to))
  return { kind: 'dense', type: 'PriceTicked', causeStream, count: to - from, columns }
}
