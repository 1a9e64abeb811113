import { either as E } from 'fp-ts'
import { type Candles, at } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { type TickScale, parseTicks, parseWhole } from './numbers'

/** Candles of a file, and the line of the file (from 1) that each stands on. */
export interface CandleRows {
  readonly candles: Candles
  readonly lines: Float64Array
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const COMMA = 0x2c
const HEADER = /^ts_ms_utc,open,high,low,close(,volume)?$/
/** Prices are bounded so that four-byte columns and 2^53 sums hold. */
const LARGEST_TICKS = 2_147_483_647

/**
 * Candles of a plain CSV: a header `ts_ms_utc,open,high,low,close[,volume]`, then rows in order of
 * time without gap or duplicate, times in milliseconds UTC at the open. A Left names file, line,
 * field, what was expected and what came.
 */
export function parseCandles(
  file: string,
  bytes: Uint8Array,
  intervalMicros: number,
  scale: TickScale,
): E.Either<string, CandleRows> {
  const header = lineEnd(bytes, 0)
  const titles = Buffer.from(bytes.subarray(0, header.end))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  if (!HEADER.test(titles)) {
    const expected = 'the header ts_ms_utc,open,high,low,close[,volume]'
    return E.left(
      `${file}, line 1: expected ${expected}, found ${JSON.stringify(titles.slice(0, 80))}`,
    )
  }
  const width = titles.split(',').length
  const most = Math.ceil((bytes.length - header.next) / 16) + 1
  const columns = Array.from({ length: 6 }, () => new Float64Array(most))
  const [times, opens, highs, lows, closes, lines] = columns
  if (!times || !opens || !highs || !lows || !closes || !lines) throw new Error('six columns')
  let count = 0
  let line = 1
  for (let start = header.next; start < bytes.length;) {
    line += 1
    const { end, next } = lineEnd(bytes, start)
    if (end > start || next < bytes.length) {
      const problem = parseRow(bytes, start, end, width, scale, columns, count)
      if (problem !== undefined) return E.left(`${file}, line ${line}: ${problem}`)
      const order = checkRow(columns, count, intervalMicros)
      if (order !== undefined) return E.left(`${file}, line ${line}: ${order}`)
      lines[count] = line
      count += 1
    }
    start = next
  }
  if (count === 0) return E.left(`${file}: expected candles after the header, found none`)
  const cut = (column: Float64Array) => column.subarray(0, count)
  const candles = {
    count,
    openTimeMicros: cut(times),
    openTicks: cut(opens),
    highTicks: cut(highs),
    lowTicks: cut(lows),
    closeTicks: cut(closes),
  }
  return E.right({ candles, lines: cut(lines) })
}

function lineEnd(
  bytes: Uint8Array,
  start: number,
): { readonly end: number; readonly next: number } {
  const newline = bytes.indexOf(NEWLINE, start)
  const stop = newline < 0 ? bytes.length : newline
  const end = stop > start && bytes[stop - 1] === RETURN ? stop - 1 : stop
  return { end, next: newline < 0 ? bytes.length : newline + 1 }
}

const FIELDS = ['ts_ms_utc', 'open', 'high', 'low', 'close']

function parseRow(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  scale: TickScale,
  columns: readonly Float64Array[],
  row: number,
): string | undefined {
  let from = start
  for (let field = 0; field < width; field += 1) {
    const comma = bytes.indexOf(COMMA, from)
    const to = comma < 0 || comma > end ? end : comma
    if (field < width - 1 === (to === end)) {
      return `expected ${width} fields, found ${JSON.stringify(textOf(bytes, start, end))}`
    }
    if (field < FIELDS.length) {
      const value =
        field === 0 ? parseWhole(bytes, from, to) * 1000 : parseTicks(bytes, from, to, scale)
      const found = () => `found ${JSON.stringify(textOf(bytes, from, to))}`
      const name = FIELDS[field] ?? ''
      if (field === 0 && !Number.isSafeInteger(value))
        return `${name}: expected milliseconds, ${found()}`
      if (field > 0 && value === -1)
        return `${name}: expected a multiple of the tick ${scale.tickSize}, ${found()}`
      if (field > 0 && !(value > 0)) return `${name}: expected a positive price, ${found()}`
      if (field > 0 && value > LARGEST_TICKS) {
        return `${name}: expected at most ${LARGEST_TICKS} ticks of ${scale.tickSize}, ${found()}`
      }
      const column = columns[field]
      if (column !== undefined) column[row] = value
    }
    from = to + 1
  }
  return undefined
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, Math.min(to, from + 80))).toString('utf8')
}

function checkRow(
  [times, opens, highs, lows, closes]: readonly Float64Array[],
  row: number,
  intervalMicros: number,
): string | undefined {
  const value = (column: Float64Array | undefined, index: number) => at(column ?? [], index)
  const [high, low] = [value(highs, row), value(lows, row)]
  if (high < low) return 'expected high at or above low, found it below'
  for (const [name, column] of [
    ['open', opens],
    ['close', closes],
  ] as const) {
    const price = value(column, row)
    if (price > high || price < low)
      return `expected ${name} between low and high, found it outside`
  }
  const time = value(times, row)
  if (row === 0)
    return time % intervalMicros === 0
      ? undefined
      : `expected a time on the interval, found ${isoTime(time)}`
  const previous = value(times, row - 1)
  if (time === previous) return `expected a later bar, found ${isoTime(time)} a second time`
  if (time < previous)
    return `expected a bar after ${isoTime(previous)}, found ${isoTime(time)}: time goes backwards`
  if (time !== previous + intervalMicros) {
    return `expected the bar of ${isoTime(previous + intervalMicros)}, found ${isoTime(time)}: a gap, or another interval`
  }
  return undefined
}
