import { type Ledger, type Side, at } from '@gridledger/domain'
import { valueOf } from '../failure'

/** Ticks by revision, `to` excluded. */
export interface TickRange {
  readonly from: number
  readonly to: number
}

/** How near the last price came to a line. */
export interface Approach {
  /** Revision of the tick, the first where several came as near. */
  readonly tick: number
  readonly timeMicros: number
  readonly priceTicks: number
  /** Ticks that were missing to the line: 0 touches it, below 0 lies beyond. */
  readonly missingTicks: number
}

/**
 * The tick among `from` to before `to` that came nearest to filling an order, or went farthest
 * beyond its line; null where there is none. Reads these ticks alone, in batches.
 */
export async function nearestApproach(
  ledger: Ledger,
  ticks: string,
  { side, priceTicks: lineTicks }: { readonly side: Side; readonly priceTicks: number },
  { from, to }: TickRange,
): Promise<Approach | null> {
  let nearest: Approach | null = null
  for await (const read of ledger.read(ticks, from, Math.max(from, to))) {
    const { batch, firstRevision } = valueOf(read)
    if (batch.kind !== 'dense') throw new Error(`${ticks} is not dense`)
    const [times = [], , prices = []] = batch.columns
    const row = side === 'buy' ? lowest(prices, batch.count) : highest(prices, batch.count)
    const priceTicks = at(prices, row)
    const missingTicks = side === 'buy' ? priceTicks - lineTicks : lineTicks - priceTicks
    if (nearest !== null && nearest.missingTicks <= missingTicks) continue
    nearest = { tick: firstRevision + row, timeMicros: at(times, row), priceTicks, missingTicks }
  }
  return nearest
}

function lowest(prices: ArrayLike<number>, count: number): number {
  let best = 0
  for (let row = 1; row < count; row += 1) if (at(prices, row) < at(prices, best)) best = row
  return best
}

function highest(prices: ArrayLike<number>, count: number): number {
  let best = 0
  for (let row = 1; row < count; row += 1) if (at(prices, row) > at(prices, best)) best = row
  return best
}
