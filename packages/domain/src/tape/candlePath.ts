import { at as valueAt } from '../columns'
import type { Candles } from './candles'

/** Looked up once, as in `drive`. */
const at = valueAt

/** The order in which a candle's extremes are taken to have come. */
export type CandlePath =
  | { readonly kind: 'nearest' | 'high-first' | 'low-first' }
  | { readonly kind: 'seeded'; readonly seed: number }

/** `nearest`, `high-first`, `low-first` or `seeded:N`; undefined for anything else. */
export function parseCandlePath(text: string): CandlePath | undefined {
  if (text === 'nearest' || text === 'high-first' || text === 'low-first') return { kind: text }
  const seed = /^seeded:(\d{1,9})$/.exec(text)?.[1]
  return seed === undefined ? undefined : { kind: 'seeded', seed: Number(seed) }
}

/** Ticks as columns: time in microseconds, row of the source, price in ticks. */
export interface TickColumns {
  readonly count: number
  readonly timeMicros: Float64Array
  readonly row: Float64Array
  readonly ticks: Float64Array
}

/** Columns for so many ticks, to be filled. */
export function tickColumns(count: number): TickColumns {
  const column = () => new Float64Array(count)
  return { count, timeMicros: column(), row: column(), ticks: column() }
}

/**
 * Four ticks a candle: open, one extreme, the other, close, at open + 0, 1/4 and 1/2 of the
 * interval and at open + interval − 1 µs. `rows` gives the source row of each candle. Columns
 * `into` which they fit are filled in place of new ones.
 */
export function candleTicks(
  candles: Candles,
  rows: ArrayLike<number>,
  intervalMicros: number,
  path: CandlePath,
  into?: TickColumns,
): TickColumns {
  const count = candles.count * 4
  const { timeMicros, row, ticks } = into ?? tickColumns(count)
  if (timeMicros.length < count) throw new RangeError(`no room for ${count} ticks`)
  const made = { count, timeMicros, row, ticks }
  fillTicks(made, candles, rows, intervalMicros, path)
  return made
}

/** A loop of its own: one with more to come after it is compiled anew each time that it ends. */
function fillTicks(
  { timeMicros, row, ticks }: TickColumns,
  candles: Candles,
  rows: ArrayLike<number>,
  intervalMicros: number,
  path: CandlePath,
): void {
  const { openTimeMicros, openTicks, highTicks, lowTicks, closeTicks } = candles
  for (let bar = 0; bar < candles.count; bar += 1) {
    const open = at(openTicks, bar)
    const high = at(highTicks, bar)
    const low = at(lowTicks, bar)
    const openMicros = at(openTimeMicros, bar)
    const sourceRow = at(rows, bar)
    const highFirst = isHighFirst(path, openMicros, high - open, open - low)
    const first = bar * 4
    timeMicros[first] = openMicros
    timeMicros[first + 1] = openMicros + intervalMicros / 4
    timeMicros[first + 2] = openMicros + intervalMicros / 2
    timeMicros[first + 3] = openMicros + intervalMicros - 1
    row[first] = sourceRow
    row[first + 1] = sourceRow
    row[first + 2] = sourceRow
    row[first + 3] = sourceRow
    ticks[first] = open
    ticks[first + 1] = highFirst ? high : low
    ticks[first + 2] = highFirst ? low : high
    ticks[first + 3] = at(closeTicks, bar)
  }
}

/** Nearest: only a strictly smaller high − open puts the high first. */
function isHighFirst(path: CandlePath, openMicros: number, toHigh: number, toLow: number): boolean {
  if (path.kind === 'nearest') return toHigh < toLow
  return path.kind === 'seeded' ? coin(path.seed, openMicros) : path.kind === 'high-first'
}

/** A bit that depends on the seed and the bar's time alone, not on where the tape begins. */
function coin(seed: number, openMicros: number): boolean {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.floor(openMicros / 1_000_000)
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return ((hash ^ (hash >>> 16)) & 1) === 1
}
