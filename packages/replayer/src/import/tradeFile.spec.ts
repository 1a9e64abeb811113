import * as E from 'fp-ts/Either'
import * as fc from 'fast-check'
import { suiteFolder } from '../../../../test/support/files'
import { INSTRUMENT, LAYOUT_SAMPLES, NEW_YEAR } from '../../../../test/support/layoutSamples'
import { right } from '../../../../test/support/tapes'
import { LONGEST_LINE } from './csvBytes'
import { tickScale } from './numbers'
import type { TradeBatch } from './tradeBatch'
import { readTrades, tradeParser } from './tradeFile'
import type { TradeReading } from './tradeRow'
import { newReading } from './tradeSource'

const HEADER = 'instrument_name,trade_id,side,price,size,created_time'
const folder = suiteFolder()

/** A trade: its id, milliseconds after the new year, price. */
type Row = readonly [id: number | string, after: number | string, price: number | string]

function tradeCsv(...rows: readonly Row[]): string {
  const lines = rows.map(([id, after, price]) => {
    const time = typeof after === 'number' ? NEW_YEAR + after : after
    return `${INSTRUMENT},${id},buy,${price},1,${time}`
  })
  return [HEADER, ...lines, ''].join('\n')
}

const reading = (acceptGaps = false): TradeReading =>
  newReading({ instrument: INSTRUMENT, scale: tickScale('0.1') }, acceptGaps)

interface Parsed {
  readonly times: readonly number[]
  readonly lines: readonly number[]
  readonly ticks: readonly number[]
  readonly gaps: readonly number[]
  readonly problem: string | null
}

/** The line of each trade. */
const linesOf = ({ count, firstLine }: TradeBatch) =>
  Array.from({ length: count }, (_, row) => firstLine + row)

/** What a parser makes of a file that comes in pieces cut before these places. */
function parsed(text: string | Buffer, cuts: readonly number[], of = reading()): Parsed {
  const bytes = Buffer.from(text)
  const parser = tradeParser('a.csv', of)
  const borders = [0, ...cuts, bytes.length]
  const read = [...borders.slice(1).entries()].flatMap(([index, to]) =>
    parser.hasFailed() ? [] : [...parser.take(bytes.subarray(borders[index], to))],
  )
  if (!parser.hasFailed()) read.push(...parser.finish())
  const whole = { times: [], lines: [], ticks: [], gaps: [], problem: null }
  return read.reduce<Parsed>((before, batch) => {
    if (E.isLeft(batch)) return { ...before, problem: batch.left }
    const { times, ticks, gaps } = batch.right
    return {
      times: [...before.times, ...times],
      lines: [...before.lines, ...linesOf(batch.right)],
      ticks: [...before.ticks, ...ticks],
      gaps: [...before.gaps, ...gaps.map((row) => row + before.times.length)],
      problem: before.problem,
    }
  }, whole)
}

const problemOf = (text: string, of = reading()) => parsed(text, [], of).problem

