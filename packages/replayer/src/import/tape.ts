import { basename, extname } from 'node:path'
import * as E from 'fp-ts/Either'
import {
  type DenseBatch,
  type SourceFile,
  type SparseData,
  type SparseEvent,
  type TapeKind,
  marksStream,
  parseCandlePath,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import type { TapeSource } from './tapeSource'
import { type SpanPrices, type TapeSpan, type TapeTicks, marksOf, pricesOf } from './spanPrices'

/** A tape ready to be recorded: its name, its ticks and marks, and the events around them. */
export interface Tape {
  readonly name: string
  readonly kind: TapeKind
  readonly startMicros: number
  readonly ticks: TapeTicks
  readonly marks: DenseBatch | null
  /** TapeOpened, then the funding rates due after the start and up to the end. */
  readonly opening: readonly SparseEvent[]
  readonly sealed: SparseEvent
  readonly lowTicks: number
  readonly highTicks: number
  /** What the layout of each source was found to be. */
  readonly layouts: readonly string[]
}

/** Cuts a source to a season's span and turns its bars into ticks. A Left says why it cannot. */
export function makeTape(source: TapeSource, span: TapeSpan): E.Either<string, Tape> {
  const path = parseCandlePath(span.candlePath)
  if (path === undefined) {
    return E.left(
      `candlePath: expected nearest, high-first, low-first or seeded:N, found ${span.candlePath}`,
    )
  }
  const prices = pricesOf(source.prices, span, path)
  if (E.isLeft(prices)) return prices
  const { startMicros, endMicros, ticks, lowTicks, highTicks } = prices.right
  const name = tapeName(source, span, prices.right)
  const marks = source.mark === null ? null : marksOf(source.mark, path, startMicros, endMicros)
  if (marks !== null && E.isLeft(marks)) return marks
  const opening = openingEvents(source, span, name, prices.right)
  const sealed = sealedEvent(name, endMicros, {
    ticks: ticks.count,
    marks: marks?.right.count ?? 0,
    fundings: opening.length - 1,
    lowTicks,
    highTicks,
  })
  const { kind, mark, funding } = source
  const layouts = [source.prices, mark, funding].flatMap((part) =>
    part === null ? [] : [part.layout],
  )
  const facts = { name, kind, startMicros, ticks, lowTicks, highTicks, opening, sealed, layouts }
  return E.right({ ...facts, marks: marks?.right ?? null })
}

/** The event that closes a tape, with what it must hold. */
export function sealedEvent(
  tape: string,
  endMicros: number,
  data: SparseData<'TapeSealed'>,
): SparseEvent {
  const cause = { stream: ticksStream(tape), revision: data.ticks - 1 }
  return { type: 'TapeSealed', timeMicros: endMicros, tick: null, cause, data }
}

/** The streams of a tape, in the order in which a digest names them. */
export function tapeStreams(tape: string, hasMarks: boolean): readonly string[] {
  return [tapeStream(tape), ticksStream(tape), ...(hasMarks ? [marksStream(tape)] : [])]
}

/**
 * The source's base name, and 12 hex digits over everything that the ticks depend on: another
 * source, span or path is another tape.
 */
function tapeName(
  { prices, funding, mark }: TapeSource,
  { fromMicros, toMicros, candlePath }: TapeSpan,
  { startMicros, endMicros }: SpanPrices,
): string {
  const hash = ('hash' in prices ? prices.hash : prices.source.hash).copy()
  for (const part of [funding, mark])
    for (const bytes of part?.source.bytes ?? []) hash.update(bytes)
  const span = [fromMicros ?? startMicros, toMicros ?? endMicros]
  const intervals = ['hash' in prices ? 0 : prices.intervalMicros, mark?.intervalMicros ?? 0]
  hash.update(JSON.stringify([...span, ...intervals, candlePath]))
  const file = fileOf(prices).file.replace(/\.(gz|zip)$/i, '')
  const base = basename(file, extname(file))
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
  return `${base}-${hash.digest('hex').slice(0, 12)}`
}

const fileOf = (prices: TapeSource['prices']): SourceFile =>
  'hash' in prices ? prices.source : prices.source.file

function openingEvents(
  source: TapeSource,
  { candlePath }: TapeSpan,
  name: string,
  { startMicros, endMicros, gaps }: SpanPrices,
): readonly SparseEvent[] {
  const { prices, mark, funding } = source
  const file = fileOf(prices)
  const ofPrices =
    'hash' in prices
      ? { candles: null, intervalMicros: null, candlePath: null, trades: file }
      : { candles: file, intervalMicros: prices.intervalMicros, candlePath }
  const opened: SparseEvent = {
    type: 'TapeOpened',
    timeMicros: startMicros,
    tick: null,
    cause: { stream: file.file, revision: 1 },
    data: {
      tape: name,
      kind: source.kind,
      instrument: source.instrument,
      ...ofPrices,
      mark: mark?.source.file ?? null,
      markIntervalMicros: mark?.intervalMicros ?? null,
      funding: funding?.source.file ?? null,
      fundingFromMicros: funding?.rows.at(0)?.timeMicros ?? null,
      fundingToMicros: funding?.rows.at(-1)?.timeMicros ?? null,
      fromMicros: startMicros,
      toMicros: endMicros,
      ...(gaps === null ? {} : { gaps }),
    },
  }
  const due = (funding?.rows ?? []).filter(
    ({ timeMicros }) => timeMicros > startMicros && timeMicros <= endMicros,
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
