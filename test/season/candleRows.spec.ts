import { type CandleRow, aggregated, candleText, readCandleRows } from './candleRows'
import { describeWithData } from './shared'
import { tapeOf } from './simulated'

const MINUTE = 60_000

const row = (minute: number, open: number, high: number, low: number, close: number): CandleRow => {
  return { timeMillis: minute * MINUTE, open, high, low, close }
}

describe('aggregated', () => {
  it('joins bars on multiples of the length: open, extremes, close', () => {
    const rows = [
      row(13, 5, 6, 4, 5.5), // the bar of minute 0 is cut by the file's begin
      row(14, 5.5, 9, 5, 6),
      row(15, 6, 7, 2, 3),
      row(16, 3, 8, 1, 4),
      row(29, 4, 5, 3.5, 3.7),
      row(30, 3.7, 3.7, 3.7, 3.7),
    ]
    expect(aggregated(rows, 15)).toEqual([
      row(0, 5, 9, 4, 6),
      row(15, 6, 8, 1, 3.7),
      row(30, 3.7, 3.7, 3.7, 3.7),
    ])
    expect(aggregated(rows, 1)).toEqual(rows)
  })

  it('prints what an importer reads, digits unchanged', () => {
    expect(candleText([row(1, 108881, 109220.9, 108624.1, 0.1)])).toBe(
      'ts_ms_utc,open,high,low,close\n60000,108881,109220.9,108624.1,0.1\n',
    )
  })
})

describeWithData("OKX's bars (need ../shared/data)", () => {
  it('of one minute join to exactly those of fifteen', () => {
    const minutes = readCandleRows(tapeOf('OKX, one minute').candles![0]!)
    const quarters = new Map(
      readCandleRows(tapeOf('OKX, fifteen minutes').candles![0]!).map((bar) => [
        bar.timeMillis,
        bar,
      ]),
    )
    const joined = aggregated(minutes, 15)
    const text = (bar: CandleRow | undefined) => JSON.stringify(bar)
    expect(joined).toHaveLength(minutes.length / 15)
    expect(joined.filter((bar) => text(bar) !== text(quarters.get(bar.timeMillis)))).toHaveLength(0)
  })
})
