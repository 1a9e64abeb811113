import { readFileSync } from 'node:fs'

/** A bar of a plain CSV: its time in milliseconds and its prices, which print as they were read. */
export interface CandleRow {
  readonly timeMillis: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export function readCandleRows(path: string): readonly CandleRow[] {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split('\n')
  if (header?.startsWith('ts_ms_utc,open,high,low,close') !== true) {
    throw new Error(`${path}: expected plain candles, found ${header ?? 'nothing'}`)
  }
  return lines.map((line) => {
    const [timeMillis = NaN, open = NaN, high = NaN, low = NaN, close = NaN] = line
      .split(',')
      .map(Number)
    return { timeMillis, open, high, low, close }
  })
}

/** Longer bars, on multiples of their length: first open, highest, lowest and last close of theirs. */
export function aggregated(rows: readonly CandleRow[], minutes: number): readonly CandleRow[] {
  const length = minutes * 60_000
  const bars: CandleRow[] = []
  for (const row of rows) {
    const timeMillis = row.timeMillis - (row.timeMillis % length)
    const bar = bars.at(-1)
    if (bar?.timeMillis !== timeMillis) bars.push({ ...row, timeMillis })
    else {
      const high = Math.max(bar.high, row.high)
      const low = Math.min(bar.low, row.low)
      bars[bars.length - 1] = { ...bar, high, low, close: row.close }
    }
  }
  return bars
}

export function candleText(rows: readonly CandleRow[]): string {
  const lines = rows.map(({ timeMillis, open, high, low, close }) =>
    [timeMillis, open, high, low, close].join(','),
  )
  return ['ts_ms_utc,open,high,low,close', ...lines, ''].join('\n')
}
