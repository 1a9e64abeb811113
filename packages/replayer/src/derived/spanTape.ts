import * as E from 'fp-ts/Either'
import {
  type DenseBatch,
  type Gaps,
  type SparseData,
  type SparseEvent,
  at,
} from '@gridledger/domain'
import { isoTime, rowsBetween } from '@gridledger/projections'
import { extent } from '../import/spanPrices'
import { type Tape, sealedEvent } from '../import/tape'
import { derivedName, tapeMethodText, type TapeMethod } from './tapeMethod'
import { firstFrom } from '../import/firstFrom'

/** A tape of which all ticks are at hand. */
export interface WholeTape {
  readonly facts: Omit<Tape, 'ticks'>
  readonly batch: DenseBatch
}

type TapeOpened = SparseData<'TapeOpened'>
type Span = Extract<TapeMethod, { readonly kind: 'span' }>

/**
 * A part of a tape as a tape of its own, cut as a season's span is from a source: from the first bar
 * or trade at or after its start to the open of the bar at its end, or the first trade from there on,
 * with the funding due within and the marks from the latest before it on. No column is copied. A Left
 * says what the tape lacks.
 */
export function spanTape({ facts, batch }: WholeTape, span: Span): E.Either<string, WholeTape> {
  const [opened, ...rates] = facts.opening
  if (opened?.type !== 'TapeOpened') throw new Error(`${facts.name}: a tape without its TapeOpened`)
  const rows = rowsOf(batch, opened.data, span)
  if (E.isLeft(rows)) return E.left(`${tapeMethodText(span)}: ${rows.left}`)
  const { first, last } = rows.right
  const ticks = rowsBetween(batch, first, last + 1)
  const [times = [], , prices = new Float64Array()] = ticks.columns
  const [startMicros, endMicros] = [at(times, 0), at(times, ticks.count - 1)]
  const name = derivedName(facts.name, span)
  const marks = facts.marks === null ? null : marksWithin(facts.marks, startMicros, endMicros)
  const due = rates.filter((rate) => rate.timeMicros > startMicros && rate.timeMicros <= endMicros)
  const [lowTicks, highTicks] = extent(prices)
  const { gaps: _gaps, ...data } = opened.data
  const gaps = gapsWithin(ticks, opened.data)
  const within = {
    tape: name,
    fromMicros: startMicros,
    toMicros: endMicros,
    derived: { from: facts.name, method: tapeMethodText(span) },
    // Before the first mark the last price is the mark, as on a tape without any.
    ...(marks === null ? { mark: null, markIntervalMicros: null } : {}),
    ...(gaps === undefined ? {} : { gaps }),
  }
  const opening: readonly SparseEvent[] = [
    { ...opened, timeMicros: startMicros, data: { ...data, ...within } },
    ...due,
  ]
  const counts = { ticks: ticks.count, marks: marks?.count ?? 0, fundings: due.length }
  const sealed = sealedEvent(name, endMicros, { ...counts, lowTicks, highTicks })
  const cut = { name, startMicros, opening, sealed, marks, lowTicks, highTicks }
  return E.right({ facts: { ...facts, ...cut }, batch: ticks })
}

function rowsOf(
  batch: DenseBatch,
  opened: TapeOpened,
  { fromMicros, toMicros }: Span,
): E.Either<string, { readonly first: number; readonly last: number }> {
  const problem = startProblem(opened, fromMicros) ?? endProblem(batch, opened, toMicros)
  if (problem !== undefined) return E.left(problem)
  const [times = new Float64Array()] = batch.columns
  const step = ticksPerBar(opened)
  const first = Math.ceil(firstFrom(times, batch.count, fromMicros) / step) * step
  const last = firstFrom(times, batch.count, toMicros)
  if (first < last) return E.right({ first, last })
  return E.left(`expected an end after the start, found ${isoTime(toMicros)}`)
}

/** Why no span of a tape starts there; undefined where one may. */
export function startProblem(opened: TapeOpened, startMicros: number): string | undefined {
  const { fromMicros, toMicros } = opened
  if (startMicros >= fromMicros && startMicros < toMicros) return undefined
  return `expected a start ${spanOf(opened)}, found ${isoTime(startMicros)}`
}

/** Why no span of a tape ends there; undefined where one may. */
export function endProblem(
  { columns, count }: DenseBatch,
  opened: TapeOpened,
  endMicros: number,
): string | undefined {
  const { fromMicros, toMicros, intervalMicros } = opened
  const found = `found ${isoTime(endMicros)}`
  if (endMicros <= fromMicros || endMicros > toMicros)
    return `expected an end ${spanOf(opened)}, ${found}`
  const [times = new Float64Array()] = columns
  const row = firstFrom(times, count, endMicros)
  const opensBar = row % ticksPerBar(opened) === 0 && at(times, row) === endMicros
  if (intervalMicros === null || opensBar) return undefined
  return `expected the open of a bar as the end, ${found}`
}

const spanOf = ({ fromMicros, toMicros }: TapeOpened): string =>
  `within ${isoTime(fromMicros)} to ${isoTime(toMicros)}`

/** Of a bar's four ticks the first is its open. */
const ticksPerBar = ({ intervalMicros }: TapeOpened): number => (intervalMicros === null ? 1 : 4)

/** From the latest mark at or before the start to the last one at or before the end. */
function marksWithin(marks: DenseBatch, startMicros: number, endMicros: number): DenseBatch | null {
  const [times = new Float64Array()] = marks.columns
  const from = Math.max(0, firstFrom(times, marks.count, startMicros + 1) - 1)
  const to = firstFrom(times, marks.count, endMicros + 1)
  return to > from ? rowsBetween(marks, from, to) : null
}

/** Of candles those that are left; of trades, whose gaps are no times of ours, all that were found. */
function gapsWithin(
  { columns, count }: DenseBatch,
  { gaps, intervalMicros }: TapeOpened,
): Gaps | undefined {
  if (gaps === undefined || intervalMicros === null) return gaps
  const [times = []] = columns
  let [found, longestMicros] = [0, 0]
  for (let row = 4; row < count; row += 4) {
    const missing = at(times, row) - at(times, row - 4) - intervalMicros
    if (missing <= 0) continue
    found += 1
    longestMicros = Math.max(longestMicros, missing)
  }
  return found === 0 ? undefined : { count: found, longestMicros }
}
