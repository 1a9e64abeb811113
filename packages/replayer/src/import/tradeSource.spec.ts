import { createHash } from 'node:crypto'
import { utimesSync, writeFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { sourceLine } from '@gridledger/domain'
import { suiteFolder } from '../../../../test/support/files'
import { readFiles, refusalOf, tapeOf, tickRows } from '../../../../test/support/importing'
import { INSTRUMENT, NEW_YEAR } from '../../../../test/support/layoutSamples'
import { right } from '../../../../test/support/tapes'
import { isoTime } from '@gridledger/projections'
import type { TradeSource } from './tradeSource'

const START = NEW_YEAR * 1000
const SECOND = 1_000_000
const HEADER = 'instrument_name,trade_id,side,price,size,created_time'
const folder = suiteFolder()
const at = (seconds: number) => START + seconds * SECOND
const iso = (seconds: number) => isoTime(at(seconds))

/** Trades from an id on, each so many seconds after the start; the price is 100 USDT and its id in ticks. */
function csv(firstId: number, ...seconds: readonly number[]): string {
  const rows = seconds.map((after, index) => {
    const id = firstId + index
    return `${INSTRUMENT},${id},buy,${(1000 + id) / 10},1,${NEW_YEAR + after * 1000}`
  })
  return [HEADER, ...rows, ''].join('\n')
}

const file = (name: string, ...of: Parameters<typeof csv>) => folder.write(name, csv(...of))
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const tradesOf = async (...of: Parameters<typeof readFiles>): Promise<TradeSource> => {
  const { prices } = right(await readFiles(...of))
  if ('batches' in prices) return prices
  throw new Error(`trades expected, found ${prices.layout}`)
}

describe('surveyTrades', () => {
  const a = file('a.csv', 1, 0, 10, 10, 20)
  const b = file('b.csv', 5, 20, 30)
  const c = file('c.csv', 7, 90, 100, 110)

  it('says what a file holds', async () => {
    const {
      source,
      firstMicros,
      lastMicros,
      firstTicks,
      lowTicks,
      highTicks,
      count,
      gaps,
      layout,
    } = await tradesOf({ prices: [a] })
    expect(source).toEqual({ file: 'a.csv', rows: 4, sha256: sha256(csv(1, 0, 10, 10, 20)) })
    expect([firstMicros, lastMicros]).toEqual([at(0), at(20)])
    expect([firstTicks, lowTicks, highTicks, count, gaps]).toEqual([1001, 1001, 1004, 4, null])
    expect(layout).toBe('OKX bulk trades')
  })

  it('reads several files in any order as one, each trade with its file and line', async () => {
    const expected = [
      [0, 1001, 'a.csv', 2],
      [10, 1002, 'a.csv', 3],
      [10, 1003, 'a.csv', 4],
      [20, 1004, 'a.csv', 5],
      [20, 1005, 'b.csv', 2],
      [30, 1006, 'b.csv', 3],
      [90, 1007, 'c.csv', 2],
      [100, 1008, 'c.csv', 3],
      [110, 1009, 'c.csv', 4],
    ]
    for (const prices of [
      [a, b, c],
      [c, a, b],
      [b, c, a],
    ]) {
      const { source } = await tradesOf({ prices })
      const rows = await tickRows(await tapeOf({ prices }))
      expect(
        rows.map(([time, line, ticks]) => {
          const { file: name, line: own } = sourceLine(source, line)
          return [(time - START) / SECOND, ticks, name, own]
        }),
      ).toEqual(expected)
      expect(source).toMatchObject({
        file: 'a.csv',
        rows: 9,
        parts: [
          { file: 'a.csv', lines: 5, sha256: sha256(csv(1, 0, 10, 10, 20)) },
          { file: 'b.csv', lines: 3 },
          { file: 'c.csv', lines: 4 },
        ],
      })
    }
  })

  it.each<[from: number | null, to: number | null, first: number, last: number]>([
    [null, null, 0, 110],
    [0, 110, 0, 110],
    [0, 100, 0, 100],
    [0, 99, 0, 100],
    [5, 20, 10, 20],
    [10, 15, 10, 20],
    [21, 91, 30, 100],
    [-60, 110, 0, 110],
    [0, 170, 0, 110],
    [null, 30, 0, 30],
    [90, null, 90, 110],
  ])('from %p to %p s: trades of %d to %d s', async (from, to, first, last) => {
    const span = {
      fromMicros: from === null ? null : at(from),
      toMicros: to === null ? null : at(to),
    }
    const tape = await tapeOf({ prices: [a, b, c] }, span)
    const rows = await tickRows(tape)
    expect(rows[0]![0]).toBe(at(first))
    expect(rows.at(-1)![0]).toBe(at(last))
    expect(tape.ticks.count).toBe(rows.length)
    const ticks = rows.map(([, , price]) => price)
    expect([tape.lowTicks, tape.highTicks]).toEqual([Math.min(...ticks), Math.max(...ticks)])
    expect(tape.ticks.firstTicks).toBe(ticks[0])
    expect(tape.startMicros).toBe(at(first))
    expect(tape.sealed).toMatchObject({ timeMicros: at(last), data: { ticks: rows.length } })
  })

  it('ends with the first trade of a millisecond, and begins with the first', async () => {
    const span = { fromMicros: at(10), toMicros: at(20) }
    const rows = await tickRows(await tapeOf({ prices: [a, b] }, span))
    expect(rows.map(([, line]) => line)).toEqual([3, 4, 5])
  })

  it.each<[problem: string, from: number, to: number]>([
    [
      `start: expected trades from ${iso(-61)} on in a.csv, b.csv, c.csv, found the first at ${iso(0)}`,
      -61,
      50,
    ],
    [
      `end: expected trades up to ${iso(171)} in a.csv, b.csv, c.csv, found the last at ${iso(110)}`,
      0,
      171,
    ],
    [`start: expected a time with trades in a.csv, b.csv, c.csv, found ${iso(111)}`, 111, 120],
    [
      'end: expected a time after 2025-01-01T00:01:30Z, the first trade of the span in a.csv, b.csv, c.csv, found 2025-01-01T00:01:30Z',
      31,
      90,
    ],
    [
      'end: expected a time after 2025-01-01T00:01:40Z, the first trade of the span in a.csv, b.csv, c.csv, found 2025-01-01T00:00:30Z',
      91,
      30,
    ],
  ])('%s', async (problem, from, to) => {
    const span = { fromMicros: at(from), toMicros: at(to) }
    expect(await refusalOf({ prices: [a, b, c] }, span)).toBe(problem)
  })

  it('refuses a file with a header alone, one trade alone, and files that overlap', async () => {
    const none = folder.write('none.csv', `${HEADER}\n`)
    expect(await refusalOf({ prices: [a, none] })).toBe(
      `${none}: expected trades after the header, found none`,
    )
    expect(await refusalOf({ prices: [file('one.csv', 1, 0)] })).toBe(
      'end: expected at least two trades in one.csv, found one',
    )
    expect(await refusalOf({ prices: [a, a] })).toBe(
      `${a}, line 2: expected a trade after 4, found 1; the file overlaps with ${a}`,
    )
    const late = file('late.csv', 4, 20, 30)
    expect(await refusalOf({ prices: [late, a] })).toBe(
      `${late}, line 2: expected a later trade, found trade 4 a second time; the file overlaps with ${a}`,
    )
  })

  it('refuses a gap between files, and accepts it where it is told to', async () => {
    expect(await refusalOf({ prices: [c, a] })).toBe(
      `${c}, line 2: expected trade 5, found 7 (2 are missing): a gap`,
    )
    const accepted = { prices: [c, a], acceptGaps: true }
    const gaps = { count: 1, longestMicros: 70 * SECOND }
    expect((await tradesOf(accepted)).gaps).toEqual(gaps)
    const [opened] = (await tapeOf(accepted)).opening
    expect(opened).toMatchObject({ type: 'TapeOpened', data: { gaps, trades: { file: 'a.csv' } } })
    const [whole] = (await tapeOf({ prices: [a, b, c], acceptGaps: true })).opening
    expect(whole!.data).not.toHaveProperty('gaps')
    const after = { fromMicros: at(90), toMicros: null }
    expect((await tradesOf(accepted, after)).gaps).toBeNull()
  })

  it('counts the gaps within a span alone', async () => {
    const rows = csv(1, 0, 10).trimEnd() + csv(5, 20, 30).slice(HEADER.length)
    const path = folder.write('gap.csv', rows.trimEnd() + csv(9, 70, 80).slice(HEADER.length))
    const gapsOf = async (from: number, to: number) =>
      (
        await tradesOf(
          { prices: [path], acceptGaps: true },
          { fromMicros: at(from), toMicros: at(to) },
        )
      ).gaps
    expect(await gapsOf(0, 80)).toEqual({ count: 2, longestMicros: 40 * SECOND })
    expect(await gapsOf(0, 30)).toEqual({ count: 1, longestMicros: 10 * SECOND })
    expect(await gapsOf(20, 30)).toBeNull()
    expect(await gapsOf(30, 80)).toEqual({ count: 1, longestMicros: 40 * SECOND })
  })

  it('gives its ticks as often as is asked', async () => {
    const tape = await tapeOf({ prices: [a, b] })
    const rows = await tickRows(tape)
    expect(rows).toHaveLength(6)
    expect(await tickRows(tape)).toEqual(rows)
  })

  it('reads a file again that was touched, and not one that lies as it lay', async () => {
    const path = file('touched.csv', 1, 0, 10, 10, 20)
    const readings = async (touch: boolean) => {
      const { batches } = await tradesOf({ prices: [path] })
      if (touch) utimesSync(path, 0, 0)
      const seen: string[] = []
      for await (const batch of batches((of) => seen.push(of))) expect(right(batch).count).toBe(4)
      return seen
    }
    expect(await readings(false)).toEqual([])
    expect(await readings(true)).toEqual([path])
  })

  it('gives passing ticks in the same columns, one batch after the other', async () => {
    const { batches } = await tradesOf({ prices: [a, b, c], acceptGaps: true })
    const rows: (readonly number[])[] = []
    const buffers = new Set<unknown>()
    for await (const batch of batches(undefined, true)) {
      const { count, columns } = right(batch)
      const [times = [], lines = [], ticks = []] = columns
      for (let row = 0; row < count; row += 1) rows.push([times[row]!, lines[row]!, ticks[row]!])
      buffers.add(columns[2]!.buffer)
    }
    expect(rows).toEqual(await tickRows(await tapeOf({ prices: [a, b, c], acceptGaps: true })))
    expect(buffers.size).toBe(1)
  })
})

describe('a file that is changed between the two readings', () => {
  const changes: readonly (readonly [
    name: string,
    change: (text: string) => string,
    problem: RegExp,
  ])[] = [
    [
      'another price',
      (text) => text.replace(',100.2,', ',100.3,'),
      /found another content: it was changed meanwhile$/,
    ],
    [
      'another time',
      (text) => text.replace(`${NEW_YEAR + 20_000}`, `${NEW_YEAR + 20_001}`),
      /changed meanwhile$/,
    ],
    [
      'trades more',
      (text) => `${text}${INSTRUMENT},5,buy,1,1,${NEW_YEAR + 30_000}\n`,
      /changed meanwhile$/,
    ],
    ['trades fewer', (text) => text.slice(0, text.lastIndexOf(INSTRUMENT)), /changed meanwhile$/],
    ['no trades', () => `${HEADER}\n`, /changed meanwhile$/],
    [
      'a bad row',
      (text) => text.replace(',100.2,', ',0,'),
      /, line 3: price: expected a positive price, found "0"$/,
    ],
    ['nothing at all', () => '', /: expected data, found an empty file$/],
  ]
  it.each(changes)('%s: nothing of it is given', async (_name, change, problem) => {
    const text = csv(1, 0, 10, 10, 20)
    const path = folder.write('changing.csv', text)
    // A change within the same moment and to the same length is one that no file shows.
    utimesSync(path, 0, 0)
    const { batches } = await tradesOf({ prices: [path] })
    writeFileSync(path, change(text))
    const read: unknown[] = []
    let left = ''
    for await (const batch of batches()) {
      if (E.isLeft(batch)) left = batch.left
      else read.push(batch.right)
    }
    expect(read).toEqual([])
    expect(left.startsWith(path)).toBe(true)
    expect(left).toMatch(problem)
  })
})
