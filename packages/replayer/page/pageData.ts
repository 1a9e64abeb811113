/** Numbers for the charts of a report, as the page carries them in JSON; the tables are HTML already. */
export interface PageData {
  /** Zone of all times that the page shows. */
  readonly timeZone: string
  readonly priceDecimals: number
  /**
   * Opening times of all buckets in seconds since 1970; what follows has a value for each, null where
   * a tape, or the run on it, has none.
   */
  readonly times: readonly number[]
  /** Of each tape its prices. */
  readonly tapes: readonly PageCandles[]
  readonly curves: readonly PageCurve[]
  readonly runs: readonly PageRun[]
  /** The contestant that is shown first. */
  readonly chosen: string
}

export interface PageCandles {
  readonly open: readonly (number | null)[]
  readonly high: readonly (number | null)[]
  readonly low: readonly (number | null)[]
  readonly close: readonly (number | null)[]
}

/** A contestant's curves, or those of a position that is held. */
export interface PageCurve {
  readonly name: string
  readonly isBenchmark: boolean
  /** Percent of the investment. */
  readonly returnPct: readonly (number | null)[]
  /** Percent of the peak, zero or negative: the deepest of each bucket. */
  readonly fallPct: readonly (number | null)[]
}

/** What is drawn over the price for one contestant; times are those of buckets. */
export interface PageRun {
  readonly contestant: string
  /** The index of its tape. */
  readonly tape: number
  readonly lines: readonly {
    readonly from: number
    readonly to: number
    readonly prices: readonly number[]
  }[]
  /** time, side, lowest and highest price, number of fills */
  readonly fills: readonly (readonly [number, 'buy' | 'sell', number, number, number])[]
  readonly spells: readonly (readonly [from: number, to: number, side: 'above' | 'below'])[]
  /** From a bucket to the next entry, by time; the last to the end. */
  readonly liquidation: readonly PageLiquidation[]
}

/** Liquidation prices when the price falls and when it rises: now, and after fills. */
export type PageLiquidation = readonly [
  from: number,
  lower: number | null,
  upper: number | null,
  lowerAfterFills: number | null,
  upperAfterFills: number | null,
]
