import { type Hash, createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { type Instrument, type TapeKind, at } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Expected } from './candleRow'
import { looksLikeJson, parseJson } from './candleJson'
import {
  type CandleOrder,
  type CandlePart,
  type CandleSource,
  type JoinedCandles,
  joinCandles,
  joinedSource,
} from './candleSource'
import { firstLine } from './csvBytes'
import { type FundingRows, parseFunding } from './fundingFile'
import type { FundingRow } from './fundingRow'
import { recognise } from './layouts'
import { readCandleFile } from './readCandles'
import { tickScale } from './numbers'
import { type SourceBytes, damageOf, readBeginning, readWhole, sourceName } from './sourceBytes'
import type { OnRead } from './sourceChunks'
import type { TradeBatch } from './tradeBatch'
import { readTrades, tradeTable } from './tradeFile'
import type { TradeReading } from './tradeRow'
import {
  type TradeFile,
  type TradeSource,
  type TradeSpan,
  newReading,
  surveyTrades,
} from './tradeSource'

export interface FundingSource {
  readonly source: SourceBytes
  readonly rows: readonly FundingRow[]
  readonly layout: string
}

/** Everything that a tape is made from, read and checked. */
export interface TapeSource {
  readonly kind: TapeKind
  readonly instrument: Instrument
  readonly prices: CandleSource | TradeSource
  readonly mark: JoinedCandles | null
  readonly funding: FundingSource | null
}

/** The files of a tape, in any order; what is empty is not there. */
export interface TapeFiles {
  /** Candles or trades: the files say which. */
  readonly prices: readonly string[]
  /** Null: what lies between the first two bars. */
  readonly intervalMicros: number | null
  readonly mark: readonly string[]
  readonly markIntervalMicros: number | null
  readonly funding: readonly string[]
  readonly acceptGaps: boolean
}

/** What of the files is wanted, and who wants to see how far reading has come. */
export interface Reading {
  readonly instrument: Instrument
  readonly span: TradeSpan
  readonly onRead?: OnRead | undefined
}

/** Reads and checks the files of a tape; a Left names the file, the line and what is wrong. */
export async function readTapeFiles(
  files: TapeFiles,
  reading: Reading,
): Promise<E.Either<string, TapeSource>> {
  const { instrument } = reading
  const prices = await readPrices(files, reading)
  if (E.isLeft(prices)) return prices
  const order = { intervalMicros: files.markIntervalMicros, acceptGaps: files.acceptGaps }
  const mark =
    files.mark.length === 0 ? E.right(null) : await readCandles(files.mark, order, reading, true)
  if (E.isLeft(mark)) return mark
  const funding =
    files.funding.length === 0 ? E.right(null) : await readFunding(files.funding, reading)
  if (E.isLeft(funding)) return funding
  const kind = 'candles' in prices.right ? 'candles' : 'trades'
  return E.right({
    kind,
    instrument,
    prices: prices.right,
    mark: mark.right,
    funding: funding.right,
  })
}

const expectedOf = ({ name, tickSize }: Instrument): Expected => ({
  instrument: name,
  scale: tickScale(tickSize),
})

/** Trades where the first file holds trades, else candles. */
async function readPrices(
  { prices, intervalMicros, acceptGaps }: TapeFiles,
  reading: Reading,
): Promise<E.Either<string, CandleSource | TradeSource>> {
  const [first = ''] = prices
  const beginning = await readBeginning(first)
  if (E.isLeft(beginning)) return beginning
  const order = { intervalMicros, acceptGaps }
  if (looksLikeJson(beginning.right)) return readPriceCandles(prices, order, reading)
  const table = recognise(firstLine(beginning.right))
  // What is damaged, or a bomb, is called that and not a layout that nobody knows.
  if (E.isLeft(table)) return E.left((await damageOf(first)) ?? `${first}, line 1: ${table.left}`)
  if (table.right.layout.holds !== 'trades') return readPriceCandles(prices, order, reading)
  const files = await tradeFiles(prices, reading)
  if (E.isLeft(files)) return files
  return surveyTrades(
    files.right,
    expectedOf(reading.instrument),
    reading.span,
    acceptGaps,
    reading.onRead,
  )
}

/** Files of trades in order of their first one. */
async function tradeFiles(
  paths: readonly string[],
  { instrument }: Reading,
): Promise<E.Either<string, readonly TradeFile[]>> {
  const files: { readonly file: TradeFile; readonly firstMicros: number }[] = []
  for (const path of paths) {
    const beginning = await readBeginning(path)
    if (E.isLeft(beginning)) return beginning
    const table = tradeTable(path, beginning.right)
    if (E.isLeft(table)) return table
    const reading = newReading(expectedOf(instrument), true)
    const first = await firstTrade(path, reading)
    if (E.isLeft(first)) return first
    const file = { path, layout: table.right.layout.name }
    files.push({ file, firstMicros: first.right })
  }
  return E.right(files.sort((a, b) => a.firstMicros - b.firstMicros).map(({ file }) => file))
}

