import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { BITCOIN, candleTable } from '../../../../test/support/tapes'
import type { CandleRows } from './candleColumns'
import { candleParser, parseCandles } from './candleFile'

const MINUTE = 60_000_000
const HEADER = 'ts_ms_utc,open,high,low,close'
/** 2025-10-23T18:30:00Z in milliseconds. */
const FIRST = 1_761_244_200_000
const time = (bar: number) => FIRST + bar * 60_000
const row = (bar: number, ...figures: readonly (string | number)[]) =>
  [time(bar), ...figures].join(',')
const GOOD = row(0, 110, 112.5, 109.9, 111)
const NEXT = row(1, 111, 111, 110.5, 110.5)

function parse(text: string): E.Either<string, CandleRows> {
  const bytes = Buffer.from(text)
  return parseCandles('folder/candles.csv', bytes, candleTable(bytes), BITCOIN)
}

function rowsOf(text: string): CandleRows {
  const parsed = parse(text)
  if (E.isLeft(parsed)) throw new Error(parsed.left)
  return parsed.right
}

const leftOf = (text: string) => {
  const parsed = parse(text)
  return E.isLeft(parsed) ? parsed.left : 'no error'
}

const columnsOf = ({ count, times, opens, highs, lows, closes, lines }: CandleRows) => ({
  count,
  times: [...times],
  opens: [...opens],
  highs: [...highs],
  lows: [...lows],
  closes: [...closes],
  lines: [...lines],
})

const TWO_ROWS = {
  count: 2,
  times: [FIRST * 1000, FIRST * 1000 + MINUTE],
  opens: [1100, 1110],
  highs: [1125, 1110],
  lows: [1099, 1105],
  closes: [1110, 1105],
  lines: [2, 3],
}

describe('parseCandles: layouts', () => {
  const volume = `${HEADER},volume`
  it.each<[name: string, text: string]>([
    ['plain rows', `${HEADER}\n${GOOD}\n${NEXT}\n`],
    ['no newline at the end', `${HEADER}\n${GOOD}\n${NEXT}`],
    ['lines that end in CRLF', `${HEADER}\r\n${GOOD}\r\n${NEXT}\r\n`],
    ['CRLF, and none at the end', `${HEADER}\r\n${GOOD}\r\n${NEXT}`],
    ['a byte order mark', `\uFEFF${HEADER}\n${GOOD}\n${NEXT}\n`],
    ['a byte order mark and CRLF', `\uFEFF${HEADER}\r\n${GOOD}\r\n${NEXT}\r\n`],
    ['one blank line at the end', `${HEADER}\n${GOOD}\n${NEXT}\n\n`],
    ['one blank line with CRLF at the end', `${HEADER}\r\n${GOOD}\r\n${NEXT}\r\n\r\n`],
    ['a volume', `${volume}\n${GOOD},12.5\n${NEXT},0\n`],
    ['a volume of any text', `${volume}\n${GOOD},1e5\n${NEXT},\n`],
    ['zeros behind the tick', `${HEADER}\n${time(0)},110.00,112.50,109.9000,111.0\n${NEXT}`],
  ])('%s', (_, text) => {
    expect(columnsOf(rowsOf(text))).toEqual(TWO_ROWS)
  })

  it('takes one bar alone', () => {
    expect(columnsOf(rowsOf(`${HEADER}\n${GOOD}`)).count).toBe(1)
  })

  it('takes a bar whose four prices are one', () => {
    expect(columnsOf(rowsOf(`${HEADER}\n${row(0, 5, 5, 5, 5)}`)).closes).toEqual([50])
  })

  it('takes the largest price that fits, and not one tick more', () => {
    const [most, more] = ['214748364.7', '214748364.8']
    expect(rowsOf(`${HEADER}\n${row(0, most, most, most, most)}`).highs[0]).toBe(2 ** 31 - 1)
    expect(leftOf(`${HEADER}\n${row(0, 5, more, 5, 5)}`)).toBe(
      'folder/candles.csv, line 2: high: expected at most 2147483647 ticks of 0.1, found "214748364.8"',
    )
  })

  it('takes the shortest rows that there are', () => {
    const bars = Array.from(
      { length: 300 },
      (_, bar) => `${100_000_020_000 + bar * 60_000},1,1,1,1`,
    )
    expect(rowsOf([HEADER, ...bars].join('\n')).count).toBe(300)
  })

  it('reads a year’s worth of rows as it reads one', () => {
    const bars = Array.from({ length: 5000 }, (_, bar) => row(bar, 110, 112.5, 109.9, 111))
    const rows = rowsOf([HEADER, ...bars, ''].join('\r\n'))
    expect([rows.count, rows.allLines]).toEqual([5000, 5001])
    expect(rows.lines.at(-1)).toBe(5001)
    expect(rows.times.at(-1)).toBe(time(4999) * 1000)
    for (const column of Object.values(columnsOf(rows))) {
      if (typeof column !== 'number') expect(column).toHaveLength(5000)
    }
  })
})

