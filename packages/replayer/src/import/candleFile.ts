import * as E from 'fp-ts/Either'
import { type CandleRows, candleColumns, candleRows, longerColumns } from './candleColumns'
import {
  type CandleTable,
  type Expected,
  candleRow,
  parseCandle,
  takePlainCandles,
} from './candleRow'
import { countLines, lineEnd, textStart } from './csvBytes'

const NEWLINE = 0x0a
/** A row has a time and four prices of at least one digit. */
const LEAST_DIGITS = 5

/** Parses a file of candles that comes in pieces. */
export interface CandleParser {
  /** Takes the next bytes, however they are cut; they may be overwritten afterwards. */
  readonly take: (bytes: Uint8Array) => void
  /** All rows, or what is wrong with the first bad one. */
  readonly finish: () => E.Either<string, CandleRows>
}

/**
 * Candles of a table whose layout is known. Each row is checked by itself (`joinCandles` checks
 * their order); bars that are not complete yet (confirm 0) are left out. A Left names file, line,
 * field, what was expected and what came.
 */
export function parseCandles(
  file: string,
  bytes: Uint8Array,
  table: CandleTable,
  expected: Expected,
): E.Either<string, CandleRows> {
  const room = Math.floor((bytes.length + 1) / (table.width + LEAST_DIGITS))
  const parser = candleParser(file, table, expected, Math.min(countLines(bytes), room))
  parser.take(bytes)
  return parser.finish()
}

/** As `parseCandles`, piece by piece; there is room for so many rows at first. */
export function candleParser(
  file: string,
  table: CandleTable,
  expected: Expected,
  rows: number,
): CandleParser {
  const row = candleRow(table, expected, candleColumns(Math.max(1, rows)))
  let rest: Buffer[] = []
  let [line, blankLine] = [0, 0]
  let problem: string | undefined
  /** Takes the line that has been counted: the header, a bar, or the blank line that may end a file. */
  const takeLine = (bytes: Uint8Array, start: number, end: number): string | undefined => {
    if (line === 1 && table.hasHeader) return undefined
    if (blankLine > 0) return `expected ${table.width} fields, found ""`
    if (end > start) {
      row.columns.line[row.count] = line
      return parseCandle(bytes, start, end, row)
    }
    blankLine = line
    return undefined
  }
  const parse = (bytes: Uint8Array): void => {
    // A row without its line break is never plain.
    const stop = bytes.lastIndexOf(NEWLINE) + 1
    let start = line === 0 ? textStart(bytes) : 0
    while (start < bytes.length && problem === undefined) {
      const { count } = row
      const room = row.columns.time.length
      if (count === room) row.columns = longerColumns(row.columns, 2 * room)
      const isPlain = blankLine === 0 && (line > 0 || !table.hasHeader)
      if (isPlain) start = takePlainCandles(bytes, start, stop, line + 1, row)
      line += row.count - count
      if (row.count > count) continue
      line += 1
      const { end, next } = lineEnd(bytes, start)
      const found = takeLine(bytes, start, end)
      if (found !== undefined)
        problem = `${file}, line ${blankLine > 0 ? blankLine : line}: ${found}`
      start = next
    }
  }
  return {
    take: (bytes) => {
      const begun = rest.length === 0 ? 0 : bytes.indexOf(NEWLINE) + 1
      if (begun > 0) parse(Buffer.concat([...rest, bytes.subarray(0, begun)]))
      const end = Math.max(begun, bytes.lastIndexOf(NEWLINE) + 1)
      parse(bytes.subarray(begun, end))
      if (end > 0) rest = []
      if (end < bytes.length) rest.push(Buffer.from(bytes.subarray(end)))
    },
    finish: () => {
      parse(Buffer.concat(rest))
      return problem === undefined
        ? E.right(candleRows(row.columns, row.count, line))
        : E.left(problem)
    },
  }
}
