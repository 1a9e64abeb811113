/** How much each row goes through. */
export interface BenchSize {
  /** Rounds that count. */
  readonly rounds: number
  /** The same of rows whose rounds take many seconds. */
  readonly fewRounds: number
  /** One-minute candles of the year. */
  readonly yearBars: number
  /** Of the row that writes every event into plain SQLite. */
  readonly monthBars: number
  /** Moments that a round of `seek` looks at. */
  readonly moments: number
  /** What the sweep varies, as `sweep --vary` takes it. */
  readonly varied: readonly string[]
  readonly importedCandles: number
  readonly importedTrades: number
  /** Events of all streams, about; ascending. */
  readonly scaleEvents: readonly number[]
  readonly serverEvents: number
}

export const FULL_SIZE: BenchSize = {
  rounds: 5,
  fewRounds: 3,
  yearBars: 525_600,
  monthBars: 43_200,
  moments: 40,
  varied: ['gridCount=37..86/1', 'leverage=3..22/1'],
  importedCandles: 1_000_000,
  importedTrades: 10_000_000,
  scaleEvents: [1_000_000, 10_000_000, 50_000_000],
  serverEvents: 30_000,
}

/** Enough to see that each row does its work; its figures mean nothing. */
export const QUICK_SIZE: BenchSize = {
  rounds: 1,
  fewRounds: 1,
  yearBars: 3_000,
  monthBars: 1_500,
  moments: 2,
  varied: ['gridCount=20..21/1', 'leverage=3..4/1'],
  importedCandles: 2_000,
  importedTrades: 5_000,
  scaleEvents: [1_000, 10_000, 50_000],
  serverEvents: 2_000,
}
