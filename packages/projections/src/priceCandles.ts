import type { EventMap, Projection } from './projection'
import { bucketOpen, bucketWidth, shortestBucket } from './timeBuckets'

/** The last prices of a bucket of time, in ticks. */
export interface PriceCandle {
  readonly openMicros: number
  readonly openTicks: number
  readonly highTicks: number
  readonly lowTicks: number
  readonly closeTicks: number
}

/** The candles of a season so far, each `widthMicros` long. */
export interface PriceCandlesView {
  readonly widthMicros: number
  /** The candle of the last tick; null before the first. */
  readonly open: PriceCandle | null
  /** Those before it; when the events have ended, all of them. */
  readonly candles: readonly PriceCandle[]
}

function priceTicked(
  view: PriceCandlesView,
  { timeMicros, data: { priceTicks } }: EventMap['PriceTicked'],
): PriceCandlesView {
  const { widthMicros, open, candles } = view
  const openMicros = bucketOpen(timeMicros, widthMicros)
  if (open?.openMicros !== openMicros) {
    const prices = { openTicks: priceTicks, highTicks: priceTicks, lowTicks: priceTicks }
    return { ...closeCandle(view), open: { openMicros, ...prices, closeTicks: priceTicks } }
  }
  const { openTicks, highTicks, lowTicks } = open
  const candle = {
    openMicros,
    openTicks,
    highTicks: Math.max(highTicks, priceTicks),
    lowTicks: Math.min(lowTicks, priceTicks),
    closeTicks: priceTicks,
  }
  return { widthMicros, open: candle, candles }
}

function closeCandle(view: PriceCandlesView): PriceCandlesView {
  if (view.open === null) return view
  return { ...view, open: null, candles: [...view.candles, view.open] }
}

/**
 * The season's prices as at most `atMost` candles, none shorter than `leastMicros`, whatever its number
 * of ticks; highs and lows are exact.
 */
export function priceCandles(atMost: number, leastMicros = 0): Projection<PriceCandlesView> {
  return {
    name: `price-candles-${atMost}-${leastMicros}`,
    version: 1,
    initialView: { widthMicros: 1, open: null, candles: [] },
    on: {
      TapeOpened: (view, { data }) => ({
        ...view,
        widthMicros: shortestBucket(data.intervalMicros, leastMicros),
      }),
      SeasonOpened: (view, { data: { startMicros, endMicros } }) => ({
        ...view,
        widthMicros: bucketWidth(startMicros, endMicros, atMost, view.widthMicros),
      }),
      PriceTicked: priceTicked,
    },
    finish: closeCandle,
  }
}
