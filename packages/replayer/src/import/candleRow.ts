import { at } from '@gridledger/domain'
import { type CandleColumns, type Price, priceProblem } from './candleColumns'
import { instrumentProblem, shown, splitFields } from './csvBytes'
import type { CandleField, CandleLayout, Recognised } from './layouts'
import { type TickScale, parseStamp, parseTicks, priceExpected, stampMicros } from './numbers'
import { type PlainField, type PlainRows, plainRows, plainText, readPlain } from './plainRow'

/** Looked up once, as in `drive`. */
const microsOf = stampMicros

const [ZERO, ONE] = [0x30, 0x31]

export type CandleTable = Recognised & { readonly layout: CandleLayout }

/** What a row's prices are measured in, and whose they have to be. */
export interface Expected {
  readonly scale: TickScale
  readonly instrument: string
}

/** What rows are read by and stored in; the one that is being parsed goes to `count`. */
export interface CandleRow {
  readonly layout: CandleLayout
  readonly width: number
  readonly expected: Expected
  /** The field of each figure. */
  readonly fields: Readonly<Record<Price | 'time', number>>
  readonly plain: PlainRows
  readonly ends: Int32Array
  columns: CandleColumns
  /** Moves on when a row is a whole bar. */
  count: number
}

const PLAIN: Readonly<Record<NonNullable<CandleField>, PlainField>> = {
  ...{ time: 'whole', instrument: 'instrument', confirm: 'one' },
  ...{ open: 'price', high: 'price', low: 'price', close: 'price' },
}

export function candleRow(
  { layout, width }: CandleTable,
  expected: Expected,
  columns: CandleColumns,
): CandleRow {
  const used = layout.columns.slice(0, width)
  const place = (field: CandleField) => used.findIndex(([, role]) => role === field)
  const fields = {
    ...{ time: place('time'), open: place('open'), high: place('high') },
    ...{ low: place('low'), close: place('close') },
  }
  const shape = used.map(([, role]) => (role === null ? 'any' : PLAIN[role]))
  const plain = plainRows(shape, expected.scale, expected.instrument)
  return { layout, width, expected, fields, plain, ends: new Int32Array(32), columns, count: 0 }
}

/**
 * Stores bars from byte `start` to before `stop`, the end of a line, as long as their rows are plain
 * and find room; `line` is that of the first. Returns where the first other row begins.
 */
export function takePlainCandles(
  bytes: Uint8Array,
  start: number,
  stop: number,
  line: number,
  row: CandleRow,
): number {
  const { plain } = row
  const { values } = plain
  const text = plainText(bytes)
  const { fields, columns } = row
  const { time, open, high, low, close, line: lines } = columns
  const hasMicros = row.layout.hasMicros === true
  const toLine = line - row.count
  let from = start
  while (from < stop && row.count < time.length) {
    const { count } = row
    const next = readPlain(plain, text, from)
    if (next < 0) break
    const micros = microsOf(values[fields.time] ?? NaN, hasMicros)
    const highest = values[fields.high] ?? NaN
    const lowest = values[fields.low] ?? NaN
    const first = values[fields.open] ?? NaN
    const last = values[fields.close] ?? NaN
    const isBar = first >= lowest && first <= highest && last >= lowest && last <= highest
    if (!isBar || Number.isNaN(micros)) break
    time[count] = micros
    open[count] = first
    high[count] = highest
    low[count] = lowest
    close[count] = last
    lines[count] = toLine + count
    // Within the loop: one with more to come after it is compiled anew each time that it ends.
    row.count = count + 1
    from = next
  }
  return from
}

/** Stores one bar; what is wrong with it where it is none. */
export function parseCandle(
  bytes: Uint8Array,
  start: number,
  end: number,
  row: CandleRow,
): string | undefined {
  const { ends, layout, width, columns, count } = row
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
      const problem = parseField(bytes, row, role, from, to)
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
  bytes: Uint8Array,
  { expected, layout, columns, count }: CandleRow,
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
