import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP, type DenseBatch, normal, seededRandom } from '@gridledger/domain'
import { sourceOf } from '../import/sourceBytes'
import type { TapeSource } from '../import/tapeSource'
import {
  MIDDLE_TICKS,
  MINUTE_MICROS,
  PULL,
  START_MICROS,
  STEP_TICKS,
  seededFunding,
} from './seededYear'

/** Trades of a batch, which is made when it is asked for. */
const BATCH_TRADES = 65_536
const TRADES_PER_MINUTE = 4
export const TRADE_MICROS = MINUTE_MICROS / TRADES_PER_MINUTE

/** So many seeded trades, four a minute, that are never in memory together, with funding. */
export function seededTrades(count: number): TapeSource {
  const file = 'seeded-trades'
  const [lowTicks, highTicks] = reach(count)
  return {
    kind: 'trades',
    instrument: BTC_USDT_SWAP,
    prices: {
      source: sourceOf(file, Buffer.from(`${file} ${count}`), count).file,
      layout: 'seeded',
      hash: createHash('sha256').update(`${file} ${count}`),
      firstRow: 0,
      count,
      firstMicros: START_MICROS,
      lastMicros: START_MICROS + (count - 1) * TRADE_MICROS,
      firstTicks: MIDDLE_TICKS,
      lowTicks,
      highTicks,
      gaps: null,
      batches: () => tradeBatches(count, file),
    },
    mark: null,
    funding: seededFunding(Math.floor(count / TRADES_PER_MINUTE)),
  }
}

/** The prices of trades, one after the other. */
export function tradeWalk(): () => number {
  const random = seededRandom(1, 1)
  let next = MIDDLE_TICKS
  return () => {
    const price = next
    const pull = ((MIDDLE_TICKS - price) * PULL) / TRADES_PER_MINUTE
    next = Math.round(price + (normal(random) * STEP_TICKS) / Math.sqrt(TRADES_PER_MINUTE) + pull)
    return price
  }
}

function reach(count: number): readonly [number, number] {
  const price = tradeWalk()
  let [low, high] = [Infinity, 0]
  for (let row = 0; row < count; row += 1) {
    const ticks = price()
    low = Math.min(low, ticks)
    high = Math.max(high, ticks)
  }
  return [low, high]
}

async function* tradeBatches(
  count: number,
  causeStream: string,
): AsyncGenerator<E.Either<string, DenseBatch>> {
  const price = tradeWalk()
  for (let first = 0; first < count; first += BATCH_TRADES) {
    const rows = Math.min(BATCH_TRADES, count - first)
    const column = () => new Float64Array(rows)
    const [times, lines, ticks] = [column(), column(), column()]
    for (let row = 0; row < rows; row += 1) {
      times[row] = START_MICROS + (first + row) * TRADE_MICROS
      lines[row] = first + row + 2
      ticks[row] = price()
    }
    const columns = [times, lines, ticks]
    yield await Promise.resolve(
      E.right({ kind: 'dense', type: 'PriceTicked', causeStream, count: rows, columns }),
    )
  }
}
