import { either as E } from 'fp-ts'
import { at } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Expected } from './candleFile'
import { firstLine, instrumentProblem, lineEnd, shown, splitFields } from './csvBytes'
import { type Recognised, type TradeLayout, recognise } from './layouts'
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
  let parser: TradeParser | undefined
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of sourceChunks(path, onRead)) {
    if (E.isLeft(chunk)) {
      yield chunk
      return
    }
    onBytes(chunk.right)
    const bytes = rest.length === 0 ? chunk.right : Buffer.concat([rest, chunk.right])
    if (parser === undefined) {
      const table = tradeTable(path, bytes)
      if (E.isLeft(table)) {
        yield table
        return
      }
      parser = tradeParser(path, table.right, reading)
    }
    const end = bytes.lastIndexOf('\n') + 1
    yield* parser.parse(bytes.subarray(0, end))
    if (parser.hasFailed()) return
    rest = bytes.subarray(end)
  }
  if (parser === undefined) return
  yield* parser.parse(rest)
  if (!parser.hasFailed()) yield* parser.finish()
}

interface TradeParser {
  /** Takes whole lines, and gives what batches they fill. */
  readonly parse: (bytes: Uint8Array) => Generator<E.Either<string, TradeBatch>>
  readonly finish: () => Generator<E.Either<string, TradeBatch>>
  readonly hasFailed: () => boolean
}

function tradeParser(path: string, table: TradeTable, reading: TradeReading): TradeParser {
  let batch = emptyBatch()
  let [line, blankLine] = [0, 0]
  let failed = false
  const ends = new Int32Array(32)
  const fail = (problem: string, where = line) => {
    failed = true
    return E.left(`${path}, line ${where}: ${problem}`)
  }
  function* parse(bytes: Uint8Array): Generator<E.Either<string, TradeBatch>> {
    for (let start = 0, next = 0; start < bytes.length; start = next) {
      const { end, next: following } = lineEnd(bytes, start)
      next = following
      line += 1
      if (line === 1 && table.hasHeader) continue
      // A blank line may end a file; it may not stand between trades.
      if (blankLine > 0) {
        yield fail(`expected ${table.width} fields, found ""`, blankLine)
        return
      }
      if (end === start) {
        blankLine = line
        continue
      }
      const problem = parseTrade(bytes, start, end, ends, table, reading, batch)
      if (problem !== undefined) {
        yield fail(problem)
        return
      }
      batch.lines[batch.count] = reading.linesBefore + line
      batch.count += 1
      if (batch.count < BATCH_ROWS) continue
      yield E.right(batch)
      batch = emptyBatch()
    }
  }
  function* finish(): Generator<E.Either<string, TradeBatch>> {
    reading.linesBefore += line
    if (batch.count > 0) yield E.right(cutBatch(batch))
  }
  return { parse, finish, hasFailed: () => failed }
}

interface OpenBatch {
  count: number
  readonly times: Float64Array
  readonly lines: Float64Array
  readonly ticks: Float64Array
  readonly gaps: number[]
}

function emptyBatch(): OpenBatch {
  const column = () => new Float64Array(BATCH_ROWS)
  return { count: 0, times: column(), lines: column(), ticks: column(), gaps: [] }
}

function cutBatch({ count, times, lines, ticks, gaps }: OpenBatch): TradeBatch {
  const cut = (column: Float64Array) => column.subarray(0, count)
  return { count, times: cut(times), lines: cut(lines), ticks: cut(ticks), gaps }
}

/** Stores one trade at the end of the batch; what is wrong with it where it is none. */
function parseTrade(
  bytes: Uint8Array,
  start: number,
  end: number,
  ends: Int32Array,
  { layout, width }: TradeTable,
  reading: TradeReading,
  batch: OpenBatch,
): string | undefined {
  if (splitFields(bytes, start, end, ends) !== width)
    return `expected ${width} fields, found ${shown(bytes, start, end)}`
  const { scale, instrument } = reading.expected
  let [from, id, micros] = [start, 0, 0]
  for (let field = 0; field < width; field += 1) {
    const to = at(ends, field)
    const [title, role] = layout.columns[field] ?? ['', null]
    let problem: string | undefined
    if (role === 'price') {
      const ticks = parseTicks(bytes, from, to, scale)
      batch.ticks[batch.count] = ticks
      problem = priceExpected(ticks, scale)
    } else if (role === 'time') {
      micros = parseStamp(bytes, from, to, layout.hasMicros === true)
      batch.times[batch.count] = micros
      if (Number.isNaN(micros)) problem = 'expected milliseconds'
    } else if (role === 'id') {
      id = parseWhole(bytes, from, to)
      if (!Number.isSafeInteger(id)) problem = 'expected a whole number'
    } else if (role === 'instrument') {
      problem = instrumentProblem(bytes, from, to, instrument)
    }
    if (problem !== undefined) return `${title}: ${problem}, found ${shown(bytes, from, to)}`
    from = to + 1
  }
  return orderProblem(id, micros, reading, batch)
}

function orderProblem(
  id: number,
  micros: number,
  reading: TradeReading,
  batch: OpenBatch,
): string | undefined {
  const { previousId, previousMicros, acceptGaps } = reading
  if (id === previousId) return `expected a later trade, found trade ${id} a second time`
  if (id < previousId) return `expected a trade after ${previousId}, found ${id}`
  if (micros < previousMicros) {
    const found = `found ${isoTime(micros)}: time goes backwards`
    return `expected a trade at or after ${isoTime(previousMicros)}, ${found}`
  }
  if (previousId >= 0 && id > previousId + 1) {
    const found = `found ${id} (${id - previousId - 1} are missing)`
    if (!acceptGaps) return `expected trade ${previousId + 1}, ${found}: a gap`
    batch.gaps.push(batch.count)
  }
  reading.previousId = id
  reading.previousMicros = micros
  return undefined
}