describe('tradeParser', () => {
  const good = tradeCsv([7, 0, '100.1'], [8, 0, 100], [9, 3, '99.9'])

  it('gives times in microseconds, prices in ticks and the line of each', () => {
    expect(parsed(good, [])).toEqual({
      times: [0, 0, 3].map((after) => (NEW_YEAR + after) * 1000),
      lines: [2, 3, 4],
      ticks: [1001, 1000, 999],
      gaps: [],
      problem: null,
    })
  })

  const texts = [
    ...LAYOUT_SAMPLES.filter(({ holds }) => holds === 'trades').map(({ text }) => text),
    `\uFEFF${good.replaceAll('\n', '\r\n')}\r\n`,
    good.trimEnd(),
    tradeCsv([7, 0, '100.1'], [8, 0, 'x']),
    tradeCsv([7, 0, '100.1'], [9, 0, 1]),
    good.replace('\n', '\n\n'),
    'no,such,layout\n1,2,3\n',
    '\n\n',
    '',
  ]
  it.each(texts)('reads the same wherever its bytes are cut: %j', (text) => {
    const { length } = Buffer.from(text)
    const whole = parsed(text, [])
    for (let cut = 0; cut <= length; cut += 1) expect(parsed(text, [cut])).toEqual(whole)
    expect(
      parsed(
        text,
        Array.from({ length }, (_, index) => index),
      ),
    ).toEqual(whole)
    const places = fc.array(fc.nat({ max: length }), { maxLength: 12 })
    fc.assert(
      fc.property(places, (cuts) => {
        expect(
          parsed(
            text,
            cuts.sort((a, b) => a - b),
          ),
        ).toEqual(whole)
      }),
    )
  })

  it.each<[problem: string, rows: readonly Row[]]>([
    [
      'line 3: expected a later trade, found trade 7 a second time',
      [
        [7, 0, 1],
        [7, 0, 1],
      ],
    ],
    [
      'line 3: expected a trade after 7, found 6',
      [
        [7, 0, 1],
        [6, 1, 1],
      ],
    ],
    [
      'line 3: expected trade 8, found 9 (1 are missing): a gap',
      [
        [7, 0, 1],
        [9, 1, 1],
      ],
    ],
    [
      'line 4: expected trade 9, found 5000009 (5000000 are missing): a gap',
      [
        [7, 0, 1],
        [8, 0, 1],
        [5000009, 1, 1],
      ],
    ],
    [
      'line 3: expected a trade at or after 2025-01-01T00:00:00.005000Z, found 2025-01-01T00:00:00.004000Z: time goes backwards',
      [
        [7, 5, 1],
        [8, 4, 1],
      ],
    ],
    ['line 2: price: expected a positive price, found "0"', [[7, 0, 0]]],
    ['line 2: price: expected a positive price, found "-1"', [[7, 0, -1]]],
    ['line 2: price: expected a positive price, found ""', [[7, 0, '']]],
    ['line 2: price: expected a positive price, found "1e5"', [[7, 0, '1e5']]],
    ['line 2: price: expected a multiple of the tick 0.1, found "1.05"', [[7, 0, '1.05']]],
    [
      'line 2: price: expected at most 2147483647 ticks of 0.1, found "300000000"',
      [[7, 0, 300_000_000]],
    ],
    ['line 2: trade_id: expected a whole number, found "7.5"', [['7.5', 0, 1]]],
    ['line 2: trade_id: expected a whole number, found ""', [['', 0, 1]]],
    [
      'line 2: trade_id: expected a whole number, found "9007199254740993"',
      [['9007199254740993', 0, 1]],
    ],
    ['line 2: created_time: expected milliseconds, found "yesterday"', [[7, 'yesterday', 1]]],
    [
      'line 2: created_time: expected milliseconds, found "1735689600000000"',
      [[7, '1735689600000000', 1]],
    ],
    ['line 2: expected 6 fields, found "BTC-USDT-SWAP,7,buy,1,5,1,1735689600000"', [[7, 0, '1,5']]],
  ])('%s', (problem, rows) => {
    expect(problemOf(tradeCsv(...rows))).toBe(`a.csv, ${problem}`)
  })

  it.each<[problem: string, change: (text: string) => string]>([
    [
      'line 3: instrument_name: expected BTC-USDT-SWAP in every row, found "ETH-USDT-SWAP"',
      (text) => text.replace(`\n${INSTRUMENT},8`, '\nETH-USDT-SWAP,8'),
    ],
    [
      'line 3: expected 6 fields, found ""',
      (text) => text.replace(`\n${INSTRUMENT},8`, `\n\n${INSTRUMENT},8`),
    ],
    ['line 5: expected 6 fields, found ""', (text) => `${text}\n\n`],
    [
      'line 4: expected 6 fields, found "BTC-USDT-SWAP,9,buy"',
      (text) => text.slice(0, text.indexOf(',99.9')),
    ],
    [
      'line 5: instrument_name: expected BTC-USDT-SWAP in every row, found "instrument_name"',
      (text) => text + text,
    ],
  ])('%s', (problem, change) => {
    expect(problemOf(change(good))).toBe(`a.csv, ${problem}`)
  })

  it('has no rows where there is a header alone', () => {
    expect(parsed(HEADER, [])).toMatchObject({ times: [], problem: null })
    expect(parsed(`${HEADER}\n`, [])).toMatchObject({ times: [], problem: null })
  })

  it('accepts ids that are missing where it is told to, and says where', () => {
    const text = tradeCsv([7, 0, 1], [9, 5, 1], [10, 5, 1], [20, 9, 1])
    expect(parsed(text, [], reading(true))).toMatchObject({ gaps: [1, 3], problem: null })
    expect(problemOf(tradeCsv([7, 0, 1], [6, 5, 1]), reading(true))).toMatch(
      /expected a trade after 7/,
    )
  })

  it('goes on from one file to the next: lines, ids and times', () => {
    const of = reading()
    expect(parsed(good, [], of).problem).toBeNull()
    expect(parsed(tradeCsv([10, 3, 1], [11, 4, 1]), [], of).lines).toEqual([6, 7])
    expect(problemOf(tradeCsv([11, 4, 1]), of)).toBe(
      'a.csv, line 2: expected a later trade, found trade 11 a second time; the file overlaps with a.csv',
    )
    const late = reading()
    parsed(good, [], late)
    expect(problemOf(tradeCsv([10, 3, 1], [11, 4, 1], [11, 4, 1]), late)).toBe(
      'a.csv, line 4: expected a later trade, found trade 11 a second time',
    )
    const gap = reading()
    parsed(good, [], gap)
    expect(problemOf(tradeCsv([12, 4, 1]), gap)).toBe(
      'a.csv, line 2: expected trade 10, found 12 (2 are missing): a gap',
    )
  })

  it('gives batches of a bounded size, with every trade', () => {
    const parser = tradeParser('a.csv', reading())
    const price = (id: number) => 1 + (id % 977)
    const rows = Array.from({ length: 300_000 }, (_, id) => id)
    const text = rows.map((id) => `${id},${price(id)},1,1,1,${NEW_YEAR + id},true\n`).join('')
    const read = [...parser.take(Buffer.from(text)), ...parser.finish()].map(right)
    expect(read.map(({ count }) => count)).toEqual([131_072, 131_072, 37_856])
    const holds = (column: (batch: TradeBatch) => Iterable<number>, of: (id: number) => number) => {
      const found = read.flatMap((batch) => [...column(batch)])
      return found.length === rows.length && found.every((number, id) => number === of(id))
    }
    expect([
      holds(linesOf, (id) => id + 1),
      holds(
        ({ times }) => times,
        (id) => (NEW_YEAR + id) * 1000,
      ),
      holds(
        ({ ticks }) => ticks,
        (id) => price(id) * 10,
      ),
    ]).toEqual([true, true, true])
  })

  it('does not gather up what has no line breaks', () => {
    const long = Buffer.alloc(LONGEST_LINE + 1, 'x')
    expect(parsed(long, []).problem).toMatch(/^a\.csv, line 1: expected one of these layouts/)
    const tail = Buffer.concat([Buffer.from(good), long])
    const cuts = Array.from({ length: 99 }, (_, index) => good.length + index * 40)
    expect(parsed(tail, cuts).problem).toBe(
      `a.csv, line 5: expected a line of at most ${LONGEST_LINE} bytes, found a longer one`,
    )
  })
})

