import * as E from 'fp-ts/Either'
import {
  type Candles,
  type CandlePath,
  type DenseBatch,
  type Gaps,
  type TickColumns,
  at,
  candleTicks,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { type CandleSource, gapsBetween } from './candleSource'
import type { OnRead } from './sourceChunks'
import type { TapeSource } from './tapeSource'

/** The ticks of a tape: how many there are, and all of them, in batches, as often as is asked. */
export interface TapeTicks {
  readonly count: number
  /** Price of the first one. */
  readonly firstTicks: number
  /** From the first tick on; a Left says what is wrong with the source. */
  readonly batches: (onRead?: OnRead) => AsyncGenerator<E.Either<string, DenseBatch>>
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
  const bars = barsOf(prices, span)
  if (E.isLeft(bars)) return bars
  const { first, last } = bars.right
  const { count, timeMicros, row, ticks } = ticksOf(prices, first, last, path)
  const batch: DenseBatch = {
    kind: 'dense',
    type: 'PriceTicked',
    causeStream: prices.source.file.file,
    count,
    columns: [timeMicros, row, ticks],
  }
  const [lowTicks, highTicks] = extent(ticks)
  return E.right({
    startMicros: at(timeMicros, 0),
    endMicros: at(timeMicros, count - 1),
    ticks: ticksOfBatch(batch),
    lowTicks,
    highTicks,
    gaps: gapsBetween(prices, first, last),
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

/** Four ticks a bar, and of the bar at the end its open alone. */
function ticksOf(source: CandleSource, first: number, last: number, path: CandlePath): TickColumns {
  const { candles, lines, intervalMicros } = source
  const all = candleTicks(
    sliceCandles(candles, first, last + 1),
    lines.subarray(first, last + 1),
    intervalMicros,
    path,
  )
  return cutTicks(all, 0, all.count - 3)
}

/** From the latest mark at or before the start to the last one at or before the end. */
export function marksOf(
  source: CandleSource,
  path: CandlePath,
  startMicros: number,
  toMicros: number,
): E.Either<string, DenseBatch> {
  const { candles, lines, intervalMicros } = source
  const all = candleTicks(candles, lines, intervalMicros, path)
  const from = Math.max(
    0,
    all.timeMicros.findLastIndex((time) => time <= startMicros),
  )
  const to = all.timeMicros.findLastIndex((time) => time <= toMicros) + 1
  const { file: causeStream } = source.source.file
  if (to <= from) {
    const found = `found the first at ${isoTime(at(all.timeMicros, 0))}`
    return E.left(`${causeStream}: expected marks before the end ${isoTime(toMicros)}, ${found}`)
  }
  const { count, timeMicros, row, ticks } = cutTicks(all, from, to)
  const columns = [timeMicros, row, ticks]
  return E.right({ kind: 'dense', type: 'MarkPriceTicked', causeStream, count, columns })
}

function sliceCandles(candles: Candles, from: number, to: number): Candles {
  return {
    count: to - from,
    openTimeMicros: candles.openTimeMicros.subarray(from, to),
    openTicks: candles.openTicks.subarray(from, to),
    highTicks: candles.highTicks.subarray(from, to),
    lowTicks: candles.lowTicks.subarray(from, to),
    closeTicks: candles.closeTicks.subarray(from, to),
  }
}

function cutTicks({ timeMicros, row, ticks }: TickColumns, from: number, to: number): TickColumns {
  return {
    count: to - from,
    timeMicros: timeMicros.subarray(from, to),
    row: row.subarray(from, to),
    ticks: ticks.subarray(from, to),
  }
}

/** The lowest and the highest of some prices. */
export function extent(ticks: Float64Array): readonly [number, number] {
  let [low, high] = [Infinity, 0]
  for (const price of ticks) {
    if (price < low) low = price
    if (price > high) high = price
  }
  return [low, high]
}
