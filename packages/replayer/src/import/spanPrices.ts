import * as E from 'fp-ts/Either'
import {
  type Candles,
  type CandlePath,
  type DenseBatch,
  type Gaps,
  type TickColumns,
  at,
  candleColumns,
  candleTicks,
  tickColumns,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { type CandleSource, type SourceCandles, gapsBetween } from './candleSource'
import type { OnRead } from './sourceChunks'
import type { TapeSource } from './tapeSource'

/** The ticks of a tape: how many there are, and all of them, in batches, as often as is asked. */
export interface TapeTicks {
  readonly count: number
  /** Price of the first one. */
  readonly firstTicks: number
  /**
   * From the first tick on; a Left says what is wrong with the source. Where `isPassing`, a batch is
   * good until the next one is asked for.
   */
  readonly batches: (
    onRead?: OnRead,
    isPassing?: boolean,
  ) => AsyncGenerator<E.Either<string, DenseBatch>>
}

export interface TapeSpan {
  /** The tape begins with the first bar or trade at or after this; null: with the first of all. */
  readonly fromMicros: number | null
  /**
   * The bar that opens here ends the tape with its open; it must exist. Trades end with the first
   * at or after this. Null: the last of all.
   */
  readonly toMicros: number | null
  readonly candlePath: string
}

/** A source's prices within a span. */
export interface SpanPrices {
  readonly startMicros: number
  readonly endMicros: number
  readonly ticks: TapeTicks
  readonly lowTicks: number
  readonly highTicks: number
  readonly gaps: Gaps | null
}

/** The prices of a source within a span. A Left says what the span lacks. */
export function pricesOf(
  prices: TapeSource['prices'],
  span: TapeSpan,
  path: CandlePath,
): E.Either<string, SpanPrices> {
  if ('batches' in prices) {
    const { firstMicros: startMicros, lastMicros: endMicros, ...rest } = prices
    const { count, firstTicks, lowTicks, highTicks, gaps, batches } = rest
    const ticks = { count, firstTicks, batches }
    return E.right({ startMicros, endMicros, ticks, lowTicks, highTicks, gaps })
  }
  const found = barsOf(prices, span)
  if (E.isLeft(found)) return found
  const { first, last } = found.right
  const { candles, lines, intervalMicros } = prices
  const opens = candles.openTicks
  const gaps = gapsBetween(prices, first, last)
  const [low] = extent(candles.lowTicks.subarray(first, last))
  const [, high] = extent(candles.highTicks.subarray(first, last))
  const bars = { ...cutBars(candles, lines, first, last + 1), intervalMicros }
  const causeStream = prices.source.file.file
  return E.right({
    startMicros: at(candles.openTimeMicros, first),
    endMicros: at(candles.openTimeMicros, last),
    ticks: {
      count: 4 * (last - first) + 1,
      firstTicks: at(opens, first),
      batches: (_, isPassing) => ticksOfBars(bars, path, causeStream, isPassing),
    },
    lowTicks: Math.min(low, at(opens, last)),
    highTicks: Math.max(high, at(opens, last)),
    gaps,
  })
}

/** Ticks that are all in memory. */
export function ticksOfBatch(batch: DenseBatch): TapeTicks {
  return {
    count: batch.count,
    firstTicks: at(batch.columns[2] ?? [], 0),
    batches: async function* () {
      yield await Promise.resolve(E.right(batch))
    },
  }
}

/** The bar of the start and the bar that opens at the end. */
function barsOf(
  { candles, source }: CandleSource,
  { fromMicros, toMicros }: TapeSpan,
): E.Either<string, { readonly first: number; readonly last: number }> {
  const times = candles.openTimeMicros
  const [begins, ends] = [at(times, 0), at(times, times.length - 1)]
  const [from, to] = [fromMicros ?? begins, toMicros ?? ends]
  const known = `${source.file.file}, which has bars from ${isoTime(begins)} to ${isoTime(ends)}`
  if (begins > from || ends < from)
    return E.left(`start: expected a time within ${known}, found ${isoTime(from)}`)
  const last = times.indexOf(to)
  if (last < 0) return E.left(`end: expected the open of a bar of ${known}, found ${isoTime(to)}`)
  const first = times.findIndex((time) => time >= from)
  if (first < last) return E.right({ first, last })
  const expected = `expected at least one bar after the start ${isoTime(from)}`
  return E.left(`end: ${expected}, found ${isoTime(to)}`)
}

/** Bars and the line of each. */
interface Bars {
  readonly candles: SourceCandles
  readonly lines: Int32Array
  readonly intervalMicros: number
}

/** Bars of a batch of ticks, and so many of them that what their ticks are made of stays in the cache. */
const [BATCH_BARS, BLOCK_BARS] = [32_768, 4096]

/** Four ticks a bar, and of the last bar its open alone; made when they are asked for. */
async function* ticksOfBars(
  { candles, lines, intervalMicros }: Bars,
  path: CandlePath,
  causeStream: string,
  isPassing = false,
): AsyncGenerator<E.Either<string, DenseBatch>> {
  const { count } = candles
  const bars = candleColumns(Math.min(count, BLOCK_BARS))
  const room = isPassing ? tickColumns(4 * Math.min(count, BATCH_BARS)) : undefined
  for (let from = 0; from < count; from += BATCH_BARS) {
    const to = Math.min(count, from + BATCH_BARS)
    const made = room ?? tickColumns(4 * (to - from))
    for (let first = from; first < to; first += BLOCK_BARS) {
      const part = cutBars(candles, lines, first, Math.min(to, first + BLOCK_BARS))
      const into = cutTicks(made, 4 * (first - from))
      candleTicks(filled(bars, part.candles), part.lines, intervalMicros, path, into)
    }
    const ticks = 4 * (to - from) - (to === count ? 3 : 0)
    yield await Promise.resolve(E.right(denseTicks('PriceTicked', causeStream, made, 0, ticks)))
  }
}

/** Columns from a row on. */
function cutTicks({ count, timeMicros, row, ticks }: TickColumns, from: number): TickColumns {
  const cut = (column: Float64Array) => column.subarray(from)
  return { count: count - from, timeMicros: cut(timeMicros), row: cut(row), ticks: cut(ticks) }
}

/** From the latest mark at or before the start to the last one at or before the end. */
export function marksOf(
  source: CandleSource,
  path: CandlePath,
  startMicros: number,
  toMicros: number,
): E.Either<string, DenseBatch> {
  const { candles, lines, intervalMicros } = source
  const opens = candles.openTimeMicros
  const first = Math.max(
    0,
    opens.findLastIndex((time) => time <= startMicros),
  )
  const last = opens.findLastIndex((time) => time <= toMicros)
  const { file: causeStream } = source.source.file
  if (last < first) {
    const found = `found the first at ${isoTime(at(opens, 0))}`
    return E.left(`${causeStream}: expected marks before the end ${isoTime(toMicros)}, ${found}`)
  }
  const part = cutBars(candles, lines, first, last + 1)
  const bars = filled(candleColumns(part.candles.count), part.candles)
  const made = candleTicks(bars, part.lines, intervalMicros, path)
  const from = Math.max(
    0,
    made.timeMicros.findLastIndex((time) => time <= startMicros),
  )
  const to = made.timeMicros.findLastIndex((time) => time <= toMicros) + 1
  return E.right(denseTicks('MarkPriceTicked', causeStream, made, from, to))
}

function cutBars(
  candles: SourceCandles,
  lines: Int32Array,
  from: number,
  to: number,
): Pick<Bars, 'candles' | 'lines'> {
  return {
    candles: {
      count: to - from,
      openTimeMicros: candles.openTimeMicros.subarray(from, to),
      openTicks: candles.openTicks.subarray(from, to),
      highTicks: candles.highTicks.subarray(from, to),
      lowTicks: candles.lowTicks.subarray(from, to),
      closeTicks: candles.closeTicks.subarray(from, to),
    },
    lines: lines.subarray(from, to),
  }
}

/** The first rows of columns, filled with bars. */
function filled(columns: Candles, { count, ...bars }: SourceCandles): Candles {
  columns.openTimeMicros.set(bars.openTimeMicros)
  columns.openTicks.set(bars.openTicks)
  columns.highTicks.set(bars.highTicks)
  columns.lowTicks.set(bars.lowTicks)
  columns.closeTicks.set(bars.closeTicks)
  return { ...columns, count }
}

function denseTicks(
  type: DenseBatch['type'],
  causeStream: string,
  { timeMicros, row, ticks }: TickColumns,
  from: number,
  to: number,
): DenseBatch {
  const columns = [timeMicros, row, ticks].map((column) => column.subarray(from, to))
  return { kind: 'dense', type, causeStream, count: to - from, columns }
}

/** The lowest and the highest of some prices. */
export function extent(ticks: Float64Array | Int32Array): readonly [number, number] {
  let [low, high] = [Infinity, 0]
  // By index: an iterator over columns of two kinds takes five times as long.
  for (let row = 0; row < ticks.length; row += 1) {
    const price = ticks[row] ?? NaN
    if (price < low) low = price
    if (price > high) high = price
  }
  return [low, high]
}
