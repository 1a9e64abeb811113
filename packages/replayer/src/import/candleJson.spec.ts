import * as E from 'fp-ts/Either'
import { INSTRUMENT, NEW_YEAR } from '../../../../test/support/layoutSamples'
import { right } from '../../../../test/support/tapes'
import { looksLikeJson, parseJson } from './candleJson'
import { tickScale } from './numbers'

const EXPECTED = { instrument: INSTRUMENT, scale: tickScale('0.1') }
const stamp = (bar: number) => NEW_YEAR + bar * 60_000
const okx = (bar: number, confirm: unknown = '1', prices = ['10', '12', '9', '11']) => {
  return [String(stamp(bar)), ...prices, '5', '0.05', '0.5', confirm]
}
const mark = (bar: number, confirm = '1') => [String(stamp(bar)), '10', '12', '9', '11', confirm]
const ccxt = (bar: number, ...prices: readonly unknown[]) => [stamp(bar), ...prices, 7]
const rate = (hours: number, changes: object = {}) => {
  const fundingTime = String(NEW_YEAR + hours * 3_600_000)
  return {
    instId: INSTRUMENT,
    fundingRate: '0.0002',
    realizedRate: '0.0001',
    fundingTime,
    ...changes,
  }
}
const answer = (...data: readonly unknown[]) => ({ code: '0', msg: '', data })

const parse = (document: unknown) => {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  return parseJson('a.json', Buffer.from(text), EXPECTED)
}
const problemOf = (document: unknown) => {
  const parsed = parse(document)
  return E.isLeft(parsed) ? parsed.left : 'no problem'
}
const barsOf = (document: unknown) => {
  const parsed = right(parse(document))
  if (parsed.holds !== 'candles') throw new Error(parsed.name)
  const { times, opens, highs, lows, closes, lines, allLines, count } = parsed.rows
  const rows = [...times].map((time, row) => [
    (time / 1000 - NEW_YEAR) / 60_000,
    opens[row],
    highs[row],
    lows[row],
    closes[row],
    lines[row],
  ])
  return { name: parsed.name, rows, allLines, count }
}

describe('parseJson, candles', () => {
  it('puts an answer of OKX in order of time and leaves out the bar that goes on', () => {
    expect(barsOf(answer(okx(3, '0'), okx(2), okx(1)))).toEqual({
      name: 'OKX REST candles',
      rows: [
        [1, 100, 120, 90, 110, 3],
        [2, 100, 120, 90, 110, 2],
      ],
      allLines: 3,
      count: 2,
    })
  })

  it('takes the rows without what is around them, and the oldest first', () => {
    expect(
      barsOf([okx(1), okx(2), okx(3, '0')]).rows.map(([bar, , , , , row]) => [bar, row]),
    ).toEqual([
      [1, 1],
      [2, 2],
    ])
  })

  it('reads mark candles', () => {
    expect(barsOf(answer(mark(2, '0'), mark(1)))).toEqual({
      name: 'OKX REST mark candles',
      rows: [[1, 100, 120, 90, 110, 2]],
      allLines: 2,
      count: 1,
    })
  })

  it('reads the numbers of CCXT', () => {
    expect(
      barsOf([
        ccxt(0, 110143.1, 110160, 110140.2, 110150),
        [...ccxt(1, 1, 2, 1, 2).slice(0, 5), null],
      ]),
    ).toEqual({
      name: 'CCXT OHLCV',
      rows: [
        [0, 1101431, 1101600, 1101402, 1101500, 1],
        [1, 10, 20, 10, 20, 2],
      ],
      allLines: 2,
      count: 2,
    })
  })

  it('has no bars where none is complete', () => {
    expect(barsOf(answer(okx(1, '0')))).toMatchObject({ count: 0, rows: [] })
  })

  it.each<[problem: string, document: unknown]>([
    ['expected rows, found an empty list', []],
    ['expected rows, found an empty list', answer()],
    [
      'expected an answer with code "0", found code "51000": Parameter instId error',
      { code: '51000', msg: 'Parameter instId error', data: [] },
    ],
    [
      'expected an answer with code "0", found code "50011": Too Many Requests',
      { msg: 'Too Many Requests', code: '50011' },
    ],
    ['expected a list of rows, or an answer of OKX with "data", found {"code":"0"}', { code: '0' }],
    ['expected a list of rows, or an answer of OKX with "data", found {"a":{…}}', { a: { b: 1 } }],
    [
      'expected a list of rows, or an answer of OKX with "data", found {"code":0,"data":[…]}',
      { code: 0, data: [1] },
    ],
    ['expected rows of OKX candles, mark candles or funding rates, or of CCXT, found 1', [1, 2]],
    ['expected rows of OKX candles, mark candles or funding rates, or of CCXT, found null', [null]],
    ['expected rows of OKX candles, mark candles or funding rates, or of CCXT, found []', [[]]],
    [
      'expected rows of OKX candles, mark candles or funding rates, or of CCXT, found [1,2,3,4,5]',
      [[1, 2, 3, 4, 5]],
    ],
    [
      'expected rows of OKX candles, mark candles or funding rates, or of CCXT, found [[…],{…}]',
      [[[1], {}]],
    ],
  ])('%s', (problem, document) => {
    expect(problemOf(document)).toBe(`a.json: ${problem}`)
  })

  it.each<[problem: string, row: unknown]>([
    ['expected 9 figures, found ["a"]', ['a']],
    ['expected 9 figures, found {"a":1}', { a: 1 }],
    ['time: expected milliseconds, found "x"', okx(2).with(0, 'x')],
    ['time: expected milliseconds, found null', okx(2).with(0, null)],
    ['open: expected a positive price, found "0"', okx(2).with(1, '0')],
    ['high: expected a positive price, found "-12"', okx(2).with(2, '-12')],
    ['low: expected a multiple of the tick 0.1, found "9.05"', okx(2).with(3, '9.05')],
    [
      'close: expected at most 2147483647 ticks of 0.1, found "300000000"',
      okx(2).with(4, '300000000'),
    ],
    ['close: expected a positive price, found [[…]]', okx(2).with(4, [[1]])],
    ['expected high at or above low, found it below', okx(2).with(2, '8')],
    ['expected open between low and high, found it outside', okx(2).with(1, '13')],
    ['expected close between low and high, found it outside', okx(2).with(4, '8.9')],
    ['confirm: expected "0" or "1", found "2"', okx(2, '2')],
    ['confirm: expected "0" or "1", found 0', okx(2, 0)],
  ])('%s', (problem, row) => {
    expect(problemOf(answer(okx(3), row, okx(1)))).toBe(`a.json, row 2: ${problem}`)
  })

  it.each<[problem: string, row: readonly unknown[]]>([
    [
      'close: expected a multiple of the tick 0.1, found 110143.15',
      ccxt(1, 2, 200000, 1, 110143.15),
    ],
    ['open: expected a positive price, found -1', ccxt(1, -1, 2, 1, 2)],
    ['open: expected a positive price, found 1e-7', ccxt(1, 1e-7, 2, 1, 2)],
    ['low: expected a positive price, found null', ccxt(1, 1, 2, null, 2)],
    ['time: expected milliseconds, found 1.5', [1.5, 1, 2, 1, 2, 0]],
  ])('%s', (problem, row) => {
    expect(problemOf([ccxt(0, 1, 2, 1, 2), row])).toBe(`a.json, row 2: ${problem}`)
  })

  it('says that a text is no JSON', () => {
    expect(problemOf('[[1,')).toMatch(/^a\.json: expected JSON, found what is none: .+/)
    expect(problemOf('')).toMatch(/^a\.json: expected JSON, found what is none: .+/)
  })

  it('shows what is deep, long or wide in a few characters', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    for (const text of [deep, `{"a":${deep}}`, `[${deep}]`, `["${'x'.repeat(1_000_000)}"]`])
      expect(problemOf(text).length).toBeLessThan(300)
    const wide = `[[${'1,'.repeat(500_000)}1]]`
    expect(problemOf(wide).length).toBeLessThan(300)
  })
})

