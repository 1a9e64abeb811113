import { createHash } from 'node:crypto'
import { basename, extname } from 'node:path'
import { either as E } from 'fp-ts'
import {
  type Candles,
  type CandlePath,
  type DenseBatch,
  type SparseEvent,
  type TickColumns,
  at,
  candleTicks,
  marksStream,
  parseCandlePath,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { CandleSource, TapeSource } from './tapeSource'

/** A tape ready to be recorded: its name, its ticks and marks, and the events around them. */
export interface Tape {
  readonly name: string
  readonly startMicros: number
  readonly ticks: DenseBatch
  readonly marks: DenseBatch | null
  /** TapeOpened, then the funding rates due after the start and up to the end. */
  readonly opening: readonly SparseEvent[]
  readonly sealed: SparseEvent
  readonly lowTicks: number
  readonly highTicks: number
}

export interface TapeSpan {
  /** The tape begins with the first bar at or after this. */
  readonly fromMicros: number
  /** The bar that opens here ends the tape with its open; it must exist. */
  readonly toMicros: number
  readonly candlePath: string
}

/** Cuts a source to a season's span and turns its bars into ticks. A Left says why it cannot. */
export function makeTape(source: TapeSource, span: TapeSpan): E.Either<string, Tape> {
  const path = parseCandlePath(span.candlePath)
  if (path === undefined) {
    return E.left(
      `candlePath: expected nearest, high-first, low-first or seeded:N, found ${span.candlePath}`,
    )
  }
  const bars = barsOf(source.candles, span)
  if (E.isLeft(bars)) return bars
  const { first, last } = bars.right
  const ticks = ticksOf(source.candles, first, last, path)
  const startMicros = at(ticks.timeMicros, 0)
  const name = tapeName(source, span)
  const marks = source.mark === null ? null : marksOf(source.mark, path, startMicros, span.toMicros)
  if (marks !== null && E.isLeft(marks)) return marks
  const causeStream = source.candles.source.file.file
  const opening = openingEvents(source, span, name, startMicros)
  const markBatch = marks === null ? null : denseBatch('MarkPriceTicked', source.mark, marks.right)
  const [lowTicks, highTicks] = extent(ticks.ticks)
  const sealed: SparseEvent = {
    type: 'TapeSealed',
    timeMicros: span.toMicros,
    tick: null,
    cause: { stream: ticksStream(name), revision: ticks.count - 1 },
    data: {
      ticks: ticks.count,
      marks: markBatch?.count ?? 0,
      fundings: opening.length - 1,
      lowTicks,
      highTicks,
    },
  }
  const columns = [ticks.timeMicros, ticks.row, ticks.ticks]
  const batch: DenseBatch = {
    kind: 'dense',
    type: 'PriceTicked',
    causeStream,
    count: ticks.count,
    columns,
  }
  return E.right({
    name,
    startMicros,
    ticks: batch,
    marks: markBatch,
    opening,
    sealed,
    lowTicks,
    highTicks,
  })
}

/** The streams of a tape, in the order in which a digest names them. */
export function tapeStreams(tape: string, hasMarks: boolean): readonly string[] {
  return [tapeStream(tape), ticksStream(tape), ...(hasMarks ? [marksStream(tape)] : [])]
}

/** The bar of the start and the bar that opens at the end. */
function barsOf(
  { candles, source }: CandleSource,
  { fromMicros, toMicros }: TapeSpan,
): E.Either<string, { readonly first: number; readonly last: number }> {
  const times = candles.openTimeMicros
  const known = `${source.file.file}, which has bars from ${isoTime(at(times, 0))} to ${isoTime(at(times, times.length - 1))}`
  const last = times.indexOf(toMicros)
  if (last < 0)
    return E.left(`end: expected the open of a bar of ${known}, found ${isoTime(toMicros)}`)
  if (at(times, 0) > fromMicros)
    return E.left(`start: expected a time within ${known}, found ${isoTime(fromMicros)}`)
  const first = times.findIndex((time) => time >= fromMicros)
  if (first >= last)
    return E.left(
      `end: expected at least one bar after the start ${isoTime(fromMicros)}, found ${isoTime(toMicros)}`,
    )
  return E.right({ first, last })
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
function marksOf(
  source: CandleSource,
  path: CandlePath,
  startMicros: number,
  toMicros: number,
): E.Either<string, TickColumns> {
  const { candles, lines, intervalMicros } = source
  const all = candleTicks(candles, lines, intervalMicros, path)
  const from = Math.max(
    0,
    all.timeMicros.findLastIndex((time) => time <= startMicros),
  )
  const to = all.timeMicros.findLastIndex((time) => time <= toMicros) + 1
  if (to > from) return E.right(cutTicks(all, from, to))
  const begins = isoTime(at(all.timeMicros, 0))
  return E.left(
    `${source.source.file.file}: expected marks before the end ${isoTime(toMicros)}, found the first at ${begins}`,
  )
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

function denseBatch(
  type: 'MarkPriceTicked',
  source: CandleSource | null,
  columns: TickColumns,
): DenseBatch {
  const causeStream = source?.source.file.file ?? ''
  return {
    kind: 'dense',
    type,
    causeStream,
    count: columns.count,
    columns: [columns.timeMicros, columns.row, columns.ticks],
  }
}

function extent(ticks: Float64Array): readonly [number, number] {
  let [low, high] = [Infinity, 0]
  for (const price of ticks) {
    if (price < low) low = price
    if (price > high) high = price
  }
  return [low, high]
}

/**
 * The source's base name, and 12 hex digits over everything that the ticks depend on: another
 * source, span or path is another tape.
 */
function tapeName({ candles, funding, mark }: TapeSource, span: TapeSpan): string {
  const hash = createHash('sha256').update(candles.source.bytes)
  if (funding !== null) hash.update(funding.source.bytes)
  if (mark !== null) hash.update(mark.source.bytes)
  const intervals = [candles.intervalMicros, mark?.intervalMicros ?? 0]
  hash.update(JSON.stringify([span.fromMicros, span.toMicros, ...intervals, span.candlePath]))
  const { file } = candles.source.file
  const base = basename(file, extname(file))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return `${base}-${hash.digest('hex').slice(0, 12)}`
}

function openingEvents(
  source: TapeSource,
  span: TapeSpan,
  name: string,
  startMicros: number,
): readonly SparseEvent[] {
  const { candles, mark, funding } = source
  const opened: SparseEvent = {
    type: 'TapeOpened',
    timeMicros: startMicros,
    tick: null,
    cause: { stream: candles.source.file.file, revision: 1 },
    data: {
      tape: name,
      kind: source.kind,
      instrument: source.instrument,
      candles: candles.source.file,
      intervalMicros: candles.intervalMicros,
      candlePath: span.candlePath,
      mark: mark?.source.file ?? null,
      markIntervalMicros: mark?.intervalMicros ?? null,
      funding: funding?.source.file ?? null,
      fundingFromMicros: funding?.rows.at(0)?.timeMicros ?? null,
      fundingToMicros: funding?.rows.at(-1)?.timeMicros ?? null,
      fromMicros: startMicros,
      toMicros: span.toMicros,
    },
  }
  const due = (funding?.rows ?? []).filter(
    ({ timeMicros }) => timeMicros > startMicros && timeMicros <= span.toMicros,
  )
  const rates = due.map(({ timeMicros, rate, line }): SparseEvent => ({
    type: 'FundingRatePublished',
    timeMicros,
    tick: null,
    cause: { stream: funding?.source.file.file ?? '', revision: line },
    data: { rate },
  }))
  return [opened, ...rates]
}
