import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP, type DenseBatch, canonicalText, encodeEvent } from '@gridledger/domain'
import { type Bar, candleCsv, fundingCsv, right, tapeSource } from '../../../../test/support/tapes'
import { allTicks } from '../season/simulateSeason'
import type { TapeSpan } from './spanPrices'
import { type Tape, makeTape, tapeStreams } from './tape'

const MINUTE = 60_000_000
/** 2025-01-01T00:00:00Z. */
const START = 1_735_689_600_000_000
const minutes = (count: number) => START + count * MINUTE

/** Bar k opens at 100 + k: the low is nearer to the open than the high, so that it comes first. */
const bar = (k: number): Bar => [100 + k, 100.9 + k, 99.5 + k, 100.2 + k]
const TEN = Array.from({ length: 10 }, (_, k) => bar(k))
const CSV = candleCsv(START, TEN)

const span = (from: number, to: number, candlePath = 'nearest'): TapeSpan => {
  return { fromMicros: minutes(from), toMicros: minutes(to), candlePath }
}
type Texts = Parameters<typeof tapeSource>[0]
const tapeOf = (texts: Partial<Texts> = {}, of: TapeSpan = span(2, 5)): Tape => {
  return right(makeTape(tapeSource({ candles: CSV, ...texts }), of))
}
const leftOf = (of: TapeSpan, texts: Partial<Texts> = {}) => {
  const tape = makeTape(tapeSource({ candles: CSV, ...texts }), of)
  return E.isLeft(tape) ? tape.left : 'no error'
}

/** Rows of a dense batch: minutes since the start, row of the file, price in USDT. */
function rowsOf(batch: DenseBatch | null): readonly (readonly number[])[] {
  const [times = [], rows = [], prices = []] = batch?.columns.map((column) => [...column]) ?? []
  expect(times).toHaveLength(batch?.count ?? 0)
  return times.map((time, row) => [(time - START) / MINUTE, rows[row]!, prices[row]! / 10])
}

/** The same of a tape's ticks. */
const tickRows = async (tape: Tape) => rowsOf((await allTicks(tape)).batch)

const ALMOST = 1 - 1 / MINUTE

describe('makeTape: ticks', () => {
  it('are four a bar, at 0, 1/4, 1/2 and the interval less 1 µs, and the open of the end bar', async () => {
    expect(await tickRows(tapeOf({}, span(2, 4)))).toEqual([
      // The bar of minute 2 stands on line 4 of the file.
      [2, 4, 102],
      [2.25, 4, 101.5],
      [2.5, 4, 102.9],
      [2 + ALMOST, 4, 102.2],
      [3, 5, 103],
      [3.25, 5, 102.5],
      [3.5, 5, 103.9],
      [3 + ALMOST, 5, 103.2],
      [4, 6, 104],
    ])
  })

  it.each<[path: string, bar: Bar, prices: readonly number[]]>([
    ['nearest', [100, 103, 98, 101], [100, 98, 103, 101]],
    ['nearest', [100, 102, 97, 101], [100, 102, 97, 101]],
    // As near on both sides: only a strictly smaller way puts the high first.
    ['nearest', [100, 102, 98, 101], [100, 98, 102, 101]],
    ['nearest', [100, 100, 98, 99], [100, 100, 98, 99]],
    ['high-first', [100, 103, 98, 101], [100, 103, 98, 101]],
    ['low-first', [100, 102, 97, 101], [100, 97, 102, 101]],
  ])('%s makes of %j %j', async (path, figures, prices) => {
    const candles = candleCsv(START, [figures, [101, 101, 101, 101]])
    const rows = await tickRows(tapeOf({ candles }, span(0, 1, path)))
    expect(rows.map(([, , price]) => price)).toEqual([...prices, 101])
  })

  it('come in batches of many bars, which together are all', async () => {
    const many = Array.from({ length: 70_000 }, (_, k) => bar(k % 50))
    const all = { fromMicros: null, toMicros: null, candlePath: 'nearest' }
    const { ticks, lowTicks, highTicks } = tapeOf({ candles: candleCsv(START, many) }, all)
    const counts: number[] = []
    const passing: number[] = []
    for await (const batch of ticks.batches(undefined, true)) {
      const { count, columns } = right(batch)
      counts.push(count)
      for (const price of columns[2]!) passing.push(price)
    }
    expect(counts).toEqual([131_072, 131_072, 69_999 * 4 + 1 - 2 * 131_072])
    const fresh: number[] = []
    const kept: DenseBatch[] = []
    for await (const batch of ticks.batches()) kept.push(right(batch))
    for (const { columns } of kept) for (const price of columns[2]!) fresh.push(price)
    expect(fresh).toEqual(passing)
    expect(fresh).toHaveLength(ticks.count)
    expect([ticks.firstTicks, lowTicks, highTicks]).toEqual([1000, 995, 1499])
    expect(fresh.slice(16_384, 16_388)).toEqual([1460, 1455, 1469, 1462])
    expect(fresh.slice(131_072, 131_076)).toEqual([1180, 1175, 1189, 1182])
  })

  it('of a seeded path depend on the seed and the bar’s time, not on where the tape begins', async () => {
    const later = await tickRows(tapeOf({}, span(3, 9, 'seeded:7')))
    const whole = await tickRows(tapeOf({}, span(0, 9, 'seeded:7')))
    expect(whole.slice(3 * 4)).toEqual(later)
    const orders = new Set<string>()
    for (const path of ['seeded:1', 'seeded:2', 'seeded:3', 'seeded:4']) {
      orders.add(JSON.stringify(await tickRows(tapeOf({}, span(0, 9, path)))))
    }
    expect(orders.size).toBeGreaterThan(1)
  })

  it('are of bars as long as the file’s interval', async () => {
    const intervalMicros = 15 * MINUTE
    const candles = candleCsv(START, TEN, intervalMicros)
    const rows = await tickRows(tapeOf({ candles, intervalMicros }, span(15, 30)))
    expect(rows.map(([minute]) => minute)).toEqual([15, 18.75, 22.5, 30 - 1 / MINUTE, 30])
  })

  it.each<[name: string, from: number, first: number]>([
    ['on a bar: that one', 2, 2],
    ['between two bars: the next', 2.1, 3],
    ['a microsecond after one: the next', 2 + 1 / MINUTE, 3],
  ])('begin at a start %s', async (_, from, first) => {
    const tape = tapeOf({}, span(from, 5))
    expect(tape.startMicros).toBe(minutes(first))
    expect((await tickRows(tape))[0]).toEqual([first, first + 2, 100 + first])
    expect(tape.ticks.count).toBe((5 - first) * 4 + 1)
  })

  it('may use the first and the last bar of the file', () => {
    expect(tapeOf({}, span(0, 9)).ticks.count).toBe(9 * 4 + 1)
  })

  it('say what they come from', async () => {
    const { batch } = await allTicks(tapeOf({ file: 'some.csv' }))
    expect(batch).toMatchObject({ kind: 'dense', type: 'PriceTicked', causeStream: 'some.csv' })
  })
})

