/* The least that any simulator of this grid has to do: what the others are measured against. It
 * knows nothing of events, instruments or parameters; its figures are written in. */

const LINES = 100
const LOWER = 975_000
const STEP = 2500
const LOTS = 430
const MONEY = 1000

/** Candles as four-byte columns, prices in ticks. */
export interface BareCandles {
  readonly open: Int32Array
  readonly high: Int32Array
  readonly low: Int32Array
  readonly close: Int32Array
}

export interface BareResult {
  readonly fills: number
  readonly equity: number
  readonly fees: number
  /** Keeps the compiler from leaving the maintenance out. */
  readonly leastMargin: number
}

/**
 * Four ticks a candle by the nearest rule; at each tick two compares with the next lines, on a fill
 * the sums of cash, fee and position, then equity and maintenance in plain numbers.
 */
export function bareLoop({ open, high, low, close }: BareCandles): BareResult {
  const bars = open.length
  let cash = 100_000 * 100_000_000
  let position = 0
  let fees = 0
  let fills = 0
  let leastMargin = Infinity
  let empty = Math.floor(((open[0] ?? 0) - LOWER) / STEP) + 1
  let buyAt = LOWER + (empty - 1) * STEP
  let sellAt = LOWER + (empty + 1) * STEP
  let equity = cash
  for (let bar = 0; bar < bars; bar += 1) {
    const first = open[bar] ?? 0
    const top = high[bar] ?? 0
    const bottom = low[bar] ?? 0
    const highFirst = top - first < first - bottom
    for (let step = 0; step < 4; step += 1) {
      let price = first
      if (step === 1) price = highFirst ? top : bottom
      else if (step === 2) price = highFirst ? bottom : top
      else if (step === 3) price = close[bar] ?? 0
      while (price <= buyAt && empty > 0) {
        const fee = (LOTS * buyAt) / 5
        cash -= LOTS * buyAt * MONEY + fee
        fees += fee
        position += LOTS
        fills += 1
        empty -= 1
        buyAt -= STEP
        sellAt -= STEP
      }
      while (price >= sellAt && empty < LINES) {
        const fee = (LOTS * sellAt) / 5
        cash += LOTS * sellAt * MONEY - fee
        fees += fee
        position -= LOTS
        fills += 1
        empty += 1
        buyAt += STEP
        sellAt += STEP
      }
      equity = cash + position * price * MONEY
      const margin = equity - Math.abs(position) * price * 4.5
      if (margin < leastMargin) leastMargin = margin
    }
  }
  return { fills, equity, fees, leastMargin }
}
