import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import { suiteFolder } from '../../../../test/support/files'
import { candleCsv, fundingCsv, right } from '../../../../test/support/tapes'
import { type TapeFiles, type TapeSource, readTapeFiles } from './tapeSource'

const MINUTE = 60_000_000
const START = 1_735_689_600_000_000
const HEADER = 'ts_ms_utc,open,high,low,close'
const folder = suiteFolder()
const candleText = candleCsv(START, [
  [100, 101, 99, 100],
  [100, 101, 99, 100],
])
const markText = candleCsv(START, [[100, 101, 99, 100]], 5 * MINUTE)
const fundingText = fundingCsv([[START, '0.0001']])
const FILES: TapeFiles = {
  prices: [folder.write('candles.csv', candleText)],
  intervalMicros: MINUTE,
  mark: [folder.write('mark.csv', markText)],
  markIntervalMicros: 5 * MINUTE,
  funding: [folder.write('funding.csv', fundingText)],
  acceptGaps: false,
}
const ALL = { fromMicros: null, toMicros: null }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

function read(files: Partial<TapeFiles> = {}, instrument = BTC_USDT_SWAP) {
  return readTapeFiles({ ...FILES, ...files }, { instrument, span: ALL })
}
const leftOf = async (files: Partial<TapeFiles>) => {
  const source = await read(files)
  return E.isLeft(source) ? source.left : 'no error'
}
/** The prices of a source that has to be one of candles. */
function barsOf({ prices }: TapeSource) {
  if (!('candles' in prices)) throw new Error('a tape of trades')
  return prices
}

describe('readTapeFiles', () => {
  it('reads candles, marks and funding, each with what was in its file', async () => {
    const source = right(await read())
    expect(source.kind).toBe('candles')
    expect(source.instrument).toBe(BTC_USDT_SWAP)
    expect(barsOf(source).source.file).toEqual({
      file: 'candles.csv',
      rows: 2,
      sha256: sha256(candleText),
    })
    expect(source.mark?.source.file).toEqual({
      file: 'mark.csv',
      rows: 1,
      sha256: sha256(markText),
    })
    expect(source.funding?.source.file).toEqual({
      file: 'funding.csv',
      rows: 1,
      sha256: sha256(fundingText),
    })
    expect(barsOf(source).intervalMicros).toBe(MINUTE)
    expect(source.mark?.intervalMicros).toBe(5 * MINUTE)
    expect([...barsOf(source).candles.openTicks]).toEqual([1000, 1000])
  })

  it('says what each file was recognised as', async () => {
    const { prices, mark, funding } = right(await read())
    expect([prices.layout, mark?.layout, funding?.layout]).toEqual([
      'plain candles',
      'plain candles',
      'plain funding rates',
    ])
  })

  it('does without marks and funding', async () => {
    const alone = right(await read({ mark: [], funding: [] }))
    expect([alone.mark, alone.funding]).toEqual([null, null])
  })

  it('takes what lies between the first two bars for the interval where none is given', async () => {
    const five = folder.write(
      'five.csv',
      candleText.replace(`${START / 1000 + 60_000}`, () => {
        return `${START / 1000 + 300_000}`
      }),
    )
    const source = right(await read({ prices: [five], intervalMicros: null }))
    expect(barsOf(source).intervalMicros).toBe(5 * MINUTE)
    expect(await leftOf({ markIntervalMicros: null })).toBe(
      `${FILES.mark[0]}: expected an interval, or two bars that show it, found one bar`,
    )
  })

  it('tells how far it has come with each file', async () => {
    const seen: string[] = []
    const onRead = (path: string, done: number, all: number) => seen.push(`${path} ${done}/${all}`)
    right(await readTapeFiles(FILES, { instrument: BTC_USDT_SWAP, span: ALL, onRead }))
    const sizes = [candleText, markText, fundingText].map((text) => `${text.length}/${text.length}`)
    const paths = [...FILES.prices, ...FILES.mark, ...FILES.funding]
    expect(seen).toEqual(paths.map((path, index) => `${path} ${sizes[index]}`))
  })

  it('takes the prices for multiples of the instrument’s tick', async () => {
    const coarse = { ...BTC_USDT_SWAP, tickSize: '0.5' }
    const path = folder.write('fine.csv', candleText.replace('101', '101.1'))
    expect(await read({ prices: [path] }, coarse)).toEqual(
      E.left(`${path}, line 2: high: expected a multiple of the tick 0.5, found "101.1"`),
    )
  })
})

const FIELDS = ['prices', 'mark', 'funding'] as const

