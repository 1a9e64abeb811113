import {
  type CandlePath,
  type DenseBatch,
  type TickColumns,
  at,
  candleTicks,
  wholeTicks,
} from '@gridledger/domain'

/** Marks that keep their ratio to the last price at their time; before the first tick, to the first. */
export function marksInRatio(
  marks: DenseBatch,
  before: TickColumns,
  after: TickColumns,
): DenseBatch {
  const [times = new Float64Array(), rows = new Float64Array(), prices = new Float64Array()] =
    marks.columns
  let tick = 0
  const made = prices.map((mark, row) => {
    while (tick + 1 < before.count && at(before.timeMicros, tick + 1) <= at(times, row)) tick += 1
    return wholeTicks((mark * at(after.ticks, tick)) / at(before.ticks, tick))
  })
  return { ...marks, columns: [times, rows, made] }
}

/**
 * The marks of a tape along another path: of each mark bar of which all four marks are there, the
 * extremes change places where the path wants it. A bar that the tape cuts stays as it is.
 */
export function marksAlong(
  marks: DenseBatch,
  intervalMicros: number | null,
  path: CandlePath,
): DenseBatch {
  const [times = new Float64Array(), rows = new Float64Array(), prices = new Float64Array()] =
    marks.columns
  if (intervalMicros === null) throw new Error('marks without their interval')
  const made = prices.slice()
  for (let row = 0; row < marks.count;) {
    const openMicros = at(times, row)
    const isWhole = row + 3 < marks.count && at(times, row + 3) === openMicros + intervalMicros - 1
    if (!isWhole) {
      row += 1
      continue
    }
    const one = (tick: number) => Float64Array.of(at(prices, row + tick))
    const candle = {
      count: 1,
      openTimeMicros: Float64Array.of(openMicros),
      openTicks: one(0),
      highTicks: Float64Array.of(Math.max(at(prices, row + 1), at(prices, row + 2))),
      lowTicks: Float64Array.of(Math.min(at(prices, row + 1), at(prices, row + 2))),
      closeTicks: one(3),
    }
    made.set(candleTicks(candle, [0], intervalMicros, path).ticks, row)
    row += 4
  }
  return { ...marks, columns: [times, rows, made] }
}