describe('parseCandles: errors', () => {
  it.each([HEADER, `${HEADER}\n`, `${HEADER}\r\n`, `${HEADER}\n\n`])(
    'only a header is no error of a row: %j',
    (text) => {
      expect(rowsOf(text).count).toBe(0)
    },
  )

  const start = '2025-10-23T18:30:00Z'
  it.each<[name: string, lines: readonly string[], line: number, problem: string]>([
    [
      'a field too few',
      [`${time(0)},110,112,109`],
      2,
      `expected 5 fields, found "${time(0)},110,112,109"`,
    ],
    ['a field too many', [`${GOOD},7`], 2, `expected 5 fields, found "${GOOD},7"`],
    ['a comma at the end', [`${GOOD},`], 2, `expected 5 fields, found "${GOOD},"`],
    [
      'other separators',
      [GOOD.replaceAll(',', ';')],
      2,
      `expected 5 fields, found "${GOOD.replaceAll(',', ';')}"`,
    ],
    ['a blank line in the middle', [GOOD, '', NEXT], 3, 'expected 5 fields, found ""'],
    ['two blank lines at the end', [GOOD, NEXT, '', ''], 4, 'expected 5 fields, found ""'],
    ['a time that is none', ['now,1,1,1,1'], 2, 'ts_ms_utc: expected milliseconds, found "now"'],
    [
      'a time in ISO form',
      [`${start},1,1,1,1`],
      2,
      `ts_ms_utc: expected milliseconds, found "${start}"`,
    ],
    [
      'a time before 1970',
      ['-60000,1,1,1,1'],
      2,
      'ts_ms_utc: expected milliseconds, found "-60000"',
    ],
    [
      'a time with decimals',
      [`${time(0)}.0,1,1,1,1`],
      2,
      `ts_ms_utc: expected milliseconds, found "${time(0)}.0"`,
    ],
    ['no time', [',1,1,1,1'], 2, 'ts_ms_utc: expected milliseconds, found ""'],
    [
      'a time in microseconds',
      [`${time(0)}000,1,1,1,1`],
      2,
      `ts_ms_utc: expected milliseconds, found "${time(0)}000"`,
    ],
    ['a price of zero', [row(0, 0, 1, 0, 1)], 2, 'open: expected a positive price, found "0"'],
    ['a low of zero', [row(0, 1, 1, '0.0', 1)], 2, 'low: expected a positive price, found "0.0"'],
    ['a negative price', [row(0, 1, 1, -1, 1)], 2, 'low: expected a positive price, found "-1"'],
    [
      'a price that is none',
      [GOOD, row(1, 1, 1, 1, 'nil')],
      3,
      'close: expected a positive price, found "nil"',
    ],
    ['an empty price', [row(0, 1, '', 1, 1)], 2, 'high: expected a positive price, found ""'],
    ['an exponent', [row(0, '1e2', 1, 1, 1)], 2, 'open: expected a positive price, found "1e2"'],
    [
      'a quoted price',
      [row(0, '"1"', 1, 1, 1)],
      2,
      'open: expected a positive price, found "\\"1\\""',
    ],
    ['a space', [row(0, ' 1', 1, 1, 1)], 2, 'open: expected a positive price, found " 1"'],
    [
      'a price between two ticks',
      [row(0, 1, '1.05', 1, 1)],
      2,
      'high: expected a multiple of the tick 0.1, found "1.05"',
    ],
    [
      'a close between two ticks',
      [row(0, 1, 2, 1, '1.00000001')],
      2,
      'close: expected a multiple of the tick 0.1, found "1.00000001"',
    ],
    [
      'a price that is too large',
      [row(0, 1, '99999999999999999999', 1, 1)],
      2,
      'high: expected at most 2147483647 ticks of 0.1, found "99999999999999999999"',
    ],
    ['high below low', [row(0, 5, 4, 6, 5)], 2, 'expected high at or above low, found it below'],
    [
      'an open above the high',
      [row(0, 7, 6, 4, 5)],
      2,
      'expected open between low and high, found it outside',
    ],
    [
      'an open below the low',
      [row(0, 3, 6, 4, 5)],
      2,
      'expected open between low and high, found it outside',
    ],
    [
      'a close above the high',
      [row(0, 5, 6, 4, 7)],
      2,
      'expected close between low and high, found it outside',
    ],
    [
      'a close below the low',
      [row(0, 5, 6, 4, 3)],
      2,
      'expected close between low and high, found it outside',
    ],
  ])('%s', (_, lines, line, problem) => {
    const expected = `folder/candles.csv, line ${line}: ${problem}`
    expect(leftOf([HEADER, ...lines, ''].join('\n'))).toBe(expected)
    expect(leftOf([HEADER, ...lines, ''].join('\r\n'))).toBe(expected)
  })

  it('counts fields by the header: a volume that is missing, or that nobody announced', () => {
    expect(leftOf(`${HEADER},volume\n${GOOD}\n`)).toBe(
      `folder/candles.csv, line 2: expected 6 fields, found "${GOOD}"`,
    )
  })

  it('reports the first error of a file, and no later one', () => {
    const bad = [row(1, 0, 1, 1, 1), row(2, 1, 0, 1, 1)]
    expect(leftOf([HEADER, GOOD, ...bad].join('\n'))).toContain('line 3: open')
  })
})

