import { type DenseBatch, type SparseEvent, at as valueAt } from '@gridledger/domain'
import { revisionAt } from './denseCursor'
import { followsCheck } from './fold'
import { ALL_FIGURES } from './runViews'
import type { DenseSlice, RunSlice, SeasonBatch } from './seasonBatch'

/** Looked up once, as in `fold`; rows are Float64Arrays too, for `at` is fast while it sees few kinds. */
const at = valueAt

/** A whole season before its runs: what many simulated runs have in common. */
export type WholeMarket = Pick<SeasonBatch, 'opening' | 'fundings' | 'marks' | 'ticks'>

/**
 * Makes batches of a whole season that hold only the ticks at which a view of `runViewsAfter` can
 * change, with the marks and checks that belong to them: a hundredth of all, so that folding them
 * takes a fraction of simulating the run. The wanted figures come out the same, to the last digit.
 * Kept are the first and the last tick and those
 * - at which something happened to the run, or a sample is taken, and the ones before samples;
 * - at which the price leaves the range, comes back, or is farther away than before;
 * - whose check found the deepest fall so far, the peak that it fell from, or the lowest equity
 *   between two events: while nothing happens to the account, nothing else is nearer to liquidation.
 */
export function thinnedSeason(
  market: WholeMarket,
  wanted = ALL_FIGURES,
): (contestant: string, run: RunSlice) => SeasonBatch {
  const { ticks, marks } = market
  const everywhere = fixedRows(market)
  const markRows = marks === null ? null : markRowsOf(ticks, marks)
  const areChecksWanted = wanted.has('falls') || wanted.has('liquidation')
  const extent = extentOf(ticks.batch)
  const kept = new Uint8Array(ticks.batch.count)
  const scratch = new Float64Array(ticks.batch.count)
  return (contestant, run) => {
    kept.fill(0)
    for (const row of everywhere) kept[row] = 1
    for (const { tick } of run.events.events) if (tick !== null) kept[tick] = 1
    if (wanted.has('offGrid')) keepOffGrid(kept, ticks.batch, extent, run.events.events)
    if (areChecksWanted && run.checks !== null) keepExtremes(kept, run.checks.batch, breaks(run))
    const rows = rowsOf(kept, scratch)
    const checks =
      !areChecksWanted || run.checks === null
        ? null
        : chosen(run.checks, checkRows(rows, run.checks.batch))
    return {
      ...market,
      ticks: chosen(ticks, rows),
      marks: marks === null || markRows === null ? null : chosen(marks, markRowsAt(markRows, rows)),
      runs: new Map([[contestant, { events: run.events, checks }]]),
    }
  }
}

/** The ticks that count whatever the run does: the first, the last, and those of samples. */
function fixedRows({ opening, ticks }: WholeMarket): readonly number[] {
  const [times = new Float64Array()] = ticks.batch.columns
  const last = ticks.batch.count - 1
  const rows = [0, last]
  const opened = opening.flatMap(({ events }) => events).find(({ type }) => type === 'SeasonOpened')
  if (opened?.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  const { startMicros, endMicros, sampleEveryMicros } = opened.data
  for (let time = endMicros; time > startMicros; time -= sampleEveryMicros) {
    const row = firstAtOrAfter(times, time)
    rows.push(Math.max(0, row - 1), Math.min(row, last))
  }
  return rows
}

function firstAtOrAfter(times: Float64Array, timeMicros: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (at(times, middle) < timeMicros) low = middle + 1
    else high = middle
  }
  return low
}

/** By tick, the row of the mark in force; -1 before the first. */
function markRowsOf(ticks: DenseSlice, marks: DenseSlice): Float64Array {
  const [times = new Float64Array()] = ticks.batch.columns
  const [markTimes = new Float64Array()] = marks.batch.columns
  let mark = -1
  return Float64Array.from(times, (time) => {
    while (mark + 1 < marks.batch.count && at(markTimes, mark + 1) <= time) mark += 1
    return mark
  })
}

function markRowsAt(markRows: Float64Array, rows: Float64Array): Float64Array {
  const chosenRows: number[] = []
  for (const row of rows) {
    const mark = at(markRows, row)
    if (mark >= 0 && mark !== chosenRows.at(-1)) chosenRows.push(mark)
  }
  return Float64Array.from(chosenRows)
}

/** The lowest and the highest price. */
type Extent = readonly [number, number]

function extentOf({ columns }: DenseBatch): Extent {
  const [, , prices = new Float64Array()] = columns
  let [low, high] = [Infinity, -Infinity]
  for (const price of prices) {
    low = Math.min(low, price)
    high = Math.max(high, price)
  }
  return [low, high]
}

/** The lines of a grid change with its events alone. */
function keepOffGrid(
  kept: Uint8Array,
  { columns, count }: DenseBatch,
  [low, high]: Extent,
  events: readonly SparseEvent[],
) {
  const [, , prices = new Float64Array()] = columns
  let from = 0
  let lines: Extent = [-Infinity, Infinity]
  const keepUpTo = (to: number) => {
    if (low < lines[0] || high > lines[1]) keepBeyond(kept, prices, from, to, lines)
    from = to
  }
  for (const event of events) {
    const after = linesAfter(event)
    if (after === undefined || event.tick === null) continue
    keepUpTo(event.tick + 1)
    lines = after
  }
  keepUpTo(count)
}

