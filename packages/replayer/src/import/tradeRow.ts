import { isoTime } from '@gridledger/projections'
import type { Expected } from './candleRow'
import { instrumentProblem, shown, splitFields } from './csvBytes'
import type { Recognised, TradeField, TradeLayout } from './layouts'
import { parseStamp, parseTicks, parseWhole, priceExpected, stampMicros } from './numbers'
import { type PlainField, type PlainRows, plainRows, plainText, readPlain } from './plainRow'
import type { OpenBatch } from './tradeBatch'

/** Looked up once, as in `drive`. */
const microsOf = stampMicros

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

/** What a row is read by: the fields that count, -1 where a layout has none. */
export interface TradeRow {
  readonly table: TradeTable
  readonly reading: TradeReading
  readonly fields: Readonly<Record<NonNullable<TradeField>, number>>
  readonly plain: PlainRows
  readonly ends: Int32Array
}

const PLAIN: Readonly<Record<NonNullable<TradeField>, PlainField>> = {
  instrument: 'instrument',
  id: 'whole',
  price: 'price',
  time: 'whole',
}

export function tradeRow(table: TradeTable, reading: TradeReading): TradeRow {
  const { columns } = table.layout
  const place = (field: TradeField) => columns.findIndex(([, role]) => role === field)
  const fields = {
    instrument: place('instrument'),
    id: place('id'),
    price: place('price'),
    time: place('time'),
  }
  const shape = columns
    .slice(0, table.width)
    .map(([, role]) => (role === null ? 'any' : PLAIN[role]))
  const { scale, instrument } = reading.expected
  const plain = plainRows(shape, scale, instrument)
  return { table, reading, fields, plain, ends: new Int32Array(32) }
}

/**
 * Stores trades from byte `start` to before `stop`, the end of a line, as long as they are plain, follow
 * one on the other and find room. Returns where the first other row begins.
 */
export function takePlainTrades(
  bytes: Uint8Array,
  start: number,
  stop: number,
  { table, reading, fields, plain }: TradeRow,
  batch: OpenBatch,
): number {
  const { id, price, time } = fields
  const { values } = plain
  const text = plainText(bytes)
  const { times, ticks, count } = batch
  const hasMicros = table.layout.hasMicros === true
  let { previousId, previousMicros } = reading
  let row = count
  let from = start
  while (from < stop && row < times.length) {
    const next = readPlain(plain, text, from)
    if (next < 0 || (values[id] ?? NaN) !== previousId + 1) break
    const micros = microsOf(values[time] ?? NaN, hasMicros)
    if (!(micros >= previousMicros)) break
    times[row] = micros
    ticks[row] = values[price] ?? NaN
    previousId += 1
    previousMicros = micros
    row += 1
    from = next
  }
  if (row === count) return start
  batch.count = row
  reading.previousId = previousId
  reading.previousMicros = previousMicros
  reading.fileBefore = null
  return from
}

/** Stores one trade at the end of the batch; what is wrong with it where it is none. */
export function parseTrade(
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