describe('makeTape: how its ticks are read', () => {
  it('knows how many there are and the first price without reading them', async () => {
    const tape = tapeOf({}, span(2, 5))
    const { batch } = await allTicks(tape)
    expect(tape.ticks.count).toBe(batch.count)
    expect(tape.ticks.firstTicks).toBe(batch.columns[2]![0])
  })

  it('gives them as often as is asked', async () => {
    const tape = tapeOf()
    expect(await tickRows(tape)).toEqual(await tickRows(tape))
  })
})

describe('makeTape: name', () => {
  const name = (texts: Partial<Texts> = {}, of?: TapeSpan) => tapeOf(texts, of).name
  const funding = fundingCsv([[minutes(3), '0.0001']])
  const mark = candleCsv(START, TEN)
  const SPAN = span(2, 5)

  it('is the base name of the source and 12 hex digits', () => {
    expect(name()).toMatch(/^candles-[0-9a-f]{12}$/)
  })

  it.each([
    ['BTC-USDT-SWAP-1m.csv', 'btc-usdt-swap-1m'],
    ['my candles (2).csv', 'my-candles-2-'],
    ['a_b.c.csv', 'a-b-c'],
    ['/some/folder/candles.csv', 'candles'],
    ['Kerzen für Öl', 'kerzen-f-r-l'],
    ['plain', 'plain'],
  ])('writes the base name of %s as %s, the digits unchanged', (file, base) => {
    expect(name({ file })).toBe(name().replace('candles', base))
    expect(name({ file })).toMatch(/^[a-z0-9-]+$/)
  })

  it('is the same for the same bytes, span, interval and path', () => {
    expect(name({ funding, mark })).toBe(name({ funding, mark }))
  })

  it.each<[what: string, texts: Partial<Texts>, of: TapeSpan]>([
    ['a price', { candles: candleCsv(START, [...TEN.slice(0, 9), [109, 110, 108, 109]]) }, SPAN],
    ['bytes that change no price', { candles: CSV.replaceAll('\n', '\r\n') }, SPAN],
    ['funding', { funding }, SPAN],
    ['another rate', { funding: funding.replace('0.0001', '0.0002') }, SPAN],
    ['a rate outside the span', { funding: fundingCsv([[minutes(9), '0.0001']]) }, SPAN],
    ['marks', { mark }, SPAN],
    ['other marks', { mark: mark.replace('105', '104.9') }, SPAN],
    ['funding and marks', { funding, mark }, SPAN],
    ['another start', {}, span(3, 5)],
    ['a start between bars', {}, span(1.5, 5)],
    ['another end', {}, span(2, 6)],
    ['another path', {}, span(2, 5, 'low-first')],
    ['a seed', {}, span(2, 5, 'seeded:1')],
    ['another seed', {}, span(2, 5, 'seeded:2')],
  ])('is another for %s', (_, texts, of) => {
    expect(name(texts, of)).not.toBe(name())
  })

  it('is another for each of these against each other', () => {
    const names = [
      name({ funding }),
      name({ funding: funding.replace('0.0001', '0.0002') }),
      name({ mark }),
      name({ mark: mark.replace('105', '104.9') }),
      name({ funding, mark }),
      name({}, span(2, 5, 'seeded:1')),
      name({}, span(2, 5, 'seeded:12')),
      name({}, span(2, 5, 'high-first')),
    ]
    expect(new Set(names).size).toBe(names.length)
  })

  it('tells intervals apart', () => {
    const one = candleCsv(START, TEN.slice(0, 1))
    const [hour, day] = [60 * MINUTE, 1440 * MINUTE]
    const named = (markIntervalMicros: number) =>
      name({ mark: one, markIntervalMicros }, span(2, 5))
    expect(named(hour)).not.toBe(named(day))
  })
})

