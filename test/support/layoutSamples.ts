/** 2025-01-01T00:00:00Z in milliseconds. */
export const NEW_YEAR = 1_735_689_600_000
const MINUTE = 60_000
export const INSTRUMENT = 'BTC-USDT-SWAP'

/** Open, high, low and close of two minutes. */
const BARS = [
  ['110143.1', '110160', '110140.2', '110150'],
  ['110150', '110155.5', '110100', '110101.9'],
] as const
/** The same in ticks of 0.1. */
export const BAR_TICKS = [
  [1_101_431, 1_101_600, 1_101_402, 1_101_500],
  [1_101_500, 1_101_555, 1_101_000, 1_101_019],
] as const

/** Milliseconds after the new year, and prices, of four trades. */
const TRADES = [
  [0, '110143.1'],
  [5, '110143.2'],
  [5, '110140'],
  [700, '110143.1'],
] as const
export const TRADE_TICKS = [1_101_431, 1_101_432, 1_101_400, 1_101_431] as const

const RATES = ['0.0001', '-0.0000773188132622'] as const

export interface LayoutSample {
  readonly layout: string
  readonly holds: 'candles' | 'trades' | 'funding'
  readonly text: string
  /** Line of a table, row of JSON, of each bar, trade or rate in order of time. */
  readonly lines: readonly number[]
}

const text = (...lines: readonly string[]) => [...lines, ''].join('\n')
const stamp = (bar: number, factor = 1) => String((NEW_YEAR + bar * MINUTE) * factor)
const bars = (row: (prices: string, bar: number) => string) =>
  BARS.map((prices, bar) => row(prices.join(), bar))
const klines = (factor: number) =>
  bars((prices, bar) => {
    const close = Number(stamp(bar + 1, factor)) - 1
    return `${stamp(bar, factor)},${prices},12.5,${close},1375000.5,321,6.25,687500.2,0`
  })
const okxTrade = (trade: number, source: string) => {
  const [after, price] = TRADES[trade] ?? []
  const side = trade % 2 === 0 ? 'buy' : 'sell'
  return `${INSTRUMENT},${900 + trade},${side},${price ?? ''},1.5,${NEW_YEAR + (after ?? 0)}${source}`
}
const aggTrades = TRADES.map(
  ([after, price], trade) =>
    `${70 + trade},${price},0.25,${500 + trade},${501 + trade},${NEW_YEAR + after},${String(trade % 2 === 0)}`,
)
const okxBar = (bar: number, confirm: string) =>
  [stamp(bar), ...(BARS[bar] ?? BARS[0]), '100', '1', '110150', confirm] as const
const markBar = (bar: number, confirm: string) =>
  [stamp(bar), ...(BARS[bar] ?? BARS[0]), confirm] as const
const answer = (data: readonly unknown[]) => JSON.stringify({ code: '0', msg: '', data })
const EIGHT_HOURS = 28_800_000

/** Each layout of market data once, with the same bars, trades or rates in it. */
export const LAYOUT_SAMPLES: readonly LayoutSample[] = [
  {
    layout: 'plain candles',
    holds: 'candles',
    text: text(
      'ts_ms_utc,open,high,low,close',
      ...bars((prices, bar) => `${stamp(bar)},${prices}`),
    ),
    lines: [2, 3],
  },
  {
    layout: 'plain candles',
    holds: 'candles',
    text: text(
      'ts_ms_utc,open,high,low,close,volume',
      ...bars((prices, bar) => `${stamp(bar)},${prices},`),
    ),
    lines: [2, 3],
  },
  {
    layout: 'OKX bulk candles',
    holds: 'candles',
    text: text(
      'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm',
      ...bars((prices, bar) => `${INSTRUMENT},${prices},100,1,110150,${stamp(bar)},1`),
      `${INSTRUMENT},1,1,1,1,100,1,110150,${stamp(2)},0`,
    ),
    lines: [2, 3],
  },
  {
    layout: 'Binance klines',
    holds: 'candles',
    text: text(
      'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore',
      ...klines(1),
    ),
    lines: [2, 3],
  },
  { layout: 'Binance klines', holds: 'candles', text: text(...klines(1)), lines: [1, 2] },
  { layout: 'Binance klines', holds: 'candles', text: text(...klines(1000)), lines: [1, 2] },
  {
    layout: 'OKX REST candles',
    holds: 'candles',
    text: answer([okxBar(2, '0'), okxBar(1, '1'), okxBar(0, '1')]),
    lines: [3, 2],
  },
  {
    layout: 'OKX REST mark candles',
    holds: 'candles',
    text: answer([markBar(2, '0'), markBar(1, '1'), markBar(0, '1')]),
    lines: [3, 2],
  },
  {
    layout: 'CCXT OHLCV',
    holds: 'candles',
    text: JSON.stringify(
      BARS.map((prices, bar) => [Number(stamp(bar)), ...prices.map(Number), 12.5]),
    ),
    lines: [1, 2],
  },
  {
    layout: 'OKX bulk trades',
    holds: 'trades',
    text: text(
      'instrument_name,trade_id,side,price,size,created_time',
      ...TRADES.map((_, trade) => okxTrade(trade, '')),
    ),
    lines: [2, 3, 4, 5],
  },
  {
    layout: 'OKX bulk trades',
    holds: 'trades',
    text: text(
      'instrument_name,trade_id,side,price,size,created_time,source',
      ...TRADES.map((_, trade) => okxTrade(trade, ',0')),
    ),
    lines: [2, 3, 4, 5],
  },
  {
    layout: 'Binance aggTrades',
    holds: 'trades',
    text: text(
      'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker',
      ...aggTrades,
    ),
    lines: [2, 3, 4, 5],
  },
  { layout: 'Binance aggTrades', holds: 'trades', text: text(...aggTrades), lines: [1, 2, 3, 4] },
  {
    layout: 'plain funding rates',
    holds: 'funding',
    text: text(
      'ts_ms_utc,funding_rate',
      ...RATES.map((rate, index) => `${NEW_YEAR + index * EIGHT_HOURS},${rate}`),
    ),
    lines: [2, 3],
  },
  {
    layout: 'OKX bulk funding rates',
    holds: 'funding',
    text: text(
      'instrument_name,funding_rate,funding_time',
      ...RATES.map(
        (rate, index) => `${INSTRUMENT},${rate},${NEW_YEAR + index * EIGHT_HOURS + 9000}`,
      ),
    ),
    lines: [2, 3],
  },
  {
    layout: 'Binance funding rates',
    holds: 'funding',
    text: text(
      'calc_time,funding_interval_hours,last_funding_rate',
      ...RATES.map((rate, index) => `${NEW_YEAR + index * EIGHT_HOURS + 4},8,${rate}`),
    ),
    lines: [2, 3],
  },
  {
    layout: 'OKX REST funding history',
    holds: 'funding',
    text: answer(
      RATES.map((rate, index) => ({
        instId: INSTRUMENT,
        fundingRate: '0.5',
        realizedRate: rate,
        fundingTime: String(NEW_YEAR + index * EIGHT_HOURS),
      })).reverse(),
    ),
    lines: [2, 1],
  },
]
export const FUNDING_RATES = RATES