describe('parseCandles: other layouts', () => {
  const OKX = 'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm'
  const okx = (bar: number, confirm = '1', instrument = 'BTC-USDT-SWAP') =>
    `${instrument},110,112.5,109.9,111,1,2,3,${time(bar)},${confirm}`
  const KLINES =
    'open_time,open,high,low,close,volume,close_time,quote_volume,count,' +
    'taker_buy_volume,taker_buy_quote_volume,ignore'
  const kline = (stamp: string) => `${stamp},110,112.5,109.9,111,1,${stamp},2,3,4,5,0`
  const stamps = [time(0), time(1)]

  it('takes the columns of OKX’s bulk files where they stand', () => {
    const rows = rowsOf(`${OKX}\n${okx(0)}\n${okx(1)}\n`)
    expect(columnsOf(rows)).toEqual({
      ...TWO_ROWS,
      ...{ opens: [1100, 1100], highs: [1125, 1125], lows: [1099, 1099], closes: [1110, 1110] },
    })
  })

  it('leaves out a bar that is not complete yet, wherever it stands', () => {
    const rows = rowsOf(`${OKX}\n${okx(0)}\n${okx(1, '0')}\n${okx(2)}\n`)
    expect([...rows.times]).toEqual([time(0) * 1000, time(2) * 1000])
    expect([...rows.lines]).toEqual([2, 4])
    expect(rowsOf(`${OKX}\n${okx(0, '0')}\n`).count).toBe(0)
  })

  it('refuses another instrument', () => {
    expect(leftOf(`${OKX}\n${okx(0)}\n${okx(1, '1', 'ETH-USDT-SWAP')}\n`)).toBe(
      'folder/candles.csv, line 3: instrument_name: expected BTC-USDT-SWAP in every row, ' +
        'found "ETH-USDT-SWAP"',
    )
  })

  it.each<[name: string, lines: readonly string[], first: number]>([
    ['with a header', [KLINES, ...stamps.map((stamp) => kline(`${stamp}`))], 2],
    ['without one', stamps.map((stamp) => kline(`${stamp}`)), 1],
    ['in microseconds', stamps.map((stamp) => kline(`${stamp}000`)), 1],
  ])('takes Binance’s klines %s', (_, lines, first) => {
    const rows = rowsOf(lines.join('\n'))
    expect([...rows.times]).toEqual(TWO_ROWS.times)
    expect([...rows.lines]).toEqual([first, first + 1])
    expect([...rows.closes]).toEqual([1110, 1110])
    expect(rows.allLines).toBe(first + 1)
  })

  it('counts lines from the first where there is no header', () => {
    expect(
      leftOf([kline(`${time(0)}`), kline(`${time(1)}`).replace('109.9', 'x')].join('\n')),
    ).toBe('folder/candles.csv, line 2: low: expected a positive price, found "x"')
  })
})

describe('candleParser', () => {
  const texts = [
    `\uFEFF${HEADER}\r\n${GOOD}\r\n${NEXT}\r\n\r\n`,
    `${HEADER}\n${GOOD}\n${NEXT}`,
    `${HEADER}\n${GOOD}\n\n${NEXT}\n`,
    `${HEADER}\n${GOOD}\n${NEXT.replace('111', 'x')}\n${GOOD.replace('110', 'y')}\n`,
    HEADER,
  ]
  it.each(texts)('reads the same wherever its bytes are cut, and with any room: %j', (text) => {
    const bytes = Buffer.from(text)
    const whole = parse(text)
    const places = fc.array(fc.nat({ max: bytes.length }), { maxLength: 20 })
    fc.assert(
      fc.property(places, fc.integer({ min: 0, max: 3 }), (cuts, room) => {
        const parser = candleParser('folder/candles.csv', candleTable(bytes), BITCOIN, room)
        const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        for (const [index, to] of borders.slice(1).entries()) {
          const piece = Buffer.from(bytes.subarray(borders[index], to))
          parser.take(piece)
          piece.fill('?')
        }
        const parsed = parser.finish()
        expect(E.isLeft(parsed) ? parsed : columnsOf(parsed.right)).toEqual(
          E.isLeft(whole) ? whole : columnsOf(whole.right),
        )
      }),
    )
  })
})
