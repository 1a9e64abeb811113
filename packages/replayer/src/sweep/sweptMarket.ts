import * as E from 'fp-ts/Either'
import {
  type DenseBatch,
  type Instrument,
  type MarketRules,
  type Refusal,
  type SparseData,
  type SparseEvent,
  markColumn,
  marksStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import {
  type CostlyFigures,
  type DenseSlice,
  type RunSlice,
  type SeasonBatch,
  isoTime,
  thinnedSeason,
} from '@gridledger/projections'
import { type WholeTape, spanTape } from '../derived/spanTape'
import { ticksOfBatch } from '../import/spanPrices'
import type { Tape } from '../import/tape'
import { openedEvent } from '../season/prepareSeason'
import type { Changes } from './combinations'
import type { Axis } from './parseVary'

/** One of a sweep's tapes, as it crosses to other threads. */
export interface SweptTape {
  /** The method that made it of the season's tape; null: the season's own. */
  readonly method: string | null
  readonly facts: Omit<Tape, 'ticks'>
  readonly ticks: DenseBatch
}

/** Everything that the combinations of a sweep share. */
export interface SweptSeason {
  readonly instrument: Instrument
  readonly rules: MarketRules
  readonly opened: SparseData<'SeasonOpened'>
  readonly entry: SparseData<'ContestantEntered'>
  readonly axes: readonly Axis[]
  readonly tapes: readonly SweptTape[]
}

/** A season that would end before it has begun. */
export interface SpanRefusal extends Omit<Refusal, 'reason'> {
  readonly reason: 'end-not-after-start'
}

/** A tape, or a span of one, ready to be gone through again and again. */
export interface SweptMarket {
  readonly tape: Tape
  readonly opened: SparseEvent
  readonly ticks: DenseSlice
  readonly marks: Float64Array
  readonly thinned: (contestant: string, run: RunSlice) => SeasonBatch
}

/** Each costs as much as the tape has ticks: those that come again soon are kept. */
const MOST_MARKETS = 8

/** Makes the markets of combinations. */
export function marketsOf(season: SweptSeason) {
  const known = new Map<string, E.Either<SpanRefusal, SweptMarket>>()
  return (changes: Changes, wanted: ReadonlySet<CostlyFigures>) => {
    const { tape, startMicros, endMicros } = changes
    const key = JSON.stringify([tape, startMicros, endMicros, [...wanted]])
    const found = known.get(key)
    if (found !== undefined) return found
    const cut = tapeOf(season, changes)
    const market = E.map((tape: WholeTape) => marketOf(season, tape, wanted))(cut)
    const [oldest] = known.keys()
    if (oldest !== undefined && known.size >= MOST_MARKETS) known.delete(oldest)
    known.set(key, market)
    return market
  }
}

/** What a contestant enters with on a tape: those of its amendments that lie within. */
export function enteredOn(
  { startMicros, sealed }: Pick<Tape, 'startMicros' | 'sealed'>,
  entry: SparseData<'ContestantEntered'>,
): SparseData<'ContestantEntered'> {
  const amendments = entry.amendments.filter(
    ({ atMicros }) => atMicros > startMicros && atMicros < sealed.timeMicros,
  )
  return { ...entry, amendments }
}

/** The tape that a combination runs on. */
export function tapeOf(
  { tapes, opened }: Pick<SweptSeason, 'tapes' | 'opened'>,
  { tape: method, startMicros, endMicros }: Omit<Changes, 'set'>,
): E.Either<SpanRefusal, WholeTape> {
  const swept = tapes.find((tape) => tape.method === method)
  if (swept === undefined) throw new Error(`a sweep without its tape ${method ?? ''}`)
  const whole = { facts: swept.facts, batch: swept.ticks }
  if (startMicros === null && endMicros === null) return E.right(whole)
  const span = {
    kind: 'span',
    fromMicros: startMicros ?? opened.startMicros,
    toMicros: endMicros ?? opened.endMicros,
  } as const
  if (span.toMicros <= span.fromMicros) return E.left(endsEarly(span))
  // Starts and ends were checked beside the tape before: all that is left is that none lies between.
  const cut = spanTape(whole, span)
  return E.isLeft(cut) ? E.left(endsEarly(span)) : cut
}

function endsEarly(span: { readonly fromMicros: number; readonly toMicros: number }): SpanRefusal {
  const expected = `an end after the start ${isoTime(span.fromMicros)}`
  const found = isoTime(span.toMicros)
  return { reason: 'end-not-after-start', field: 'end', expected, found }
}

function marketOf(
  { opened }: Pick<SweptSeason, 'opened'>,
  { facts, batch }: WholeTape,
  wanted: ReadonlySet<CostlyFigures>,
): SweptMarket {
  const tape = { ...facts, ticks: ticksOfBatch(batch) }
  const slice = { stream: ticksStream(tape.name), firstRevision: 0, batch }
  const marks =
    tape.marks === null
      ? null
      : { stream: marksStream(tape.name), firstRevision: 0, batch: tape.marks }
  const [first, ...rates] = tape.opening
  const seasonOpened = openedEvent(tape, opened)
  const opening = [first === undefined ? [] : [first], [seasonOpened]]
  const market = {
    opening: opening.map((events) => ({ stream: tapeStream(tape.name), firstRevision: 0, events })),
    fundings: { stream: tapeStream(tape.name), firstRevision: 1, events: rates },
    marks,
    ticks: slice,
  }
  const { column } = markColumn(slice, marks, null)
  const thinned = thinnedSeason(market, wanted)
  return { tape, opened: seasonOpened, ticks: slice, marks: column, thinned }
}
