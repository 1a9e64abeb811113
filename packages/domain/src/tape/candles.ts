/** Candles as columns; prices in ticks, times in microseconds at the open of the bar. */
export interface Candles {
  readonly count: number
  readonly openTimeMicros: Float64Array
  readonly openTicks: Float64Array
  readonly highTicks: Float64Array
  readonly lowTicks: Float64Array
  readonly closeTicks: Float64Array
}
