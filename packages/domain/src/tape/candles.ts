/** Candles as columns; prices in ticks, times in microseconds at the open of the bar. */
export interface Candles {
  readonly count: number
  readonly openTimeMicros: Float64Array
  readonly openTicks: Float64Array
  readonly highTicks: Float64Array
  readonly lowTicks: Float64Array
  readonly closeTicks: Float64Array
}

/** Columns for so many candles, to be filled. */
export function candleColumns(count: number): Candles {
  return {
    count,
    openTimeMicros: new Float64Array(count),
    openTicks: new Float64Array(count),
    highTicks: new Float64Array(count),
    lowTicks: new Float64Array(count),
    closeTicks: new Float64Array(count),
  }
}
