import * as E from 'fp-ts/Either'
import {
  type CandlePath,
  type Candles,
  type DenseBatch,
  type SparseData,
  type SparseEvent,
  type TapeBars,
  type TickColumns,
  at,
  barTicks,
  bootstrap,
  parseCandlePath,
  rebridge,
  scaleVolatility,
  shock,
  shockedPrice,
  tapeBars,
  COARSE_MICROS,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { extent, ticksOfBatch } from '../import/spanPrices'
import { type Tape, sealedEvent } from '../import/tape'
import { allTicks } from '../season/simulateSeason'
import { marksAlong, marksInRatio } from './derivedMarks'
import { type TapeMethod, derivedName, tapeMethodText } from './tapeMethod'

type TapeOpened = SparseData<'TapeOpened'>

/**
 * The tape that a method makes of another one. It has the same times and funding; a mark keeps its
 * ratio to the last price, and follows the path where that is what changes. A Left says why this tape
 * has no such sibling.
 */
export async function derivedTape(
  source: Tape,
  method: TapeMethod,
): Promise<E.Either<string, Tape>> {
  const [opened, ...rates] = source.opening
  if (opened?.type !== 'TapeOpened')
    throw new Error(`${source.name}: a tape without its TapeOpened`)
  const { batch } = await allTicks(source)
  const made = derivedTicks(opened.data, columnsOf(batch), method)
  if (E.isLeft(made)) return E.left(`${tapeMethodText(method)}: ${made.left}`)
  const { ticks, candlePath } = made.right
  const name = derivedName(source.name, method)
  const kind = method.kind === 'path' ? source.kind : 'reconstruction'
  const derived = { from: source.name, method: tapeMethodText(method) }
  const data: TapeOpened = { ...opened.data, tape: name, kind, candlePath, derived }
  const [lowTicks, highTicks] = extent(ticks.ticks)
  return E.right({
    ...source,
    name,
    kind,
    ticks: ticksOfBatch({ ...batch, columns: [ticks.timeMicros, ticks.row, ticks.ticks] }),
    marks: derivedMarks(source, opened.data, method, batch, ticks),
    opening: [{ ...opened, data }, ...rates],
    sealed: resealed(source.sealed, name, lowTicks, highTicks),
    lowTicks,
    highTicks,
  })
}

interface MadeTicks {
  readonly ticks: TickColumns
  readonly candlePath: string | null
}

function derivedTicks(
  { intervalMicros, candlePath, toMicros }: TapeOpened,
  ticks: TickColumns,
  method: TapeMethod,
): E.Either<string, MadeTicks> {
  if (method.kind === 'shock' && method.atMicros >= toMicros)
    return E.left(`expected a moment before the end ${isoTime(toMicros)}`)
  const path = candlePath === null ? undefined : parseCandlePath(candlePath)
  if (path === undefined || intervalMicros === null) {
    if (method.kind === 'shock') return E.right({ ticks: shockedTrades(ticks, method), candlePath })
    const what = method.kind === 'path' ? 'whose order is known' : 'which have no bars'
    return E.left(`expected a tape of candles, found one of trades, ${what}`)
  }
  const bars = tapeBars(ticks, intervalMicros)
  if (method.kind === 'path')
    return E.right({ ticks: barTicks(bars, method.path), candlePath: pathText(method.path) })
  if (method.kind === 'bridge' && intervalMicros >= COARSE_MICROS)
    return E.left('expected bars shorter than four hours, for it goes between the figures of these')
  const made = barTicks(derivedBars(bars, method), path)
  const high = made.ticks.find((price) => !Number.isSafeInteger(price))
  return high === undefined
    ? E.right({ ticks: made, candlePath })
    : E.left(`expected prices below 2^53 ticks, found ${high}`)
}

type BarMethod = Exclude<TapeMethod, { readonly kind: 'path' }>

/** The rows stay those of the source where a bar comes from its row; else bars are numbered. */
function derivedBars({ candles, rows, intervalMicros }: TapeBars, method: BarMethod): TapeBars {
  const isFromRows = method.kind === 'shock' || method.kind === 'volatility'
  return {
    candles: derivedCandles(candles, intervalMicros, method),
    rows: isFromRows ? rows : rows.map((_row, bar) => bar + 1),
    intervalMicros,
  }
}

function derivedCandles(candles: Candles, intervalMicros: number, method: BarMethod): Candles {
  switch (method.kind) {
    case 'bridge':
      return rebridge(candles, intervalMicros, method.seed)
    case 'bootstrap':
      return bootstrap(candles, intervalMicros, method.seed)
    case 'shock':
      return shock(candles, intervalMicros, method.atMicros, method.basisPoints)
    case 'volatility':
      return scaleVolatility(candles, method.percent)
  }
}

/** Of trades, all from the moment on are at the new price. */
function shockedTrades(
  trades: TickColumns,
  { atMicros, basisPoints }: Extract<TapeMethod, { readonly kind: 'shock' }>,
): TickColumns {
  const ticks = trades.ticks.map((price, row) =>
    at(trades.timeMicros, row) < atMicros ? price : shockedPrice(price, basisPoints),
  )
  return { ...trades, ticks }
}

function derivedMarks(
  { marks }: Tape,
  { markIntervalMicros }: TapeOpened,
  method: TapeMethod,
  before: DenseBatch,
  after: TickColumns,
): DenseBatch | null {
  if (marks === null) return null
  return method.kind === 'path'
    ? marksAlong(marks, markIntervalMicros, method.path)
    : marksInRatio(marks, columnsOf(before), after)
}

function columnsOf({ count, columns }: DenseBatch): TickColumns {
  const [timeMicros, row, ticks] = columns
  if (timeMicros === undefined || row === undefined || ticks === undefined)
    throw new Error('ticks without their columns')
  return { count, timeMicros, row, ticks }
}

const pathText = (path: CandlePath): string =>
  path.kind === 'seeded' ? `seeded:${path.seed}` : path.kind

function resealed(
  sealed: SparseEvent,
  name: string,
  lowTicks: number,
  highTicks: number,
): SparseEvent {
  if (sealed.type !== 'TapeSealed') throw new Error(`${name}: a tape without its TapeSealed`)
  return sealedEvent(name, sealed.timeMicros, { ...sealed.data, lowTicks, highTicks })
}
