import * as E from 'fp-ts/Either'
import { LAYOUT_SAMPLES } from '../../../../test/support/layoutSamples'
import { type Recognised, recognise } from './layouts'

const KLINE = '1735689600000,1,2,0.5,1.5,10,1735689659999,15,3,5,7.5,0'
const AGG_TRADE = '70,110143.1,0.25,500,501,1735689600000,true'

const nameOf = (line: string): string => {
  const recognised = recognise(line)
  if (E.isLeft(recognised)) return recognised.left
  const { layout, hasHeader, width }: Recognised = recognised.right
  return `${layout.name}, ${hasHeader ? 'header' : 'none'}, ${width}`
}

describe('recognise', () => {
  it.each<[line: string, found: string]>([
    ['ts_ms_utc,open,high,low,close', 'plain candles, header, 5'],
    ['ts_ms_utc,open,high,low,close,volume', 'plain candles, header, 6'],
    [
      'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm',
      'OKX bulk candles, header, 10',
    ],
    [
      'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore',
      'Binance klines, header, 12',
    ],
    [KLINE, 'Binance klines, none, 12'],
    [KLINE.replaceAll('1735689600000', '1735689600000000'), 'Binance klines, none, 12'],
    ['instrument_name,trade_id,side,price,size,created_time', 'OKX bulk trades, header, 6'],
    ['instrument_name,trade_id,side,price,size,created_time,source', 'OKX bulk trades, header, 7'],
    [
      'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker',
      'Binance aggTrades, header, 7',
    ],
    [AGG_TRADE, 'Binance aggTrades, none, 7'],
    [AGG_TRADE.replace('true', 'False'), 'Binance aggTrades, none, 7'],
    ['ts_ms_utc,funding_rate', 'plain funding rates, header, 2'],
    ['instrument_name,funding_rate,funding_time', 'OKX bulk funding rates, header, 3'],
    ['calc_time,funding_interval_hours,last_funding_rate', 'Binance funding rates, header, 3'],
  ])('%s', (line, found) => {
    expect(nameOf(line)).toBe(found)
  })

  it.each([
    '',
    'time,open,high,low,close',
    'ts_ms_utc,open,high,low',
    'ts_ms_utc,open,high,low,close,volume,more',
    'TS_MS_UTC,OPEN,HIGH,LOW,CLOSE',
    'ts_ms_utc;open;high;low;close',
    `${KLINE},1`,
    KLINE.replace('1735689600000', '1735689600'),
    AGG_TRADE.replace('true', '1'),
    '"ts_ms_utc","funding_rate"',
  ])('knows no layout that begins with %j', (line) => {
    const [problem, ...list] = nameOf(line).split('\n')
    expect(problem).toBe(
      `expected one of these layouts, found ${JSON.stringify(line.slice(0, 80))}`,
    )
    expect(list).toHaveLength(10)
  })

  it('lists every layout that there is, with its columns', () => {
    const list = nameOf('nonsense')
    for (const { layout } of LAYOUT_SAMPLES)
      expect(list).toContain(layout.startsWith('OKX REST') ? '  OKX REST: JSON' : `  ${layout}: `)
    expect(list).toContain('  plain candles: ts_ms_utc,open,high,low,close[,volume]\n')
  })

  it('is not slow on a long line that is nearly a row', () => {
    const long = `${KLINE.slice(0, 20)}${'1'.repeat(1_000_000)},x`
    expect(nameOf(long)).toMatch(/^expected one of these layouts/)
  })
})
