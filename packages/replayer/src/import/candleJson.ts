import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { at } from '@gridledger/domain'
import { type CandleRows, candleColumns, candleRows, priceProblem } from './candleColumns'
import type { Expected } from './candleRow'
import { textStart } from './csvBytes'
import { type FundingRow, fundingRow } from './fundingRow'
import { parseStamp, parseTicks, priceExpected } from './numbers'

/** What a JSON file was found to hold. */
export type JsonRows =
  | { readonly holds: 'candles'; readonly name: string; readonly rows: CandleRows }
  | {
      readonly holds: 'funding'
      readonly name: string
      readonly rows: readonly FundingRow[]
      readonly all: number
    }

const Answer = t.intersection([
  t.type({ code: t.string }),
  t.partial({ msg: t.string, data: t.UnknownArray }),
])
const FundingRate = t.intersection([
  t.type({ fundingTime: t.string, fundingRate: t.string }),
  t.partial({ realizedRate: t.string, instId: t.string }),
])

/** Candles and funding rates as OKX's REST interface answers with them, and candles of CCXT. */
export function parseJson(
  file: string,
  bytes: Uint8Array,
  expected: Expected,
): E.Either<string, JsonRows> {
  const rows = rowsOf(bytes)
  if (E.isLeft(rows)) return E.left(`${file}: ${rows.left}`)
  const [first] = rows.right
  if (first === undefined) return E.left(`${file}: expected rows, found an empty list`)
  if (FundingRate.is(first)) return parseFundingRates(file, rows.right, expected.instrument)
  const shape = shapeOf(first)
  if (shape !== undefined) return parseBars(file, rows.right, shape, expected)
  return E.left(
    `${file}: expected rows of OKX candles, mark candles or funding rates, or of CCXT, found ${shownJson(first)}`,
  )
}

function rowsOf(bytes: Uint8Array): E.Either<string, readonly unknown[]> {
  let document: unknown
  try {
    document = JSON.parse(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, ''),
    )
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return E.left(`expected JSON, found what is none: ${message}`)
  }
  if (Array.isArray(document)) return E.right(document)
  const expected = 'expected a list of rows, or an answer of OKX with "data"'
  if (!Answer.is(document)) return E.left(`${expected}, found ${shownJson(document)}`)
  const { code, msg = '', data } = document
  if (code !== '0') {
    const found = `found code ${shownJson(code)}: ${msg.slice(0, 200)}`
    return E.left(`expected an answer with code "0", ${found}`)
  }
  return data === undefined ? E.left(`${expected}, found ${shownJson(document)}`) : E.right(data)
}

const [SHOWN_CHARACTERS, SHOWN_ITEMS] = [80, 12]

/** A value as a message shows it: cut short, however large it is or deep. */
function shownJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return shallow(value)
  const items = Array.isArray(value)
    ? value.slice(0, SHOWN_ITEMS).map(shallow)
    : Object.entries(value)
        .slice(0, SHOWN_ITEMS)
        .map(([key, item]) => `${shallow(key)}:${shallow(item)}`)
  const text = Array.isArray(value) ? `[${items.join()}]` : `{${items.join()}}`
  return text.slice(0, SHOWN_CHARACTERS)
}

function shallow(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, SHOWN_CHARACTERS))
  if (typeof value !== 'object' || value === null) return String(value)
  return Array.isArray(value) ? '[…]' : '{…}'
}

/** A shape of bars: how they are called, how many figures a row has, where confirm stands. */
interface Shape {
  readonly name: string
  readonly width: number
  readonly confirm: number | null
}

const SHAPES = {
  okx: { name: 'OKX REST candles', width: 9, confirm: 8 },
  mark: { name: 'OKX REST mark candles', width: 6, confirm: 5 },
  ccxt: { name: 'CCXT OHLCV', width: 6, confirm: null },
} as const

function shapeOf(row: unknown): Shape | undefined {
  if (!Array.isArray(row)) return undefined
  if (typeof row[0] === 'number') return row.length === 6 ? SHAPES.ccxt : undefined
  return [SHAPES.okx, SHAPES.mark].find(({ width }) => row.length === width)
}

