import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { type Candles, at } from '@gridledger/domain'
import { START_MICROS } from './seededYear'
import { TRADE_MICROS, tradeWalk } from './seededTrades'

const HELD_LINES = 16_384

/** Writes candles as plain CSV. */
export function writeCandles(path: string, candles: Candles): Promise<void> {
  const { openTimeMicros, openTicks, highTicks, lowTicks, closeTicks } = candles
  const columns = [openTicks, highTicks, lowTicks, closeTicks]
  return writeLines(path, 'ts_ms_utc,open,high,low,close,volume', candles.count, (bar) => {
    const prices = columns.map((column) => priceText(at(column, bar)))
    return `${at(openTimeMicros, bar) / 1000},${prices.join(',')},12.34`
  })
}

/** Writes so many seeded trades as Binance does. */
export function writeTrades(path: string, count: number): Promise<void> {
  const header =
    'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker'
  const price = tradeWalk()
  return writeLines(path, header, count, (row) => {
    const [id, own] = [2_000_000_000 + row, 5_000_000_000 + row]
    const millis = (START_MICROS + row * TRADE_MICROS) / 1000
    return `${id},${priceText(price())},0.0${(row % 97) + 10},${own},${own},${millis},${row % 2 === 0 ? 'true' : 'false'}`
  })
}

/** Prices of the instrument, whose tick is a tenth. */
const priceText = (ticks: number): string => `${Math.floor(ticks / 10)}.${ticks % 10}`

function writeLines(
  path: string,
  header: string,
  count: number,
  lineOf: (row: number) => string,
): Promise<void> {
  return pipeline(textOf(header, count, lineOf), createWriteStream(path))
}

function* textOf(
  header: string,
  count: number,
  lineOf: (row: number) => string,
): Generator<string> {
  yield `${header}\n`
  for (let first = 0; first < count; first += HELD_LINES) {
    const held = Math.min(HELD_LINES, count - first)
    yield Array.from({ length: held }, (_, row) => `${lineOf(first + row)}\n`).join('')
  }
}