describe('readTapeFiles: files', () => {
  it.each(FIELDS)('refuses %s that are not there', async (field) => {
    const path = join(folder.path, 'nowhere.csv')
    expect(await leftOf({ [field]: [path] })).toBe(`${path}: expected a file, found none`)
    expect(await leftOf({ [field]: [folder.path] })).toBe(
      `${folder.path}: expected a file, found a folder`,
    )
  })

  it.each(FIELDS)('refuses %s in an empty file', async (field) => {
    const path = folder.write('empty.csv', '')
    expect(await leftOf({ [field]: [path] })).toBe(`${path}: expected data, found an empty file`)
  })

  it.each<[field: (typeof FIELDS)[number], text: string, problem: string]>([
    ['prices', candleText.replace('99', '0'), 'line 2: low: expected a positive price, found "0"'],
    ['mark', markText.replace('99', '-1'), 'line 2: low: expected a positive price, found "-1"'],
    [
      'funding',
      fundingText.replace('0.0001', 'x'),
      'line 2: funding_rate: expected a rate between -1 and 1, found "x"',
    ],
  ])('names the file of %s, the line and the field', async (field, text, problem) => {
    const path = folder.write(`bad-${field}.csv`, text)
    expect(await leftOf({ [field]: [path] })).toBe(`${path}, ${problem}`)
  })

  it.each([HEADER, `${HEADER}\n`, `${HEADER}\r\n`, `${HEADER}\n\n`])(
    'refuses candles and marks that are only a header: %j',
    async (text) => {
      const path = folder.write('header.csv', text)
      expect(await leftOf({ prices: [path] })).toBe(`${path}: expected candles, found none`)
      expect(await leftOf({ mark: [path] })).toBe(`${path}: expected candles, found none`)
    },
  )

  it.each<[field: (typeof FIELDS)[number], of: keyof TapeFiles, problem: string]>([
    ['prices', 'funding', 'expected candles, found plain funding rates'],
    ['mark', 'funding', 'expected candles, found plain funding rates'],
    ['funding', 'prices', 'expected funding rates, found plain candles'],
  ])('refuses %s that hold %s', async (field, of, problem) => {
    const paths = FILES[of]
    expect(await leftOf({ [field]: paths })).toBe(`${String(paths)}: ${problem}`)
  })
})

describe('readTapeFiles: headers', () => {
  const good = candleText.split('\n')[1]!
  const layouts = [
    'plain candles: ts_ms_utc,open,high,low,close[,volume]',
    'OKX bulk candles: instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm',
    'Binance klines: open_time,open,high,low,close,volume,close_time,quote_volume,count,' +
      'taker_buy_volume,taker_buy_quote_volume,ignore',
    'OKX bulk trades: instrument_name,trade_id,side,price,size,created_time[,source]',
    'Binance aggTrades: agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,' +
      'is_buyer_maker',
    'plain funding rates: ts_ms_utc,funding_rate',
    'OKX bulk funding rates: instrument_name,funding_rate,funding_time',
    'Binance funding rates: calc_time,funding_interval_hours,last_funding_rate',
    'OKX REST: JSON {"code","msg","data":[…]}: candles, mark candles, funding history',
    'CCXT OHLCV: JSON [[time, open, high, low, close, volume], …]',
  ]

  it.each<[name: string, text: string, found: string]>([
    ['no header', `${good}\n`, good],
    ['another header', `time,open,high,low,close\n${good}\n`, 'time,open,high,low,close'],
    ['a column too many in it', `${HEADER},volume,count\n`, `${HEADER},volume,count`],
    [
      'columns in another order',
      'ts_ms_utc,open,low,high,close\n',
      'ts_ms_utc,open,low,high,close',
    ],
    ['a blank first line', `\n${HEADER}\n`, ''],
    ['more than 80 characters', 'x'.repeat(500), 'x'.repeat(80)],
  ])('%s: says what came, and which layouts there are', async (_, text, found) => {
    const path = folder.write('headers.csv', text)
    const begin = `${path}, line 1: expected one of these layouts, found "${found}"`
    const problem = [begin, ...layouts.map((line) => `  ${line}`)].join('\n')
    for (const field of FIELDS) expect(await leftOf({ [field]: [path] })).toBe(problem)
  })
})

