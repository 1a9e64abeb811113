import * as E from 'fp-ts/Either'
import { isoTime } from '@gridledger/projections'
import type { Expected } from './candleFile'
import {
  LONGEST_LINE,
  firstLine,
  instrumentProblem,
  lineEnd,
  shown,
  splitFields,
  textStart,
} from './csvBytes'
import { type Recognised, type TradeField, type TradeLayout, recognise } from './layouts'
import { parseStamp, parseTicks, parseWhole, priceExpected } from './numbers'
import { type OnRead, sourceChunks } from './sourceChunks'

/** Trades of a batch; a source of any size is read in so many at a time. */
const BATCH_ROWS = 131_072

/** Trades in the order of a source: times in microseconds, prices in ticks, lines from 1. */
export interface TradeBatch {
  readonly count: number
  readonly times: Float64Array
  readonly lines: Float64Array
  readonly ticks: Float64Array
  /** Rows before which trades are missing, by their ids. */
  readonly gaps: readonly number[]
}

export type TradeTable = Recognised & { readonly layout: TradeLayout }

/** Where the reading of a source stands: over the files of a source it is one and the same. */
export interface TradeReading {
  readonly expected: Expected
  readonly acceptGaps: boolean
  /** Added to the lines of the file: those of the files before it. */
  linesBefore: number
  previousId: number
  previousMicros: number
  /** The file before, until a trade has followed on it. */
  fileBefore: string | null
}

/** The layout of a file's rows of trades, or what it holds instead. */
export function tradeTable(file: string, bytes: Uint8Array): E.Either<string, TradeTable> {
  const recognised = recognise(firstLine(bytes))
  if (E.isLeft(recognised)) return E.left(`${file}, line 1: ${recognised.left}`)
  const { layout, ...rest } = recognised.right
  if (layout.holds === 'trades') return E.right({ layout, ...rest })
  return E.left(`${file}: expected trades, found ${layout.name}`)
}

/**
 * The trades of one file in batches; `onBytes` sees its content as it passes. A Left names file,
 * line, field, what was expected and what came; nothing follows it.
 */
export async function* readTrades(
  path: string,
  reading: TradeReading,
  onBytes: (bytes: Uint8Array) => void,
  onRead?: OnRead,
): AsyncGenerator<E.Either<string, TradeBatch>> {
  const parser = tradeParser(path, reading)
  for await (const chunk of sourceChunks(path, onRead)) {
    if (E.isLeft(chunk)) {
      yield chunk
      return
    }
    onBytes(chunk.right)
    yield* parser.take(chunk.right)
    if (parser.hasFailed()) return
  }
  yield* parser.finish()
}

export interface TradeParser {
  /** Takes the next bytes, however they are cut, and gives what batches they fill. */
  readonly take: (bytes: Buffer) => Generator<E.Either<string, TradeBatch>>
  /** Takes what follows the last line break, and gives the trades that are left. */
  readonly finish: () => Generator<E.Either<string, TradeBatch>>
  /** After a Left nothing more may be taken. */
  readonly hasFailed: () => boolean
}

/** Cuts the bytes of a file into whole lines, and parses them. */
export function tradeParser(path: string, reading: TradeReading): TradeParser {
  const { parse, fail, finish, hasFailed } = lineParser(path, reading)
  let rest: Buffer = Buffer.alloc(0)
  return {
    hasFailed,
    take: function* (chunk) {
      const begun = rest.length === 0 ? 0 : chunk.indexOf('\n') + 1
      if (begun > 0) yield* parse(Buffer.concat([rest, chunk.subarray(0, begun)]))
      const end = Math.max(begun, chunk.lastIndexOf('\n') + 1)
      yield* parse(chunk.subarray(begun, end))
      rest = end > 0 ? chunk.subarray(end) : Buffer.concat([rest, chunk])
      // What has no line breaks is not gathered up: it is no table.
      if (rest.length > LONGEST_LINE)
        yield* fail(rest, `expected a line of at most ${LONGEST_LINE} bytes, found a longer one`)
    },
    finish: function* () {
      yield* parse(rest)
      yield* finish()
    },
  }
}

type Batches = Generator<E.Either<string, TradeBatch>>

/** Parses whole lines; once it has failed it gives nothing more. */
function lineParser(path: string, reading: TradeReading) {
  let batch = emptyBatch(FIRST_ROWS)
  let row: TradeRow | undefined
  let [line, blankLine] = [0, 0]
  let failed = false
  const problemAt = (where: number, problem: string) => {
    failed = true
    return E.left(`${path}, line ${where}: ${problem}`)
  }
  /** The rows of the table that the file was found to be; the problem where it is none. */
  const rowOf = (bytes: Uint8Array): E.Either<string, TradeRow> => {
    const table = tradeTable(path, bytes)
    if (E.isLeft(table)) failed = true
    return E.map((of: TradeTable) => tradeRow(of, reading))(table)
  }
  function* parse(bytes: Uint8Array): Batches {
    if (failed || bytes.length === 0) return
    const found = row === undefined ? rowOf(bytes) : E.right(row)
    if (E.isLeft(found)) {
      yield found
      return
    }
    row = found.right
    for (let start = line === 0 ? textStart(bytes) : 0; start < bytes.length;) {
      const { end, next } = lineEnd(bytes, start)
      line += 1
      if (batch.count === batch.times.length) batch = withRoom(batch)
      if (line > 1 || !row.table.hasHeader) {
        // A blank line may end a file; it may not stand between trades.
        const isBlank = end === start && blankLine === 0
        const problem = isBlank
          ? undefined
          : blankLine > 0
            ? `expected ${row.table.width} fields, found ""`
            : parseTrade(bytes, start, end, row, batch)
        if (problem !== undefined) {
          yield problemAt(blankLine > 0 ? blankLine : line, problem)
          return
        }
        if (isBlank) blankLine = line
        else batch.lines[batch.count++] = reading.linesBefore + line
      }
      start = next
      if (batch.count < BATCH_ROWS) continue
      yield E.right(batch)
      batch = emptyBatch(BATCH_ROWS)
    }
  }
  function* fail(bytes: Uint8Array, problem: string): Batches {
    if (row === undefined) yield* parse(bytes)
    if (!failed) yield problemAt(line + 1, problem)
  }
  function* finish(): Batches {
    if (failed) return
    reading.linesBefore += line
    reading.fileBefore = path
    if (batch.count > 0) yield E.right(cutBatch(batch))
  }
  return { parse, fail, finish, hasFailed: () => failed }
}

