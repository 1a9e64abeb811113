import { BTC_USDT_SWAP, type Candles, normal, seededRandom, uniform } from '@gridledger/domain'
import { sourceOf } from '../import/sourceBytes'
import type { FundingSource, TapeSource } from '../import/tapeSource'

export const MINUTE_MICROS = 60_000_000
export const START_MICROS = Date.UTC(2025, 0, 1) * 1000
const FUNDING_EVERY = 480
/** The walk is drawn back to the middle of the bench's grid, so that it fills at a season's rate. */
export const MIDDLE_TICKS = 1_100_000
export const PULL = 1 / 20_000
/** Deviation of a minute's change: about 65 USDT, as BTC-USDT-SWAP had it in season 1. */
export const STEP_TICKS = 650

/** The grid of the bench: 100 intervals of 250 USDT around the middle of the walk. */
export const YEAR_GRID = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '97500',
  upperPrice: '122500',
  gridCount: 100,
  leverage: '5',
  investment: '100000',
  reserve: '0.05',
  quantityPerGrid: null,
  basePosition: true,
  takeProfit: null,
  stopLoss: null,
  makerFee: '0.0002',
  takerFee: '0.0005',
  onStop: 'close',
  slippageTicks: 0,
} as const

/** So many seeded one-minute candles, prices in ticks of 0.1 USDT. */
export function seededCandles(count: number): Candles {
  const random = seededRandom(1, 0)
  const column = () => new Float64Array(count)
  const [openTimeMicros, openTicks, highTicks, lowTicks, closeTicks] = [
    column(),
    column(),
    column(),
    column(),
    column(),
  ]
  let price = MIDDLE_TICKS
  for (let bar = 0; bar < count; bar += 1) {
    const open = price
    price = Math.round(open + normal(random) * STEP_TICKS + (MIDDLE_TICKS - open) * PULL)
    openTimeMicros[bar] = START_MICROS + bar * MINUTE_MICROS
    openTicks[bar] = open
    highTicks[bar] = Math.max(open, price) + Math.round(uniform(random) * STEP_TICKS * 0.4)
    lowTicks[bar] = Math.min(open, price) - Math.round(uniform(random) * STEP_TICKS * 0.4)
    closeTicks[bar] = price
  }
  return { count, openTimeMicros, openTicks, highTicks, lowTicks, closeTicks }
}

/** The candles as a source of a tape, with funding every eight hours. */
export function seededSource(candles: Candles): TapeSource {
  const name = 'seeded-year'
  return {
    kind: 'candles',
    instrument: BTC_USDT_SWAP,
    prices: {
      candles,
      lines: Int32Array.from({ length: candles.count }, (_, index) => index + 2),
      intervalMicros: MINUTE_MICROS,
      source: sourceOf(name, Buffer.from(`${name} ${candles.count}`), candles.count),
      layout: 'seeded',
    },
    mark: null,
    funding: seededFunding(candles.count),
  }
}

/** Funding every eight hours of so many minutes. */
export function seededFunding(minutes: number): FundingSource {
  const random = seededRandom(7, 0)
  const rows = Array.from({ length: Math.floor(minutes / FUNDING_EVERY) }, (_, index) => ({
    timeMicros: START_MICROS + index * FUNDING_EVERY * MINUTE_MICROS,
    rate: (Math.round((uniform(random) - 0.3) * 200) / 1_000_000).toFixed(6),
    line: index + 2,
  }))
  const file = 'seeded-funding'
  return { rows, source: sourceOf(file, Buffer.from(file), rows.length), layout: 'seeded' }
}
