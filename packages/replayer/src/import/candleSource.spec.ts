import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { sourceLine } from '@gridledger/domain'
import { INSTRUMENT, NEW_YEAR } from '../../../../test/support/layoutSamples'
import { right } from '../../../../test/support/tapes'
import { parseCandles } from './candleFile'
import type { CandleTable } from './candleRow'
import { type CandleOrder, type CandlePart, gapsBetween, joinCandles } from './candleSource'
import { firstLine } from './csvBytes'
import { recognise } from './layouts'
import { tickScale } from './numbers'

const MINUTE = 60_000_000
const HEADER = 'ts_ms_utc,open,high,low,close'
const HEADER_OKX = 'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm'
const iso = (minute: number) =>
  new Date(NEW_YEAR + minute * 60_000).toISOString().replace('.000', '')

/** A file of bars at these minutes; the open says which minute it is. */
function part(name: string, ...minutes: readonly number[]): CandlePart {
  const rows = minutes.map(
    (minute) => `${NEW_YEAR + minute * 60_000},${Math.floor(minute) + 1},99,1,50`,
  )
  return partOf(name, [HEADER, ...rows, ''].join('\n'))
}

function partOf(name: string, text: string): CandlePart {
  const bytes = Buffer.from(text)
  const { layout, hasHeader, width } = right(recognise(firstLine(bytes)))
  if (layout.holds !== 'candles') throw new Error(layout.name)
  const table: CandleTable = { layout, hasHeader, width }
  const expected = { instrument: INSTRUMENT, scale: tickScale('1') }
  const rows = right(parseCandles(name, bytes, table, expected))
  const hash = createHash('sha256').update(bytes)
  return { path: `/data/${name}`, name, bytes, hash, layout: layout.name, rows, rowWord: 'line' }
}

const order = { intervalMicros: MINUTE, acceptGaps: false }
const problemOf = (files: readonly CandlePart[], changes: Partial<CandleOrder> = {}) => {
  const joined = joinCandles(files, { ...order, ...changes })
  return E.isLeft(joined) ? joined.left : 'no problem'
}