describe('readTrades', () => {
  it('reads a file and shows its bytes', async () => {
    const path = folder.write('a.csv', tradeCsv([7, 0, 1], [8, 0, 1]))
    const seen: number[] = []
    for await (const batch of readTrades(path, reading(), (bytes) => seen.push(bytes.length)))
      expect(right(batch).count).toBe(2)
    expect(seen).toEqual([tradeCsv([7, 0, 1], [8, 0, 1]).length])
  })

  it.each([
    [
      'a file of candles',
      'ts_ms_utc,open,high,low,close\n',
      ': expected trades, found plain candles',
    ],
    ['a missing file', null, ': expected a file, found none'],
    ['an empty file', '', ': expected data, found an empty file'],
    [
      'text in UTF-16',
      Buffer.from(`\uFEFF${HEADER}\n`, 'utf16le'),
      /, line 1: expected one of these layouts, found "/,
    ],
    [
      'a picture',
      Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
      /, line 1: expected one of these layouts, found "/,
    ],
  ])('refuses %s', async (_name, content, problem) => {
    const path = content === null ? `${folder.path}/no` : folder.write('b.csv', content)
    const lefts: string[] = []
    for await (const batch of readTrades(path, reading(), () => undefined))
      lefts.push(right(E.swap(batch)))
    expect(lefts).toHaveLength(1)
    const [left = ''] = lefts
    expect(left.startsWith(path)).toBe(true)
    if (typeof problem === 'string') expect(left).toBe(path + problem)
    else expect(left).toMatch(problem)
  })
})
