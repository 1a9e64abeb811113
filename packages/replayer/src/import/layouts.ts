import * as E from 'fp-ts/Either'

/** What a column of a candle file holds; null for what no one reads. */
export type CandleField =
  'time' | 'open' | 'high' | 'low' | 'close' | 'instrument' | 'confirm' | null
export type TradeField = 'id' | 'time' | 'price' | 'instrument' | null
export type FundingField = 'time' | 'rate' | 'instrument' | null

interface LayoutOf<Holds extends string, Field> {
  readonly holds: Holds
  /** As messages say it. */
  readonly name: string
  readonly columns: readonly (readonly [title: string, field: Field])[]
  /** Columns at the end that a file may leave out. */
  readonly optional?: number
  /** Some files have their times in microseconds. */
  readonly hasMicros?: true
  /** Stamps of funding that are some seconds late belong to their hour. */
  readonly isSnapped?: true
  /** Files of this layout also come without a header: a row of it looks like this. */
  readonly bare?: RegExp
}
export type CandleLayout = LayoutOf<'candles', CandleField>
export type TradeLayout = LayoutOf<'trades', TradeField>
export type FundingLayout = LayoutOf<'funding', FundingField>
export type TableLayout = CandleLayout | TradeLayout | FundingLayout

const PLAIN_CANDLES: CandleLayout = {
  holds: 'candles',
  name: 'plain candles',
  columns: [
    ['ts_ms_utc', 'time'],
    ['open', 'open'],
    ['high', 'high'],
    ['low', 'low'],
    ['close', 'close'],
    ['volume', null],
  ],
  optional: 1,
}
const OKX_CANDLES: CandleLayout = {
  holds: 'candles',
  name: 'OKX bulk candles',
  columns: [
    ['instrument_name', 'instrument'],
    ['open', 'open'],
    ['high', 'high'],
    ['low', 'low'],
    ['close', 'close'],
    ['vol', null],
    ['vol_ccy', null],
    ['vol_quote', null],
    ['open_time', 'time'],
    ['confirm', 'confirm'],
  ],
}
const BINANCE_KLINES: CandleLayout = {
  holds: 'candles',
  name: 'Binance klines',
  columns: [
    ['open_time', 'time'],
    ['open', 'open'],
    ['high', 'high'],
    ['low', 'low'],
    ['close', 'close'],
    ['volume', null],
    ['close_time', null],
    ['quote_volume', null],
    ['count', null],
    ['taker_buy_volume', null],
    ['taker_buy_quote_volume', null],
    ['ignore', null],
  ],
  hasMicros: true,
  bare: /^\d{13,16}(,[\d.]+){11}$/,
}
const OKX_TRADES: TradeLayout = {
  holds: 'trades',
  name: 'OKX bulk trades',
  columns: [
    ['instrument_name', 'instrument'],
    ['trade_id', 'id'],
    ['side', null],
    ['price', 'price'],
    ['size', null],
    ['created_time', 'time'],
    ['source', null],
  ],
  optional: 1,
}
const BINANCE_TRADES: TradeLayout = {
  holds: 'trades',
  name: 'Binance aggTrades',
  columns: [
    ['agg_trade_id', 'id'],
    ['price', 'price'],
    ['quantity', null],
    ['first_trade_id', null],
    ['last_trade_id', null],
    ['transact_time', 'time'],
    ['is_buyer_maker', null],
  ],
  hasMicros: true,
  bare: /^\d+,[\d.]+,[\d.]+,\d+,\d+,\d{13,16},(true|false)$/i,
}
const PLAIN_FUNDING: FundingLayout = {
  holds: 'funding',
  name: 'plain funding rates',
  columns: [
    ['ts_ms_utc', 'time'],
    ['funding_rate', 'rate'],
  ],
}
const OKX_FUNDING: FundingLayout = {
  holds: 'funding',
  name: 'OKX bulk funding rates',
  columns: [
    ['instrument_name', 'instrument'],
    ['funding_rate', 'rate'],
    ['funding_time', 'time'],
  ],
  isSnapped: true,
}
const BINANCE_FUNDING: FundingLayout = {
  holds: 'funding',
  name: 'Binance funding rates',
  columns: [
    ['calc_time', 'time'],
    ['funding_interval_hours', null],
    ['last_funding_rate', 'rate'],
  ],
  isSnapped: true,
}

const TABLES: readonly TableLayout[] = [
  PLAIN_CANDLES,
  OKX_CANDLES,
  BINANCE_KLINES,
  OKX_TRADES,
  BINANCE_TRADES,
  PLAIN_FUNDING,
  OKX_FUNDING,
  BINANCE_FUNDING,
]

/** A layout that was recognised, and whether the file's first line is its header. */
export interface Recognised {
  readonly layout: TableLayout
  readonly hasHeader: boolean
  /** Columns of each row. */
  readonly width: number
}

/** The layout of a table by its header or, where the source writes none, by its first row. */
export function recognise(firstLine: string): E.Either<string, Recognised> {
  for (const layout of TABLES) {
    const titles = layout.columns.map(([title]) => title)
    for (let width = titles.length - (layout.optional ?? 0); width <= titles.length; width += 1) {
      if (firstLine === titles.slice(0, width).join(','))
        return E.right({ layout, hasHeader: true, width })
    }
    if (layout.bare?.test(firstLine) === true)
      return E.right({ layout, hasHeader: false, width: titles.length })
  }
  const found = JSON.stringify(firstLine.slice(0, 80))
  return E.left(`expected one of these layouts, found ${found}\n${layoutList()}`)
}

/** One line a layout, for messages: its name, and its header or shape. */
function layoutList(): string {
  const tables = TABLES.map(({ name, columns, optional = 0 }) => {
    const titles = columns.map(([title]) => title)
    const needed = titles.length - optional
    const more = titles.slice(needed).map((title) => `[,${title}]`)
    return [name, `${titles.slice(0, needed).join(',')}${more.join('')}`]
  })
  const shapes = [
    ['OKX REST', 'JSON {"code","msg","data":[…]}: candles, mark candles, funding history'],
    ['CCXT OHLCV', 'JSON [[time, open, high, low, close, volume], …]'],
  ]
  return [...tables, ...shapes].map(([name, shape]) => `  ${name}: ${shape}`).join('\n')
}
