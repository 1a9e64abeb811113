import type { Decimal } from 'decimal.js'
import { lineAt, type Grid } from './referenceSetup'

export type Side = 'buy' | 'sell'

export interface Order {
  readonly line: number
  readonly side: Side
  readonly slot: number
  /** Index of the tick that placed it; only a later tick can fill it. */
  readonly placedAt: number
}

/**
 * The interval [p_k, p_{k+1}] and what rests for it: a buy at p_k, a sell at p_{k+1}, nothing yet
 * (dormant), and only in the slot around the price of an `all` start both at first.
 */
export interface Slot {
  readonly index: number
  readonly dormant: boolean
  readonly orders: readonly Order[]
}

export interface StartingBook {
  readonly slots: readonly Slot[]
  /** The slots that fill at once as taker, from the price outward. */
  readonly base: readonly number[]
}

export function startBook(grid: Grid, price: Decimal): StartingBook {
  const lower = lineAt(grid.lines, 0)
  const upper = lineAt(grid.lines, grid.setup.gridCount)
  if (!(price.gt(lower) && price.lt(upper))) {
    const range = `${lower.toFixed()} to ${upper.toFixed()}`
    throw new Error(`expected a start inside ${range}, got ${price.toFixed()}`)
  }
  return grid.setup.direction === 'neutral'
    ? { slots: neutralSlots(grid, price), base: [] }
    : directedBook(grid, price)
}

/** Long: slots at or above the market are bought at once, the others wait; short mirrored. */
function directedBook(grid: Grid, price: Decimal): StartingBook {
  const long = grid.setup.direction === 'long'
  const opening = long ? buyOf : sellOf
  const closing = long ? sellOf : buyOf
  const met: number[] = []
  const slots: Slot[] = []
  for (let k = 0; k < grid.setup.gridCount; k += 1) {
    const line = lineAt(grid.lines, opening(k, 0).line)
    const isMet = long ? line.gte(price) : line.lte(price)
    if (isMet) met.push(k)
    if (!isMet) slots.push({ index: k, dormant: false, orders: [opening(k, 0)] })
    else if (grid.setup.basePosition) {
      slots.push({ index: k, dormant: false, orders: [closing(k, 0)] })
    } else slots.push({ index: k, dormant: true, orders: [] })
  }
  const outward = long ? met : met.toReversed()
  return { slots, base: grid.setup.basePosition ? outward : [] }
}

/** Buys on lines at or below the price, sells above; the setup says which line stays empty. */
function neutralSlots(grid: Grid, price: Decimal): readonly Slot[] {
  const empty = emptyLine(grid, price)
  const orders = grid.lines.flatMap((line, i) => {
    if (i === empty) return []
    return [line.lte(price) ? buyOf(i, 0) : sellOf(i - 1, 0)]
  })
  return Array.from({ length: grid.setup.gridCount }, (_, k) => ({
    index: k,
    dormant: false,
    orders: orders.filter((order) => order.slot === k),
  }))
}

function emptyLine(grid: Grid, price: Decimal): number | null {
  switch (grid.setup.neutralStart) {
    case 'all':
      return null
    case 'slots':
      return grid.lines.findIndex((line) => line.gt(price))
    case 'skip-nearest': {
      const distances = grid.lines.map((line) => line.minus(price).abs())
      return distances.findIndex((mine) => distances.every((other) => mine.lte(other)))
    }
  }
}

function buyOf(slot: number, placedAt: number): Order {
  return { line: slot, side: 'buy', slot, placedAt }
}

function sellOf(slot: number, placedAt: number): Order {
  return { line: slot + 1, side: 'sell', slot, placedAt }
}

/** All resting orders by ascending line; two on one line is a broken invariant. */
export function restingOrders(slots: readonly Slot[]): readonly Order[] {
  const orders = slots.flatMap((slot) => slot.orders).toSorted((a, b) => a.line - b.line)
  orders.forEach((order, i) => {
    if (orders[i - 1]?.line === order.line) throw new Error(`two orders on line ${order.line}`)
  })
  return orders
}

/** Whether the price, coming down for a buy, up for a sell, reaches the line (the fill rule). */
function reaches(grid: Grid, line: number, side: Side, price: Decimal): boolean {
  const beyond = grid.setup.fillRule === 'touch' ? 0 : grid.tickSize
  const at = lineAt(grid.lines, line)
  return side === 'buy' ? price.lte(at.minus(beyond)) : price.gte(at.plus(beyond))
}

/** Of the orders that rested before this tick, the reached one nearest to the previous price. */
export function nextToFill(
  grid: Grid,
  slots: readonly Slot[],
  tick: number,
  previous: Decimal,
  price: Decimal,
): Order | null {
  let nearest: Order | null = null
  for (const order of restingOrders(slots)) {
    if (order.placedAt >= tick || !reaches(grid, order.line, order.side, price)) continue
    if (nearest === null || distance(order).lt(distance(nearest))) nearest = order
  }
  return nearest

  function distance(order: Order): Decimal {
    return lineAt(grid.lines, order.line).minus(previous).abs()
  }
}

/** Section 4: a buy filled at i puts a sell at i + 1, a sell a buy at i − 1, in the same slot. */
export function afterFill(
  grid: Grid,
  slots: readonly Slot[],
  filled: Order,
  tick: number,
): readonly Slot[] {
  const next = filled.side === 'buy' ? sellOf(filled.slot, tick) : buyOf(filled.slot, tick)
  const isTaken = restingOrders(slots).some((order) => order.line === next.line)
  if (isTaken && !(grid.setup.direction === 'neutral' && grid.setup.neutralStart === 'all')) {
    throw new Error(`expected line ${next.line} to be free after the fill on line ${filled.line}`)
  }
  return slots.map((slot) => {
    if (slot.index !== filled.slot) return slot
    const others = slot.orders.filter((order) => order !== filled)
    return { ...slot, orders: isTaken ? others : [...others, next] }
  })
}

/** Base off: a dormant slot gets its opening order when a tick first reaches its far line. */
export function wake(
  grid: Grid,
  slots: readonly Slot[],
  tick: number,
  price: Decimal,
): readonly Slot[] {
  const long = grid.setup.direction === 'long'
  return slots.map((slot) => {
    if (!slot.dormant) return slot
    const isReached = long
      ? reaches(grid, slot.index + 1, 'sell', price)
      : reaches(grid, slot.index, 'buy', price)
    if (!isReached) return slot
    const opening = long ? buyOf(slot.index, tick) : sellOf(slot.index, tick)
    return { ...slot, dormant: false, orders: [opening] }
  })
}
