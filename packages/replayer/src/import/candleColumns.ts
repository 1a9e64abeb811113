import { at } from '@gridledger/domain'

/** Bars as they stand in a file: times in microseconds, prices in ticks, and the line of each. */
export interface CandleRows {
  readonly count: number
  readonly times: Float64Array
  readonly opens: Int32Array
  readonly highs: Int32Array
  readonly lows: Int32Array
  readonly closes: Int32Array
  /** From 1; a file of candles has fewer than 2^31 bytes. */
  readonly lines: Int32Array
  /** Lines of the file, a header included. */
  readonly allLines: number
}

export type Price = 'open' | 'high' | 'low' | 'close'
/** Prices are below 2^31 ticks. */
export type CandleColumns = Readonly<Record<Price | 'line', Int32Array>> & {
  readonly time: Float64Array
}

/** Room for so many rows. */
export function candleColumns(rows: number): CandleColumns {
  const column = () => new Int32Array(rows)
  return {
    ...{ time: new Float64Array(rows), line: column() },
    ...{ open: column(), high: column(), low: column(), close: column() },
  }
}

/** The columns with room for so many rows. */
export function longerColumns(columns: CandleColumns, rows: number): CandleColumns {
  const longer = candleColumns(rows)
  for (const name of ['time', 'line', 'open', 'high', 'low', 'close'] as const)
    longer[name].set(columns[name])
  return longer
}

/** The first `count` rows of columns. */
export function candleRows(columns: CandleColumns, count: number, allLines: number): CandleRows {
  return {
    count,
    times: columns.time.subarray(0, count),
    opens: columns.open.subarray(0, count),
    highs: columns.high.subarray(0, count),
    lows: columns.low.subarray(0, count),
    closes: columns.close.subarray(0, count),
    lines: columns.line.subarray(0, count),
    allLines,
  }
}

/** What is wrong with a bar's four prices together. */
export function priceProblem(
  { open, high, low, close }: CandleColumns,
  row: number,
): string | undefined {
  const highest = at(high, row)
  const lowest = at(low, row)
  if (highest < lowest) return 'expected high at or above low, found it below'
  if (at(open, row) > highest || at(open, row) < lowest)
    return 'expected open between low and high, found it outside'
  if (at(close, row) > highest || at(close, row) < lowest)
    return 'expected close between low and high, found it outside'
  return undefined
}