describe('parseJson, funding', () => {
  const rows = (document: unknown) => {
    const parsed = right(parse(document))
    if (parsed.holds !== 'funding') throw new Error(parsed.name)
    return parsed.rows.map(({ timeMicros, rate: of, line }) => [
      (timeMicros / 1000 - NEW_YEAR) / 3_600_000,
      of,
      line,
    ])
  }

  it('takes the rate that was realized, in order of time', () => {
    expect(
      rows(answer(rate(16), rate(8, { realizedRate: '-0.0003' }), rate(0, { realizedRate: '' }))),
    ).toEqual([
      [0, '0.0002', 3],
      [8, '-0.0003', 2],
      [16, '0.0001', 1],
    ])
  })

  it('takes rows without an instrument or a realized rate, and snaps to the hour', () => {
    const bare = { fundingRate: '1e-4', fundingTime: String(NEW_YEAR + 5000) }
    expect(rows([bare])).toEqual([[0, '1e-4', 1]])
  })

  it.each<[problem: string, row: unknown]>([
    [
      'instId: expected BTC-USDT-SWAP in every row, found "ETH-USDT-SWAP"',
      rate(8, { instId: 'ETH-USDT-SWAP' }),
    ],
    ['expected fundingTime and fundingRate, found {"fundingTime":1}', { fundingTime: 1 }],
    ['realizedRate: expected a rate between -1 and 1, found "2"', rate(8, { realizedRate: '2' })],
    [
      'fundingRate: expected a rate between -1 and 1, found "x"',
      rate(8, { realizedRate: '', fundingRate: 'x' }),
    ],
    [
      'fundingTime: expected a time in milliseconds, found "yesterday"',
      rate(8, { fundingTime: 'yesterday' }),
    ],
  ])('%s', (problem, row) => {
    expect(problemOf(answer(rate(16), row, rate(0)))).toBe(`a.json, row 2: ${problem}`)
  })
})

describe('looksLikeJson', () => {
  it.each<[text: string, looks: boolean]>([
    ['[1]', true],
    ['{"a":1}', true],
    [' \r\n\t[', true],
    ['\uFEFF {', true],
    ['', false],
    ['  ', false],
    ['a,b', false],
    ['"a"', false],
  ])('%j: %s', (text, looks) => {
    expect(looksLikeJson(Buffer.from(text))).toBe(looks)
  })
})