describe('readTapeFiles: bars in order', () => {
  const row = (minute: number) => `${START / 1000 + minute * 60_000},100,101,99,100`
  const at = (minute: string) => `2025-01-01T00:${minute}Z`
  const cases: readonly [
    name: string,
    minutes: readonly number[],
    line: number,
    problem: string,
  ][] = [
    [
      'a first time off the interval',
      [1 / 60_000],
      2,
      'expected a time on the interval, found 2025-01-01T00:00:00.001000Z',
    ],
    ['a duplicate', [0, 0], 3, `expected a later bar, found ${at('00:00')} a second time`],
    [
      'time that goes backwards',
      [0, 1, 0],
      4,
      `expected a bar after ${at('01:00')}, found ${at('00:00')}: time goes backwards`,
    ],
    [
      'a gap',
      [0, 2],
      3,
      `expected the bar of ${at('01:00')}, found ${at('02:00')}: a gap, or another interval`,
    ],
    [
      'a bar too early',
      [0, 0.5],
      3,
      `expected the bar of ${at('01:00')}, found ${at('00:30')}: another interval, or a time that is not on it`,
    ],
  ]

  it.each(cases)('%s', async (_, minutes, line, problem) => {
    for (const newline of ['\n', '\r\n']) {
      const path = folder.write('order.csv', [HEADER, ...minutes.map(row), ''].join(newline))
      const files = { intervalMicros: MINUTE, markIntervalMicros: MINUTE }
      const expected = `${path}, line ${line}: ${problem}`
      expect(await leftOf({ ...files, prices: [path] })).toBe(expected)
      expect(await leftOf({ ...files, mark: [path] })).toBe(expected)
    }
  })

  it('finds an interval that is not the file’s own', async () => {
    expect(await leftOf({ intervalMicros: 15 * MINUTE })).toBe(
      `${FILES.prices[0]}, line 3: expected the bar of ${at('15:00')}, found ${at('01:00')}: ` +
        'another interval, or a time that is not on it',
    )
  })

  it('takes gaps that are accepted, and nothing else out of order', async () => {
    const gap = folder.write('gap.csv', [HEADER, ...[0, 2].map(row)].join('\n'))
    const { candles } = barsOf(right(await read({ prices: [gap], acceptGaps: true })))
    expect([...candles.openTimeMicros]).toEqual([START, START + 2 * MINUTE])
    const early = folder.write('early.csv', [HEADER, ...[0, 1.5].map(row)].join('\n'))
    expect(await leftOf({ prices: [early], acceptGaps: true })).toBe(
      `${early}, line 3: expected the bar of ${at('01:00')}, found ${at('01:30')}: ` +
        'another interval, or a time that is not on it',
    )
  })
})

describe('readTapeFiles: rates in order', () => {
  const stamp = (hour: number) => START + hour * 60 * MINUTE
  const csv = (...hours: readonly number[]) =>
    fundingCsv(hours.map((hour) => [stamp(hour), '0.0001'] as const))
  const [first, second] = ['2025-01-01T00:00:00Z', '2025-01-01T08:00:00Z']

  it.each<[name: string, hours: readonly number[], problem: string]>([
    ['a duplicate', [0, 0], `line 3: expected a time after ${first}, found ${first}`],
    ['time that goes backwards', [8, 0], `line 3: expected a time after ${second}, found ${first}`],
  ])('refuses %s', async (_, hours, problem) => {
    const path = folder.write('rates.csv', csv(...hours))
    expect(await leftOf({ funding: [path] })).toBe(`${path}, ${problem}`)
  })

  it('calls a row of JSON a row', async () => {
    const data = [0, 8, 0].map((hour) => {
      return { fundingTime: String(stamp(hour) / 1000), fundingRate: '0.0001' }
    })
    const path = folder.write('rates.json', JSON.stringify({ code: '0', msg: '', data }))
    expect(await leftOf({ funding: [path] })).toBe(
      `${path}, row 3: expected a time after ${second}, found ${first}`,
    )
  })

  it('puts the files in order of time, their lines counted on, and tells the parts', async () => {
    const texts = [csv(0, 8), csv(16)]
    const [early = '', late = ''] = texts.map((text, part) => folder.write(`${part}.csv`, text))
    const { funding } = right(await read({ funding: [late, early] }))
    expect(funding?.rows).toEqual([
      { timeMicros: stamp(0), rate: '0.0001', line: 2 },
      { timeMicros: stamp(8), rate: '0.0001', line: 3 },
      { timeMicros: stamp(16), rate: '0.0001', line: 5 },
    ])
    expect(funding?.source.file).toEqual({
      file: '0.csv',
      rows: 3,
      sha256: sha256(texts.join('')),
      parts: [
        { file: '0.csv', lines: 3, sha256: sha256(texts[0]!) },
        { file: '1.csv', lines: 2, sha256: sha256(texts[1]!) },
      ],
    })
    // What overlaps is named by the file and line that it stands on there.
    expect(await leftOf({ funding: [early, early] })).toBe(
      `${early}, line 2: expected a time after ${second}, found ${first}`,
    )
  })
})
