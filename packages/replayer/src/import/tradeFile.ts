import * as E from 'fp-ts/Either'
import { LONGEST_LINE, firstLine, lineEnd, textStart } from './csvBytes'
import { recognise } from './layouts'
import { type OnRead, sourceChunks } from './sourceChunks'
import {
  BATCH_ROWS,
  FIRST_ROWS,
  type OpenBatch,
  type TradeBatch,
  cutBatch,
  emptyBatch,
  withRoom,
} from './tradeBatch'
import {
  type TradeReading,
  type TradeRow,
  type TradeTable,
  parseTrade,
  takePlainTrades,
  tradeRow,
} from './tradeRow'

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
      rest = Buffer.concat(end > 0 ? [chunk.subarray(end)] : [rest, chunk])
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

const NEWLINE = 0x0a

type Batches = Generator<E.Either<string, TradeBatch>>

/** Parses whole lines; once it has failed it gives nothing more. */
function lineParser(path: string, reading: TradeReading) {
  let batch: OpenBatch = emptyBatch(FIRST_ROWS, 1)
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
  /** Takes the line that has been counted: the header, a trade, or the blank line that may end a file. */
  const takeLine = (bytes: Uint8Array, start: number, end: number, of: TradeRow) => {
    if (line === 1 && of.table.hasHeader) return undefined
    if (blankLine > 0) return `expected ${of.table.width} fields, found ""`
    if (end === start) {
      blankLine = line
      return undefined
    }
    const problem = parseTrade(bytes, start, end, of, batch)
    if (problem === undefined) batch.count += 1
    return problem
  }
  function* parse(bytes: Uint8Array): Batches {
    if (failed || bytes.length === 0) return
    const found = row === undefined ? rowOf(bytes) : E.right(row)
    if (E.isLeft(found)) {
      yield found
      return
    }
    if (row === undefined)
      batch = emptyBatch(FIRST_ROWS, reading.linesBefore + (found.right.table.hasHeader ? 2 : 1))
    row = found.right
    // A row without its line break is never plain.
    const stop = bytes.lastIndexOf(NEWLINE) + 1
    for (let start = line === 0 ? textStart(bytes) : 0; start < bytes.length;) {
      if (batch.count === batch.times.length) batch = withRoom(batch)
      const before = batch.count
      const isPlain = blankLine === 0 && (line > 0 || !row.table.hasHeader)
      if (isPlain) start = takePlainTrades(bytes, start, stop, row, batch)
      if (batch.count > before) {
        line += batch.count - before
      } else {
        const { end, next } = lineEnd(bytes, start)
        line += 1
        const problem = takeLine(bytes, start, end, row)
        if (problem !== undefined) {
          yield problemAt(blankLine > 0 ? blankLine : line, problem)
          return
        }
        start = next
      }
      if (batch.count < BATCH_ROWS) continue
      yield E.right(batch)
      batch = emptyBatch(BATCH_ROWS, reading.linesBefore + line + 1)
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