describe('makeTape: marks', () => {
  // Bars of five minutes: ticks at 0, 1.25, 2.5, 4.99…, 5, 6.25 and so on.
  const fives: readonly Bar[] = [
    [200, 209, 195, 204],
    [205, 214, 200, 209],
    [210, 219, 205, 214],
  ]
  const mark = candleCsv(START, fives, 5 * MINUTE)
  const marksOf = (of: TapeSpan, csv = mark) =>
    rowsOf(tapeOf({ mark: csv, markIntervalMicros: 5 * MINUTE }, of).marks)

  it('are none without a mark tape', () => {
    expect(tapeOf().marks).toBeNull()
  })

  it('are those from the latest at or before the start to the last at or before the end', () => {
    expect(marksOf(span(3, 8))).toEqual([
      [2.5, 2, 209],
      [5 - 1 / MINUTE, 2, 204],
      [5, 3, 205],
      [6.25, 3, 200],
      [7.5, 3, 214],
    ])
  })

  it('count where they are at the very start and end', () => {
    const minutesOf = (of: TapeSpan) => marksOf(of).map(([minute]) => minute)
    expect(minutesOf(span(5, 9))).toEqual([5, 6.25, 7.5])
    expect(minutesOf(span(4, 5))).toEqual([2.5, 5 - 1 / MINUTE, 5])
  })

  it('follow the same path', () => {
    const prices = (path: string) => marksOf(span(3, 6, path)).map(([, , price]) => price)
    expect(prices('low-first')).toEqual([209, 204, 205])
    expect(prices('high-first')).toEqual([195, 204, 205])
  })

  it('may begin after the start', () => {
    const later = candleCsv(minutes(5), fives.slice(1), 5 * MINUTE)
    expect(marksOf(span(2, 7), later).map(([minute]) => minute)).toEqual([5, 6.25])
  })

  it('may end before the start: the last one stays', () => {
    const early = candleCsv(minutes(-10), fives.slice(0, 1), 5 * MINUTE)
    expect(marksOf(span(2, 7), early)).toEqual([[-5 - 1 / MINUTE, 2, 204]])
  })

  it('are refused where the first is after the end', () => {
    const late = candleCsv(minutes(10), fives, 5 * MINUTE)
    expect(leftOf(span(2, 5), { mark: late, markIntervalMicros: 5 * MINUTE })).toBe(
      'mark.csv: expected marks before the end 2025-01-01T00:05:00Z, found the first at 2025-01-01T00:10:00Z',
    )
  })
})

describe('makeTape: funding', () => {
  const dueOf = (times: readonly number[], of: TapeSpan) => {
    const funding = fundingCsv(times.map((minute) => [minutes(minute), '0.0001'] as const))
    return tapeOf({ funding }, of)
      .opening.slice(1)
      .map(({ timeMicros, cause }) => [(timeMicros - START) / MINUTE, cause.revision])
  }

  it('is what is due after the start and up to the end only, each with its row', () => {
    expect(dueOf([0, 2, 2.001, 3, 4.5, 5, 5.001, 9], span(2, 5))).toEqual([
      [2.001, 4],
      [3, 5],
      [4.5, 6],
      [5, 7],
    ])
  })

  it('counts from the first bar, not from the start that was asked for', () => {
    expect(dueOf([2.5, 3, 3.5], span(2.1, 5))).toEqual([[3.5, 4]])
  })

  it('keeps the rate as it is written, and its file as the cause', () => {
    const funding = fundingCsv([[minutes(3), '-1.5e-4']])
    expect(tapeOf({ funding }).opening[1]).toEqual({
      type: 'FundingRatePublished',
      timeMicros: minutes(3),
      tick: null,
      cause: { stream: 'funding.csv', revision: 2 },
      data: { rate: '-1.5e-4' },
    })
  })
})

