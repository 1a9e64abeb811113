import * as E from 'fp-ts/Either'
import { at } from '@gridledger/domain'
import { countLines, instrumentProblem, lineEnd, shown, splitFields, textStart } from './csvBytes'
import type { CandleLayout, Recognised } from './layouts'
import { type TickScale, parseStamp, parseTicks, priceExpected } from './numbers'

const [ZERO, ONE] = [0x30, 0x31]
/** A row has a time and four prices of at least one digit. */
const LEAST_DIGITS = 5

/** Bars as they stand in a file: times in microseconds, prices in ticks, and the line of each. */
export interface CandleRows {
  readonly count: number
  readonly times: Float64Array
  readonly opens: Float64Array
  readonly highs: Float64Array
  readonly lows: Float64Array
  readonly closes: Float64Array
  /** From 1. */
  readonly lines: Float64Array
  /** Lines of the file, a header included. */
  readonly allLines: number
}

export type CandleTable = Recognised & { readonly layout: CandleLayout }

/** What a row's prices are measured in, and whose they have to be. */
export interface Expected {
  readonly scale: TickScale
  readonly instrument: string
}

type Price = 'open' | 'high' | 'low' | 'close'
type CandleColumns = Readonly<Record<Price | 'time' | 'line', Float64Array>>

/** Room for so many rows. */
export function candleColumns(rows: number): CandleColumns {
  const column = () => new Float64Array(rows)
  return {
    ...{ time: column(), line: column() },
    ...{ open: column(), high: column(), low: column(), close: column() },
  }
}

/** The first `count` rows of columns. */
export function candleRows(columns: CandleColumns, count: number, allLines: number): CandleRows {
  const cut = (column: Float64Array) => column.subarray(0, count)
  return {
    count,
    times: cut(columns.time),
    opens: cut(columns.open),
    highs: cut(columns.high),
    lows: cut(columns.low),
    closes: cut(columns.close),
    lines: cut(columns.line),
    allLines,
  }
}

/**
 * Candles of a table whose layout is known. Each row is checked by itself (`joinCandles` checks
 * their order); bars that are not complete yet (confirm 0) are left out. A Left names file, line,
 * field, what was expected and what came.
 */
export function parseCandles(
  file: string,
  bytes: Uint8Array,
  { layout, hasHeader, width }: CandleTable,
  expected: Expected,
): E.Either<string, CandleRows> {
  const room = Math.floor((bytes.length + 1) / (width + LEAST_DIGITS))
  const columns = candleColumns(Math.min(countLines(bytes), room))
  const row: Row = { bytes, ends: new Int32Array(32), layout, width, expected, columns, count: 0 }
  let line = hasHeader ? 1 : 0
  let start = hasHeader ? lineEnd(bytes, 0).next : textStart(bytes)
  while (start < bytes.length) {
    line += 1
    const { end, next } = lineEnd(bytes, start)
    if (end > start || next < bytes.length) {
      columns.line[row.count] = line
      const problem = parseRow(row, start, end)
      if (problem !== undefined) return E.left(`${file}, line ${line}: ${problem}`)
    }
    start = next
  }
  return E.right(candleRows(columns, row.count, line))
}

/** The row that is being parsed goes to `count`, which moves on when it is a whole bar. */
interface Row {
  readonly bytes: Uint8Array
  readonly ends: Int32Array
  readonly layout: CandleLayout
  readonly width: number
  readonly expected: Expected
  readonly columns: CandleColumns
  count: number
}

function parseRow(row: Row, start: number, end: number): string | undefined {
  const { bytes, ends, layout, width, columns, count } = row
  const found = splitFields(bytes, start, end, ends)
  if (found !== width) return `expected ${width} fields, found ${shown(bytes, start, end)}`
  let from = start
  let confirmed = true
  for (let field = 0; field < width; field += 1) {
    const to = at(ends, field)
    const [title, role] = layout.columns[field] ?? ['', null]
    if (role === 'confirm') {
      const isFlag = to - from === 1 && (bytes[from] === ZERO || bytes[from] === ONE)
      if (!isFlag) return `${title}: expected 0 or 1, found ${shown(bytes, from, to)}`
      confirmed = bytes[from] === ONE
    } else if (role !== null) {
      const problem = parseField(row, role, from, to)
      if (problem !== undefined) return `${title}: ${problem}, found ${shown(bytes, from, to)}`
    }
    from = to + 1
  }
  const problem = priceProblem(columns, count)
  if (confirmed && problem === undefined) row.count += 1
  return problem
}

/** Stores a field's value; what was expected where it is no such value. */
function parseField(
  { bytes, expected, layout, columns, count }: Row,
  role: Price | 'time' | 'instrument',
  from: number,
  to: number,
): string | undefined {
  if (role === 'instrument') return instrumentProblem(bytes, from, to, expected.instrument)
  if (role === 'time') {
    const micros = parseStamp(bytes, from, to, layout.hasMicros === true)
    columns.time[count] = micros
    return Number.isNaN(micros) ? 'expected milliseconds' : undefined
  }
  const ticks = parseTicks(bytes, from, to, expected.scale)
  columns[role][count] = ticks
  return priceExpected(ticks, expected.scale)
}

/** What is wrong with a bar's four prices together. */
export function priceProblem(
  { open, high, low, close }: CandleColumns,
  row: number,
): string | undefined {
  const [highest, lowest] = [at(high, row), at(low, row)]
  if (highest < lowest) return 'expected high at or above low, found it below'
  if (at(open, row) > highest || at(open, row) < lowest)
    return 'expected open between low and high, found it outside'
  if (at(close, row) > highest || at(close, row) < lowest)
    return 'expected close between low and high, found it outside'
  return undefined
}
