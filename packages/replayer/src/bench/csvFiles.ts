import { type Candles, at } from '@gridledger/domain'
import { writeLines } from './lineFiles'
import { START_MICROS } from './seededYear'
import { TRADE_MICROS, tradeWalk } from './seededTrades'

/** Writes candles as plain CSV. */
export function writeCandles(path: string, candles: Candles): Promise<void> {
  const { openTimeMicros, openTicks, highTicks, lowTicks, closeTicks } = candles
  const columns = [openTicks, highTicks, lowTicks, closeTicks]
  const lines = linesOf(candles.count, (bar) => {
    const prices = columns.map((column) => priceText(at(column, bar)))
    return `${at(openTimeMicros, bar) / 1000},${prices.join(',')},12.34`
  })
  return writeLines(path, [['ts_ms_utc,open,high,low,close,volume'], lines])
}

/** Writes so many seeded trades as Binance does. */
export function writeTrades(path: string, count: number): Promise<void> {
  const header =
    'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker'
  const price = tradeWalk()
  const lines = linesOf(count, (row) => {
    const [id, own] = [2_000_000_000 + row, 5_000_000_000 + row]
    const millis = (START_MICROS + row * TRADE_MICROS) / 1000
    return `${id},${priceText(price())},0.0${(row % 97) + 10},${own},${own},${millis},${row % 2 === 0 ? 'true' : 'false'}`
  })
  return writeLines(path, [[header], lines])
}

/** Prices of the instrument, whose tick is a tenth. */
const priceText = (ticks: number): string => `${Math.floor(ticks / 10)}.${ticks % 10}`

function* linesOf(count: number, lineOf: (row: number) => string): Generator<string> {
  for (let row = 0; row < count; row += 1) yield lineOf(row)
}