describe('makeTape: what opens and seals it', () => {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const funding = fundingCsv([
    [minutes(1), '0.1'],
    [minutes(3), '0.2'],
    [minutes(9), '0.3'],
  ])
  const mark = candleCsv(START, TEN)
  const tape = tapeOf({ funding, mark }, span(1.5, 5, 'low-first'))

  it('opens with its sources, interval, path and span', () => {
    expect(tape.opening[0]).toEqual({
      type: 'TapeOpened',
      timeMicros: minutes(2),
      tick: null,
      cause: { stream: 'candles.csv', revision: 1 },
      data: {
        tape: tape.name,
        kind: 'candles',
        instrument: BTC_USDT_SWAP,
        candles: { file: 'candles.csv', rows: 10, sha256: sha256(CSV) },
        intervalMicros: MINUTE,
        candlePath: 'low-first',
        mark: { file: 'mark.csv', rows: 10, sha256: sha256(mark) },
        markIntervalMicros: MINUTE,
        funding: { file: 'funding.csv', rows: 3, sha256: sha256(funding) },
        fundingFromMicros: minutes(1),
        fundingToMicros: minutes(9),
        fromMicros: minutes(2),
        toMicros: minutes(5),
      },
    })
  })

  it('seals with how many there are of each, the extent and the last tick', () => {
    expect(tape.sealed).toEqual({
      type: 'TapeSealed',
      timeMicros: minutes(5),
      tick: null,
      cause: { stream: `ticks-${tape.name}`, revision: 12 },
      // From the open of minute 2 to that of minute 5: the low of 2, the open of 5.
      data: { ticks: 13, marks: 13, fundings: 1, lowTicks: 1015, highTicks: 1050 },
    })
    expect([tape.lowTicks, tape.highTicks]).toEqual([1015, 1050])
    expect(tape.ticks.count).toBe(13)
    expect(tape.marks?.count).toBe(13)
  })

  it('has nulls for what it is made without', () => {
    const [opened] = tapeOf().opening
    const { mark: _, ...data } = { mark: null, ...opened?.data }
    expect(data).toMatchObject({ funding: null, fundingFromMicros: null, markIntervalMicros: null })
  })

  it('makes events that their codecs take', () => {
    for (const event of [...tape.opening, tape.sealed]) {
      expect(canonicalText(encodeEvent(event))).toContain(`"type":"${event.type}"`)
    }
  })
})

describe('makeTape: refusals', () => {
  const known = 'candles.csv, which has bars from 2025-01-01T00:00:00Z to 2025-01-01T00:09:00Z'
  const at = (minute: string) => `2025-01-01T00:${minute}Z`
  it.each<[name: string, of: TapeSpan, problem: string]>([
    [
      'a start before the file',
      span(-1, 5),
      `start: expected a time within ${known}, found 2024-12-31T23:59:00Z`,
    ],
    [
      'an end without a bar',
      span(2, 10),
      `end: expected the open of a bar of ${known}, found ${at('10:00')}`,
    ],
    [
      'an end between bars',
      span(2, 4.5),
      `end: expected the open of a bar of ${known}, found ${at('04:30')}`,
    ],
    [
      'no bar between start and end',
      span(4.5, 5),
      `end: expected at least one bar after the start ${at('04:30')}, found ${at('05:00')}`,
    ],
    [
      'a start at the end',
      span(5, 5),
      `end: expected at least one bar after the start ${at('05:00')}, found ${at('05:00')}`,
    ],
    [
      'a start after the end',
      span(7, 5),
      `end: expected at least one bar after the start ${at('07:00')}, found ${at('05:00')}`,
    ],
    ...['middle-first', 'seeded', 'seeded:', 'seeded:-1', 'seeded:1.5', ''].map(
      (path): [string, TapeSpan, string] => [
        `the path ${JSON.stringify(path)}`,
        span(2, 5, path),
        `candlePath: expected nearest, high-first, low-first or seeded:N, found ${path}`,
      ],
    ),
  ])('%s', (_, of, problem) => {
    expect(leftOf(of)).toBe(problem)
  })
})

describe('tapeStreams', () => {
  it('are in the order of a digest', () => {
    expect(tapeStreams('x', true)).toEqual(['tape-x', 'ticks-x', 'marks-x'])
    expect(tapeStreams('x', false)).toEqual(['tape-x', 'ticks-x'])
  })
})