describe('joinCandles', () => {
  it('is the file itself where there is one', () => {
    const a = part('a.csv', 0, 1, 2)
    const { candles, lines, source, layout, intervalMicros } = right(joinCandles([a], order))
    expect([...candles.openTicks]).toEqual([1, 2, 3])
    expect([...lines]).toEqual([2, 3, 4])
    const sha256 = createHash('sha256').update(a.bytes).digest('hex')
    expect(source.file).toEqual({ file: 'a.csv', rows: 3, sha256 })
    expect([layout, intervalMicros]).toEqual(['plain candles', MINUTE])
  })

  it('puts files in order of time, each bar with the line and the file that it came from', () => {
    const rows = [2, 3, 4].map((minute) => {
      const confirm = minute === 4 ? 0 : 1
      return `${INSTRUMENT},${minute + 1},99,1,50,1,1,1,${NEW_YEAR + minute * 60_000},${confirm}`
    })
    const parts = [
      part('c.csv', 4, 5),
      part('a.csv', 0, 1),
      partOf('b.csv', [HEADER_OKX, ...rows].join('\n')),
    ]
    const [c, a, b] = parts
    for (const files of [
      [c!, a!, b!],
      [a!, b!, c!],
      [b!, c!, a!],
    ]) {
      const { candles, lines, source, layout } = right(joinCandles(files, order))
      expect([...candles.openTicks]).toEqual([1, 2, 3, 4, 5, 6])
      expect([...candles.openTimeMicros]).toEqual(
        [0, 1, 2, 3, 4, 5].map((k) => NEW_YEAR * 1000 + k * MINUTE),
      )
      expect([...lines].map((line) => sourceLine(source.file, line))).toEqual([
        { file: 'a.csv', line: 2 },
        { file: 'a.csv', line: 3 },
        { file: 'b.csv', line: 2 },
        { file: 'b.csv', line: 3 },
        { file: 'c.csv', line: 2 },
        { file: 'c.csv', line: 3 },
      ])
      const whole = Buffer.concat([a!.bytes, b!.bytes, c!.bytes])
      expect(source.file).toMatchObject({
        file: 'a.csv',
        rows: 6,
        sha256: createHash('sha256').update(whole).digest('hex'),
        parts: [
          { file: 'a.csv', lines: 3 },
          { file: 'b.csv', lines: 4 },
          { file: 'c.csv', lines: 3 },
        ],
      })
      expect(layout).toBe('plain candles, OKX bulk candles')
    }
  })

  it.each<[problem: string, files: readonly CandlePart[]]>([
    ['/data/b.csv: expected candles, found none', [part('a.csv', 0, 1), part('b.csv')]],
    [
      `/data/a.csv, line 3: expected a later bar, found ${iso(0)} a second time`,
      [part('a.csv', 0, 0)],
    ],
    [
      `/data/a.csv, line 4: expected a bar after ${iso(1)}, found ${iso(0)}: time goes backwards`,
      [part('a.csv', 0, 1, 0)],
    ],
    [
      `/data/a.csv, line 4: expected the bar of ${iso(2)}, found ${iso(3)}: a gap, or another interval`,
      [part('a.csv', 0, 1, 3)],
    ],
    [
      `/data/b.csv, line 2: expected the bar of ${iso(2)}, found ${iso(3)}: a gap, or another interval`,
      [part('b.csv', 3, 4), part('a.csv', 0, 1)],
    ],
    [
      `/data/b.csv, line 2: expected a later bar, found ${iso(1)} a second time; the file overlaps with /data/a.csv`,
      [part('a.csv', 0, 1), part('b.csv', 1, 2)],
    ],
    [
      `/data/b.csv, line 2: expected a bar after ${iso(2)}, found ${iso(1)}: time goes backwards; the file overlaps with /data/a.csv`,
      [part('b.csv', 1, 2, 3), part('a.csv', 0, 1, 2)],
    ],
    [
      `/data/a.csv, line 2: expected a bar after ${iso(1)}, found ${iso(0)}: time goes backwards; the file overlaps with /data/a.csv`,
      [part('a.csv', 0, 1), part('a.csv', 0, 1)],
    ],
    [
      `/data/a.csv, line 2: expected a time on the interval, found ${iso(0.5)}`,
      [part('a.csv', 0.5, 1.5)],
    ],
  ])('%s', (problem, files) => {
    expect(problemOf(files)).toBe(problem)
  })

  it('finds the interval between the first two bars', () => {
    const found = right(joinCandles([part('a.csv', 0, 15, 30)], { ...order, intervalMicros: null }))
    expect(found.intervalMicros).toBe(15 * MINUTE)
    const one = '/data/a.csv: expected an interval, or two bars that show it, found one bar'
    expect(problemOf([part('a.csv', 0)], { intervalMicros: null })).toBe(one)
  })

  it.each<[problem: string, minutes: readonly number[]]>([
    [`line 3: expected a bar after ${iso(2)}, found ${iso(1)}: time goes backwards`, [2, 1, 0]],
    [`line 3: expected a later bar, found ${iso(0)} a second time`, [0, 0, 0]],
    [
      `line 4: expected the bar of ${iso(4)}, found ${iso(3)}: another interval, or a time that is not on it`,
      [0, 2, 3],
    ],
  ])('finds none where the order is wrong: %s', (problem, minutes) => {
    for (const acceptGaps of [false, true])
      expect(problemOf([part('a.csv', ...minutes)], { intervalMicros: null, acceptGaps })).toBe(
        `/data/a.csv, ${problem}`,
      )
  })

  it('accepts gaps that are told to be fine, of whole bars', () => {
    const accept = { ...order, acceptGaps: true }
    const files = [part('b.csv', 10, 11), part('a.csv', 0, 1, 3)]
    const source = right(joinCandles(files, accept))
    expect(source.candles.count).toBe(5)
    expect(gapsBetween(source, 0, 4)).toEqual({ count: 2, longestMicros: 6 * MINUTE })
    expect(gapsBetween(source, 0, 2)).toEqual({ count: 1, longestMicros: MINUTE })
    expect(gapsBetween(source, 0, 1)).toBeNull()
    expect(gapsBetween(source, 3, 4)).toBeNull()
    expect(problemOf([part('a.csv', 0, 1.5)], accept)).toBe(
      `/data/a.csv, line 3: expected the bar of ${iso(1)}, found ${iso(1.5)}: another interval, or a time that is not on it`,
    )
    expect(problemOf([part('a.csv', 0, 2, 2)], accept)).toBe(
      `/data/a.csv, line 4: expected a later bar, found ${iso(2)} a second time`,
    )
  })

  it('counts a bar that was left out as missing, where it is not the last', () => {
    const row = (minute: number, confirm: number) =>
      `${INSTRUMENT},1,99,1,50,1,1,1,${NEW_YEAR + minute * 60_000},${confirm}`
    const text = [HEADER_OKX, row(0, 1), row(1, 0), row(2, 1)].join('\n')
    expect(problemOf([partOf('a.csv', text)])).toBe(
      `/data/a.csv, line 4: expected the bar of ${iso(1)}, found ${iso(2)}: a gap, or another interval`,
    )
  })
})
