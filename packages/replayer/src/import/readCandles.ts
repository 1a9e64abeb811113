import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import type { CandleRows } from './candleColumns'
import { candleParser } from './candleFile'
import { looksLikeJson, parseJson } from './candleJson'
import type { CandleTable, Expected } from './candleRow'
import type { CandlePart } from './candleSource'
import { LONGEST_LINE, countLines, firstLine } from './csvBytes'
import { recognise } from './layouts'
import { boundedChunks, gatherBytes, sizeOf, sourceName } from './sourceBytes'
import type { OnRead } from './sourceChunks'

/** Rows of a file of candles, and what its layout was found to be. */
type Rows = Pick<CandlePart, 'layout' | 'rows' | 'rowWord'>

/** Takes the content of a file, chunk by chunk. */
interface Taker {
  readonly take: (chunk: Buffer) => void
  readonly finish: () => E.Either<string, Rows>
}

/**
 * A file of candles, table or JSON. Of a table no more is held than its rows, unless its bytes are
 * kept. A Left names the file, and line and field where it is one; a file that is damaged is called
 * that, whatever its rows are.
 */
export async function readCandleFile(
  path: string,
  expected: Expected,
  keepsBytes: boolean,
  onRead?: OnRead,
): Promise<E.Either<string, CandlePart>> {
  const hash = createHash('sha256')
  const kept = keepsBytes ? gatherBytes(path) : null
  const taker = candleTaker(path, expected)
  for await (const chunk of boundedChunks(path, onRead)) {
    if (E.isLeft(chunk)) return chunk
    hash.update(chunk.right)
    kept?.add(chunk.right)
    taker.take(chunk.right)
  }
  const bytes = kept?.bytes() ?? new Uint8Array()
  const of = { path, name: sourceName(path), bytes, hash }
  return E.map((rows: Rows): CandlePart => ({ ...of, ...rows }))(taker.finish())
}

/** Finds out with the first bytes what a file is. */
function candleTaker(path: string, expected: Expected): Taker {
  let beginning: Buffer = Buffer.alloc(0)
  let taker: Taker | undefined
  const begin = (bytes: Buffer): Taker => {
    const begun = looksLikeJson(bytes)
      ? jsonTaker(path, expected)
      : tableTaker(path, bytes, expected)
    begun.take(bytes)
    return begun
  }
  return {
    take: (chunk) => {
      if (taker !== undefined) {
        taker.take(chunk)
        return
      }
      beginning = Buffer.concat([beginning, chunk])
      if (beginning.length > 2 * LONGEST_LINE) taker = begin(beginning)
    },
    finish: () => (taker ?? begin(beginning)).finish(),
  }
}

function jsonTaker(path: string, expected: Expected): Taker {
  const whole = gatherBytes(path)
  return {
    take: whole.add,
    finish: () => {
      const json = parseJson(path, whole.bytes(), expected)
      if (E.isLeft(json)) return json
      const { holds, name: layout, rows } = json.right
      if (holds === 'funding') return E.left(`${path}: expected candles, found ${layout}`)
      return E.right({ layout, rows, rowWord: 'row' })
    },
  }
}

function tableTaker(path: string, beginning: Buffer, expected: Expected): Taker {
  const table = candleTable(path, beginning)
  if (E.isLeft(table)) return { take: () => undefined, finish: () => table }
  const lineBytes = beginning.length / countLines(beginning)
  const rows = Math.ceil((1.1 * sizeOf(path)) / lineBytes)
  const parser = candleParser(path, table.right, expected, rows)
  const layout = table.right.layout.name
  return {
    take: parser.take,
    finish: () =>
      E.map((found: CandleRows): Rows => ({ layout, rows: found, rowWord: 'line' }))(
        parser.finish(),
      ),
  }
}

function candleTable(path: string, bytes: Buffer): E.Either<string, CandleTable> {
  const table = recognise(firstLine(bytes))
  if (E.isLeft(table)) return E.left(`${path}, line 1: ${table.left}`)
  const { layout, ...rest } = table.right
  if (layout.holds === 'candles') return E.right({ layout, ...rest })
  return E.left(`${path}: expected candles, found ${layout.name}`)
}
