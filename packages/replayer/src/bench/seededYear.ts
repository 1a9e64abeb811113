import { BTC_USDT_SWAP, type Candles, at, normal, seededRandom, uniform } from '@gridledger/domain'
import { sourceOf } from '../import/sourceBytes'
import type { TapeSource } from '../import/tapeSource'

export const YEAR_CANDLES = 525_600
const MINUTE_MICROS = 60_000_000
const START_MICROS = Date.UTC(2025, 0, 1) * 1000
const FUNDING_EVERY = 480
/** The walk is drawn back to the middle of the bench's grid, so that it fills at a season's rate. */
const MIDDLE_TICKS = 1_100_000
const PULL = 1 / 20_000
/** Deviation of a minute's change: about 65 USDT, as BTC-USDT-SWAP had it in season 1. */
const STEP_TICKS = 650

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

/** A year (or `count`) of seeded one-minute candles, prices in ticks of 0.1 USDT. */
export function seededCandles(count = YEAR_CANDLES, seed = 1): Candles {
  const random = seededRandom(seed, 0)
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
  const random = seededRandom(7, 0)
  const fundings = Math.floor(candles.count / FUNDING_EVERY)
  const rows = Array.from({ length: fundings }, (_, index) => ({
    timeMicros: at(candles.openTimeMicros, index * FUNDING_EVERY),
    rate: (Math.round((uniform(random) - 0.3) * 200) / 1_000_000).toFixed(6),
    line: index + 2,
  }))
  return {
    kind: 'candles',
    instrument: BTC_USDT_SWAP,
    prices: {
      candles,
      lines: Float64Array.from({ length: candles.count }, (_, index) => index + 2),
      intervalMicros: MINUTE_MICROS,
      source: sourceOf(name, Buffer.from(`${name} ${candles.count}`), candles.count),
      layout: 'seeded',
    },
    mark: null,
    funding: {
      rows,
      source: sourceOf(`${name}-funding`, Buffer.from(name), rows.length),
      layout: 'seeded',
    },
  }
}
