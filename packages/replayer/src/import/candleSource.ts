import { type Hash, createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { type Gaps, type SourceFile, at as valueAt } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { CandleRows } from './candleColumns'
import type { HashedSource, SourceBytes } from './sourceBytes'

/** Looked up once, as in `drive`. */
const at = valueAt

/** Numbers of bars: prices of files, which are below 2^31 ticks, take half the room. */
type Column = Float64Array | Int32Array

/** Bars as columns, as `Candles` are. */
export interface SourceCandles {
  readonly count: number
  readonly openTimeMicros: Float64Array
  readonly openTicks: Column
  readonly highTicks: Column
  readonly lowTicks: Column
  readonly closeTicks: Column
}

/** Bars of one or several files in order of time. */
export interface CandleSource {
  readonly candles: SourceCandles
  /** The line of each bar, counted through all files. */
  readonly lines: Int32Array
  readonly intervalMicros: number
  readonly source: HashedSource
  /** What the layout of the files was found to be. */
  readonly layout: string
}

/** Bars whose files are at hand as they were read. */
export type JoinedCandles = CandleSource & { readonly source: SourceBytes }

/** One file of bars as it was read. */
export interface CandlePart {
  readonly path: string
  readonly name: string
  /** Empty where one file is all there is, and its hash is enough. */
  readonly bytes: Uint8Array
  /** SHA-256 of its content. */
  readonly hash: Hash
  readonly layout: string
  readonly rows: CandleRows
  /** How messages call a row: a line of a table, a row of JSON. */
  readonly rowWord: 'line' | 'row'
}

export interface CandleOrder {
  /** Null: what lies between the first two bars. */
  readonly intervalMicros: number | null
  readonly acceptGaps: boolean
}

/**
 * Puts files of bars together, the earliest first, and checks that bar follows bar. A Left names
 * file and line.
 */
export function joinCandles(
  files: readonly CandlePart[],
  { intervalMicros, acceptGaps }: CandleOrder,
): E.Either<string, JoinedCandles> {
  const empty = files.find(({ rows }) => rows.count === 0)
  if (empty !== undefined) return E.left(`${empty.path}: expected candles, found none`)
  const parts = [...files].sort((a, b) => at(a.rows.times, 0) - at(b.rows.times, 0))
  const times = joined(
    parts.map(({ rows }) => rows.times),
    (length) => new Float64Array(length),
  )
  const prices = (of: (rows: CandleRows) => Int32Array) =>
    joined(
      parts.map(({ rows }) => of(rows)),
      (length) => new Int32Array(length),
    )
  const found = times.length < 2 ? null : at(times, 1) - at(times, 0)
  const interval = intervalMicros ?? found
  if (interval === null)
    return E.left(
      `${parts[0]?.path ?? ''}: expected an interval, or two bars that show it, found one bar`,
    )
  const wrong = orderProblem(times, interval, acceptGaps)
  if (wrong !== undefined) return E.left(placed(parts, wrong))
  const candles = {
    count: times.length,
    openTimeMicros: times,
    openTicks: prices((rows) => rows.opens),
    highTicks: prices((rows) => rows.highs),
    lowTicks: prices((rows) => rows.lows),
    closeTicks: prices((rows) => rows.closes),
  }
  const source = joinedSource(parts)
  const layout = [...new Set(parts.map((part) => part.layout))].join(', ')
  return E.right({ candles, lines: countedLines(parts), intervalMicros: interval, source, layout })
}

/** Columns one after the other; one alone is not copied. */
function joined<Of extends Column>(columns: readonly Of[], empty: (length: number) => Of): Of {
  const [only] = columns
  if (only !== undefined && columns.length === 1) return only
  const all = empty(columns.reduce((sum, { length }) => sum + length, 0))
  let start = 0
  for (const column of columns) {
    all.set(column, start)
    start += column.length
  }
  return all
}

function countedLines(parts: readonly CandlePart[]): Int32Array {
  let before = 0
  const columns = parts.map(({ rows }) => {
    const offset = before
    before += rows.allLines
    return offset === 0 ? rows.lines : rows.lines.map((line) => line + offset)
  })
  return joined(columns, (length) => new Int32Array(length))
}

/** What is known of several files as one; parts only where there are several. */
export function joinedSource(
  parts: readonly {
    readonly name: string
    readonly bytes: Uint8Array
    readonly hash: Hash
    readonly rows: { readonly count: number; readonly allLines: number }
  }[],
): SourceBytes {
  const hash = hashOf(parts)
  const whole: SourceFile = {
    file: parts[0]?.name ?? '',
    rows: parts.reduce((sum, { rows }) => sum + rows.count, 0),
    sha256: hash.copy().digest('hex'),
  }
  const bytes = parts.map((part) => part.bytes)
  if (parts.length < 2) return { file: whole, hash, bytes }
  const files = parts.map(({ name, hash: own, rows }) => ({
    file: name,
    lines: rows.allLines,
    sha256: own.copy().digest('hex'),
  }))
  return { file: { ...whole, parts: files }, hash, bytes }
}

function hashOf(parts: readonly { readonly bytes: Uint8Array; readonly hash: Hash }[]): Hash {
  const [first, ...more] = parts
  const hash = first === undefined ? createHash('sha256') : first.hash.copy()
  for (const { bytes } of more) hash.update(bytes)
  return hash
}

/** A row that does not follow the one before it. */
interface Misplaced {
  readonly row: number
  readonly problem: string
  /** Whether its time is one that was passed already. */
  readonly isPast: boolean
}

/** A problem with the file and the line where it is; a file's first row can only overlap. */
function placed(parts: readonly CandlePart[], { row, problem, isPast }: Misplaced): string {
  let before = 0
  let previous: CandlePart | undefined
  for (const part of parts) {
    const { path, rows, rowWord } = part
    if (row < before + rows.count) {
      const place = `${path}, ${rowWord} ${at(rows.lines, row - before)}: ${problem}`
      const overlaps = isPast && row === before && previous !== undefined
      return overlaps ? `${place}; the file overlaps with ${previous?.path ?? ''}` : place
    }
    before += rows.count
    previous = part
  }
  return problem
}

/** The first bar that does not follow the one before it. */
function orderProblem(
  times: Float64Array,
  interval: number,
  acceptGaps: boolean,
): Misplaced | undefined {
  // An interval found between two bars may be none: their order is what is wrong then.
  if (interval > 0 && at(times, 0) % interval !== 0) {
    const problem = `expected a time on the interval, found ${isoTime(at(times, 0))}`
    return { row: 0, problem, isPast: false }
  }
  for (let row = 1; row < times.length; row += 1) {
    const previous = at(times, row - 1)
    const time = at(times, row)
    if (time === previous + interval && time > previous) continue
    const problem = stepProblem(previous, time, interval, acceptGaps)
    if (problem !== undefined) return { row, problem, isPast: time <= previous }
  }
  return undefined
}

function stepProblem(
  previous: number,
  time: number,
  interval: number,
  acceptGaps: boolean,
): string | undefined {
  if (time === previous) return `expected a later bar, found ${isoTime(time)} a second time`
  if (time < previous)
    return `expected a bar after ${isoTime(previous)}, found ${isoTime(time)}: time goes backwards`
  const expected = `expected the bar of ${isoTime(previous + interval)}, found ${isoTime(time)}`
  if ((time - previous) % interval !== 0)
    return `${expected}: another interval, or a time that is not on it`
  return acceptGaps ? undefined : `${expected}: a gap, or another interval`
}

/** The gaps between bars `first` and `last`; null where there is none. */
export function gapsBetween(
  { candles, intervalMicros }: CandleSource,
  first: number,
  last: number,
): Gaps | null {
  let [count, longestMicros] = [0, 0]
  for (let row = first + 1; row <= last; row += 1) {
    const missing =
      at(candles.openTimeMicros, row) - at(candles.openTimeMicros, row - 1) - intervalMicros
    if (missing <= 0) continue
    count += 1
    longestMicros = Math.max(longestMicros, missing)
  }
  return count === 0 ? null : { count, longestMicros }
}