async function firstTrade(path: string, reading: TradeReading): Promise<E.Either<string, number>> {
  for await (const batch of readTrades(path, reading, () => undefined))
    return E.map(({ times }: TradeBatch) => at(times, 0))(batch)
  return E.left(`${path}: expected trades after the header, found none`)
}

/** Of prices the bytes are let go of: their hash is all that a tape's name needs. */
async function readPriceCandles(
  paths: readonly string[],
  order: CandleOrder,
  reading: Reading,
): Promise<E.Either<string, CandleSource>> {
  const joined = await readCandles(paths, order, reading, paths.length > 1)
  if (E.isLeft(joined)) return joined
  const { file, hash } = joined.right.source
  return E.right({ ...joined.right, source: { file, hash } })
}

async function readCandles(
  paths: readonly string[],
  order: CandleOrder,
  { instrument, onRead }: Reading,
  keepsBytes: boolean,
): Promise<E.Either<string, JoinedCandles>> {
  const parts: CandlePart[] = []
  for (const path of paths) {
    const part = await readCandleFile(path, expectedOf(instrument), keepsBytes, onRead)
    if (E.isLeft(part)) return part
    parts.push(part.right)
  }
  return joinCandles(parts, order)
}

/** A file of funding rates as it was read. */
interface FundingPart {
  readonly path: string
  readonly name: string
  readonly bytes: Uint8Array
  readonly hash: Hash
  readonly layout: string
  readonly funding: readonly FundingRow[]
  readonly rows: { readonly count: number; readonly allLines: number }
  readonly rowWord: CandlePart['rowWord']
}

async function readFunding(
  paths: readonly string[],
  { instrument, onRead }: Reading,
): Promise<E.Either<string, FundingSource>> {
  const read: FundingPart[] = []
  for (const path of paths) {
    const bytes = await readWhole(path, onRead)
    if (E.isLeft(bytes)) return bytes
    const part = fundingPart(path, bytes.right, instrument)
    if (E.isLeft(part)) return part
    if (part.right.funding.length === 0)
      return E.left(`${path}: expected funding rates of ${instrument.name}, found none`)
    read.push(part.right)
  }
  const first = ({ funding }: FundingPart) => funding[0]?.timeMicros ?? 0
  return joinFunding(read.sort((a, b) => first(a) - first(b)))
}

function fundingPart(
  path: string,
  bytes: Uint8Array,
  instrument: Instrument,
): E.Either<string, FundingPart> {
  const hash = createHash('sha256').update(bytes)
  const of = { path, name: sourceName(path), bytes, hash }
  if (looksLikeJson(bytes)) {
    const json = parseJson(path, bytes, expectedOf(instrument))
    if (E.isLeft(json)) return json
    const { holds, name: layout } = json.right
    if (holds !== 'funding') return E.left(`${path}: expected funding rates, found ${layout}`)
    const funding = json.right.rows
    return E.right({
      ...of,
      layout,
      funding,
      rows: { count: funding.length, allLines: json.right.all },
      rowWord: 'row',
    })
  }
  const table = recognise(firstLine(bytes))
  if (E.isLeft(table)) return E.left(`${path}, line 1: ${table.left}`)
  const { layout } = table.right
  if (layout.holds !== 'funding')
    return E.left(`${path}: expected funding rates, found ${layout.name}`)
  const hasOthers = /^allswap-/.test(of.name)
  const parsed = parseFunding(path, bytes, { ...table.right, layout }, instrument.name, hasOthers)
  return E.map(({ rows, allLines }: FundingRows): FundingPart => {
    const counts = { count: rows.length, allLines }
    return { ...of, layout: layout.name, funding: rows, rows: counts, rowWord: 'line' }
  })(parsed)
}

/** The rates of all files, each later than the one before it. */
function joinFunding(parts: readonly FundingPart[]): E.Either<string, FundingSource> {
  const rows: FundingRow[] = []
  let before = 0
  for (const { path, funding, rows: counts, rowWord } of parts) {
    for (const row of funding) {
      const previous = rows.at(-1)?.timeMicros ?? 0
      if (row.timeMicros <= previous) {
        const expected = `expected a time after ${isoTime(previous)}`
        return E.left(
          `${path}, ${rowWord} ${row.line}: ${expected}, found ${isoTime(row.timeMicros)}`,
        )
      }
      rows.push(before === 0 ? row : { ...row, line: row.line + before })
    }
    before += counts.allLines
  }
  const layout = [...new Set(parts.map((part) => part.layout))].join(', ')
  return E.right({ rows, layout, source: joinedSource(parts) })
}