/** The outermost lines after an event, where it changes them. */
function linesAfter(event: SparseEvent): Extent | undefined {
  if (event.type === 'GridStopped') return [-Infinity, Infinity]
  const isLaid =
    event.type === 'ParametersAmended' ? event.data.relaid : event.type === 'GridStarted'
  if (!isLaid || !('linesTicks' in event.data)) return undefined
  const { linesTicks } = event.data
  return [at(linesTicks, 0), at(linesTicks, linesTicks.length - 1)]
}

function keepBeyond(
  kept: Uint8Array,
  prices: Float64Array,
  from: number,
  to: number,
  [lower, upper]: Extent,
): void {
  let [side, farthest] = [0, 0]
  for (let row = from; row < to; row += 1) {
    const price = prices[row] ?? NaN
    if (price <= upper && price >= lower) {
      if (side !== 0) kept[row] = 1
      side = 0
      continue
    }
    const now = price > upper ? 1 : -1
    const distance = now > 0 ? price - upper : lower - price
    if (now === side && distance <= farthest) continue
    kept[row] = 1
    side = now
    farthest = distance
  }
}

/** The ticks at which equity does not go on from check to check: margin is added, a position closed after one. */
function breaks({ events: { events } }: RunSlice): ReadonlySet<number | null> {
  const breaking = events.filter(
    (event) => event.type === 'ParametersAmended' || followsCheck(event),
  )
  return new Set(breaking.map(({ tick }) => tick))
}

/**
 * Keeps the ticks of telling checks. A fall that is the largest share of its peak so far is also the
 * largest amount so far, for peaks only rise; of the peaks those count from which such falls began,
 * and the last.
 */
function keepExtremes(
  kept: Uint8Array,
  { columns, count }: DenseBatch,
  broken: ReadonlySet<number | null>,
): void {
  const [, ticks = new Float64Array(), equities = new Float64Array()] = columns
  let [highest, highestTick, deepestFall] = [-Infinity, 0, 0]
  let [lowest, lowestTick, before] = [Infinity, 0, -1]
  for (let row = 0; row < count; row += 1) {
    const equity = equities[row] ?? NaN
    const tick = ticks[row] ?? NaN
    if (kept[tick] === 1) {
      kept[lowestTick] = 1
      lowest = Infinity
      // The equity of a flat position is in no check either.
      if (tick !== before + 1 || broken.has(tick)) {
        kept[highestTick] = 1
        highest = -Infinity
        deepestFall = 0
      }
    }
    before = tick
    if (equity < lowest) {
      lowest = equity
      lowestTick = tick
    }
    if (equity > highest) {
      highest = equity
      highestTick = tick
    } else if (highest - equity > deepestFall) {
      deepestFall = highest - equity
      kept[highestTick] = 1
      kept[tick] = 1
    }
  }
  kept[lowestTick] = 1
  kept[highestTick] = 1
}

function rowsOf(kept: Uint8Array, scratch: Float64Array): Float64Array {
  let next = 0
  for (let row = 0; row < kept.length; row += 1) {
    if (kept[row] !== 1) continue
    scratch[next] = row
    next += 1
  }
  return scratch.slice(0, next)
}

/** The rows of the checks at some ticks: a tick has one at most, so it lies at most as far ahead as the tick. */
function checkRows(rows: Float64Array, { columns, count }: DenseBatch): Float64Array {
  const [, ticks = new Float64Array()] = columns
  const found = new Float64Array(rows.length)
  let [next, row, before] = [0, -1, -1]
  for (let index = 0; index < rows.length; index += 1) {
    const tick = rows[index] ?? NaN
    let ahead = Math.min(count - 1, row + tick - before)
    while (ahead > row && (ticks[ahead] ?? NaN) > tick) ahead -= 1
    row = ahead
    before = tick
    if (ticks[row] !== tick) continue
    found[next] = row
    next += 1
  }
  return found.slice(0, next)
}

/** Some rows of a slice, each with its revision. */
function chosen(slice: DenseSlice, rows: Float64Array): DenseSlice {
  const columns = slice.batch.columns.map((column) => chosenRows(column, rows))
  const revisions = new Float64Array(rows.length)
  for (let row = 0; row < rows.length; row += 1)
    revisions[row] = revisionAt(slice, rows[row] ?? NaN)
  return {
    stream: slice.stream,
    firstRevision: slice.firstRevision,
    batch: { ...slice.batch, count: rows.length, columns },
    revisions,
  }
}

function chosenRows(column: Float64Array, rows: Float64Array): Float64Array {
  const made = new Float64Array(rows.length)
  for (let row = 0; row < rows.length; row += 1) made[row] = column[rows[row] ?? NaN] ?? NaN
  return made
}
