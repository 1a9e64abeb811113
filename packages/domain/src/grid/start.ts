import { at } from '../columns'
import type { Direction, NeutralStart } from './parameters'

/**
 * The orders of a grid at its start, by line: buys rest on floorLine … topBuy, sells on
 * bottomSell … ceilingLine. Slots below floorLine or above ceilingLine are dormant (a grid without
 * a base): slot ceilingLine gets its buy when the price first reaches the line above the ceiling,
 * slot floorLine − 1 its sell when the price first reaches the line below the floor.
 */
export interface StartBook {
  readonly topBuy: number
  readonly bottomSell: number
  readonly floorLine: number
  readonly ceilingLine: number
  /** Slots filled at once at the market, the one nearest to the price first. */
  readonly baseSlots: readonly number[]
}

/** What of a grid's parameters and its season decides the first orders. */
export interface StartSpec {
  readonly direction: Direction
  readonly basePosition: boolean
  readonly neutralStart: NeutralStart
}

/** Where a grid with these lines begins at a price strictly inside its range. */
export function startBook(
  lines: readonly number[],
  priceTicks: number,
  spec: StartSpec,
): StartBook {
  const gridCount = lines.length - 1
  const below = lines.findLastIndex((line) => line <= priceTicks)
  const whole = { floorLine: 0, ceilingLine: gridCount, baseSlots: [] }
  if (spec.direction === 'neutral')
    return { ...whole, ...neutralBook(lines, priceTicks, below, spec) }
  if (spec.direction === 'long') {
    const empty = lines.findIndex((line) => line >= priceTicks)
    const book = { ...whole, topBuy: empty - 1, bottomSell: empty + 1 }
    if (!spec.basePosition) return { ...book, ceilingLine: empty }
    return { ...book, baseSlots: Array.from({ length: gridCount - empty }, (_, k) => empty + k) }
  }
  const book = { ...whole, topBuy: below - 1, bottomSell: below + 1 }
  if (!spec.basePosition) return { ...book, floorLine: below }
  return { ...book, baseSlots: Array.from({ length: below }, (_, k) => below - 1 - k) }
}

function neutralBook(
  lines: readonly number[],
  priceTicks: number,
  below: number,
  { neutralStart }: StartSpec,
): Pick<StartBook, 'topBuy' | 'bottomSell'> {
  if (neutralStart === 'all') return { topBuy: below, bottomSell: below + 1 }
  if (neutralStart === 'slots') return { topBuy: below, bottomSell: below + 2 }
  const toLower = priceTicks - at(lines, below)
  const toUpper = at(lines, below + 1) - priceTicks
  const empty = toLower <= toUpper ? below : below + 1
  return { topBuy: empty - 1, bottomSell: empty + 1 }
}

/** The most lots that this book can come to hold, long and short, at `quantityLots` a line. */
export function largestPosition(
  book: StartBook,
  spec: StartSpec,
  gridCount: number,
  quantityLots: number,
): number {
  if (spec.direction !== 'neutral') return gridCount * quantityLots
  return Math.max(book.topBuy + 1, gridCount - book.bottomSell + 1) * quantityLots
}
