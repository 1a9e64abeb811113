import { MICROS_PER_DAY, MICROS_PER_HOUR, MICROS_PER_SECOND } from '@gridledger/domain'

const MINUTE = 60 * MICROS_PER_SECOND
/** What people read a chart in; none is shorter than a second, the unit of charting libraries. */
const WIDTHS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MICROS_PER_SECOND),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map((count) => count * MICROS_PER_HOUR),
  ...[1, 2, 5, 10, 20, 50, 100].map((count) => count * MICROS_PER_DAY),
]
const LONGEST = 365 * MICROS_PER_DAY

/**
 * The shortest customary width, in microseconds and not below `leastMicros`, that cuts a span into
 * at most `atMost` (2 or more) buckets; for longer ones than all of them the last, doubled until it does.
 */
export function bucketWidth(
  startMicros: number,
  endMicros: number,
  atMost: number,
  leastMicros: number,
): number {
  const fits = (width: number) =>
    width >= leastMicros &&
    Math.floor(endMicros / width) - Math.floor(startMicros / width) + 1 <= Math.max(2, atMost)
  let width = WIDTHS.find(fits) ?? LONGEST
  while (!fits(width)) width *= 2
  return width
}

/** When the bucket of a moment opens: buckets open at whole multiples of their width. */
export function bucketOpen(timeMicros: number, widthMicros: number): number {
  return Math.floor(timeMicros / widthMicros) * widthMicros
}

/** No bucket is shorter than a bar of the tape or, on trades, than a second; nor than `leastMicros`. */
export function shortestBucket(intervalMicros: number | null, leastMicros = 0): number {
  return Math.max(leastMicros, intervalMicros ?? 1_000_000)
}