interface OpenBatch {
  count: number
  readonly times: Float64Array
  readonly lines: Float64Array
  readonly ticks: Float64Array
  readonly gaps: number[]
}

/** Most files fill no batch: the columns of the first one grow. */
const FIRST_ROWS = 1024

function emptyBatch(rows: number): OpenBatch {
  const column = () => new Float64Array(rows)
  return { count: 0, times: column(), lines: column(), ticks: column(), gaps: [] }
}

function withRoom({ count, times, lines, ticks, gaps }: OpenBatch): OpenBatch {
  const rows = Math.min(BATCH_ROWS, 4 * count)
  const grown = (column: Float64Array) => {
    const longer = new Float64Array(rows)
    longer.set(column)
    return longer
  }
  return { count, times: grown(times), lines: grown(lines), ticks: grown(ticks), gaps }
}

function cutBatch({ count, times, lines, ticks, gaps }: OpenBatch): TradeBatch {
  const cut = (column: Float64Array) => column.subarray(0, count)
  return { count, times: cut(times), lines: cut(lines), ticks: cut(ticks), gaps }
}

/** What a row is read by: the fields that count, -1 where a layout has none. */
interface TradeRow {
  readonly table: TradeTable
  readonly reading: TradeReading
  readonly fields: Readonly<Record<NonNullable<TradeField>, number>>
  readonly ends: Int32Array
}

function tradeRow(table: TradeTable, reading: TradeReading): TradeRow {
  const place = (field: TradeField) => table.layout.columns.findIndex(([, role]) => role === field)
  const fields = {
    instrument: place('instrument'),
    id: place('id'),
    price: place('price'),
    time: place('time'),
  }
  return { table, reading, fields, ends: new Int32Array(32) }
}

/** Stores one trade at the end of the batch; what is wrong with it where it is none. */
function parseTrade(
  bytes: Uint8Array,
  start: number,
  end: number,
  row: TradeRow,
  batch: OpenBatch,
): string | undefined {
  const { table, reading, fields, ends } = row
  if (splitFields(bytes, start, end, ends) !== table.width)
    return `expected ${table.width} fields, found ${shown(bytes, start, end)}`
  const from = (field: number) => (field === 0 ? start : (ends[field - 1] ?? end) + 1)
  const to = (field: number) => ends[field] ?? end
  const { scale, instrument } = reading.expected
  const { instrument: whose, id: idField, price, time } = fields
  const bad = (field: number, problem: string) => {
    const title = table.layout.columns[field]?.[0] ?? ''
    return `${title}: ${problem}, found ${shown(bytes, from(field), to(field))}`
  }
  if (whose >= 0) {
    const problem = instrumentProblem(bytes, from(whose), to(whose), instrument)
    if (problem !== undefined) return bad(whose, problem)
  }
  const id = parseWhole(bytes, from(idField), to(idField))
  if (!Number.isSafeInteger(id)) return bad(idField, 'expected a whole number')
  const ticks = parseTicks(bytes, from(price), to(price), scale)
  const problem = priceExpected(ticks, scale)
  if (problem !== undefined) return bad(price, problem)
  const micros = parseStamp(bytes, from(time), to(time), table.layout.hasMicros === true)
  if (Number.isNaN(micros)) return bad(time, 'expected milliseconds')
  batch.ticks[batch.count] = ticks
  batch.times[batch.count] = micros
  return orderProblem(id, micros, reading, batch)
}

function orderProblem(
  id: number,
  micros: number,
  reading: TradeReading,
  batch: OpenBatch,
): string | undefined {
  const { previousId, acceptGaps, fileBefore } = reading
  if (id <= previousId || micros < reading.previousMicros) {
    const problem = pastProblem(id, micros, reading)
    return fileBefore === null ? problem : `${problem}; the file overlaps with ${fileBefore}`
  }
  if (previousId >= 0 && id > previousId + 1) {
    const found = `found ${id} (${id - previousId - 1} are missing)`
    if (!acceptGaps) return `expected trade ${previousId + 1}, ${found}: a gap`
    batch.gaps.push(batch.count)
  }
  reading.previousId = id
  reading.previousMicros = micros
  reading.fileBefore = null
  return undefined
}

function pastProblem(
  id: number,
  micros: number,
  { previousId, previousMicros }: TradeReading,
): string {
  if (id === previousId) return `expected a later trade, found trade ${id} a second time`
  if (id < previousId) return `expected a trade after ${previousId}, found ${id}`
  const found = `found ${isoTime(micros)}: time goes backwards`
  return `expected a trade at or after ${isoTime(previousMicros)}, ${found}`
}