/** OKX answers with the newest bar first: rows come back in order of time, with the place they had. */
function parseBars(
  file: string,
  rows: readonly unknown[],
  shape: Shape,
  expected: Expected,
): E.Either<string, JsonRows> {
  const columns = candleColumns(rows.length)
  let count = 0
  for (const [index, row] of inOrder(rows, shape !== SHAPES.ccxt, stampOf)) {
    const where = `${file}, row ${index + 1}`
    if (!Array.isArray(row) || row.length !== shape.width)
      return E.left(`${where}: expected ${shape.width} figures, found ${shownJson(row)}`)
    const problem = parseBar(row, columns, count, expected)
    if (problem !== undefined) return E.left(`${where}: ${problem}`)
    columns.line[count] = index + 1
    const confirm: unknown = shape.confirm === null ? '1' : row[shape.confirm]
    if (confirm !== '0' && confirm !== '1')
      return E.left(`${where}: confirm: expected "0" or "1", found ${shownJson(confirm)}`)
    if (confirm === '1') count += 1
  }
  return E.right({
    holds: 'candles',
    name: shape.name,
    rows: candleRows(columns, count, rows.length),
  })
}

const PRICES = ['open', 'high', 'low', 'close'] as const

function parseBar(
  row: readonly unknown[],
  columns: ReturnType<typeof candleColumns>,
  count: number,
  { scale }: Expected,
): string | undefined {
  const micros = stampOf(row)
  if (Number.isNaN(micros)) return `time: expected milliseconds, found ${shownJson(row[0])}`
  columns.time[count] = micros
  for (const [index, name] of PRICES.entries()) {
    const bytes = bytesOf(row[index + 1])
    const ticks = parseTicks(bytes, 0, bytes.length, scale)
    const problem = priceExpected(ticks, scale)
    if (problem !== undefined) return `${name}: ${problem}, found ${shownJson(row[index + 1])}`
    columns[name][count] = ticks
  }
  return priceProblem(columns, count)
}

function stampOf(row: unknown): number {
  const bytes = bytesOf(Array.isArray(row) ? row[0] : undefined)
  return parseStamp(bytes, 0, bytes.length, false)
}

/** A figure as it was written; JSON's own numbers in their shortest form. */
function bytesOf(figure: unknown): Uint8Array {
  return Buffer.from(typeof figure === 'string' || typeof figure === 'number' ? String(figure) : '')
}

function parseFundingRates(
  file: string,
  rows: readonly unknown[],
  instrument: string,
): E.Either<string, JsonRows> {
  const parsed: FundingRow[] = []
  const timeOf = (row: unknown) => (FundingRate.is(row) ? Number(row.fundingTime) : NaN)
  for (const [index, row] of inOrder(rows, true, timeOf)) {
    const where = `${file}, row ${index + 1}`
    if (!FundingRate.is(row))
      return E.left(`${where}: expected fundingTime and fundingRate, found ${shownJson(row)}`)
    const { realizedRate = '', fundingRate, fundingTime, instId = instrument } = row
    if (instId !== instrument)
      return E.left(
        `${where}: instId: expected ${instrument} in every row, found ${shownJson(instId)}`,
      )
    const rate = realizedRate === '' ? fundingRate : realizedRate
    const titles = {
      time: 'fundingTime',
      rate: rate === realizedRate ? 'realizedRate' : 'fundingRate',
    }
    const made = fundingRow({ time: fundingTime, rate, line: index + 1 }, true, titles)
    if (E.isLeft(made)) return E.left(`${where}: ${made.left}`)
    parsed.push(made.right)
  }
  return E.right({
    holds: 'funding',
    name: 'OKX REST funding history',
    rows: parsed,
    all: rows.length,
  })
}

/** Rows with the index they have in the file; backwards where the newest stands first. */
function* inOrder(
  rows: readonly unknown[],
  mayBeReversed: boolean,
  timeOf: (row: unknown) => number,
): Generator<readonly [index: number, row: unknown]> {
  const isReversed = mayBeReversed && timeOf(rows[0]) > timeOf(rows.at(-1))
  for (let step = 0; step < rows.length; step += 1) {
    const index = isReversed ? rows.length - 1 - step : step
    yield [index, rows[index]]
  }
}

/** Whether a file's first bytes are those of JSON. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  let index = textStart(bytes)
  while (index < bytes.length && at(bytes, index) <= 0x20) index += 1
  return bytes[index] === 0x5b || bytes[index] === 0x7b
}
