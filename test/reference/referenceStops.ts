import type { Decimal } from 'decimal.js'
import { lineAt, type Grid, type ReferenceStop } from './referenceSetup'

type Reason = 'takeProfit' | 'stopLoss'

/** Section 5: which stop is met; prices watch the last price, ratios the PnL on mark equity. */
export function stopReason(grid: Grid, price: Decimal, totalPnl: Decimal): Reason | null {
  const { stopLoss, takeProfit } = grid.setup
  if (stopLoss !== null && isMet(grid, 'stopLoss', stopLoss, price, totalPnl)) return 'stopLoss'
  if (takeProfit !== null && isMet(grid, 'takeProfit', takeProfit, price, totalPnl)) {
    return 'takeProfit'
  }
  return null
}

function isMet(
  grid: Grid,
  reason: Reason,
  stop: ReferenceStop,
  price: Decimal,
  totalPnl: Decimal,
): boolean {
  if ('price' in stop) {
    return liesAbove(grid, reason, stop.price) ? price.gte(stop.price) : price.lte(stop.price)
  }
  // totalPnl/investment against the ratio, without the division.
  const limit = grid.investment.times(stop.ratio)
  return reason === 'takeProfit' ? totalPnl.gte(limit) : totalPnl.lte(limit.negated())
}

/** Long takes profit above the range, short below; a neutral stop watches the side it lies on. */
function liesAbove(grid: Grid, reason: Reason, price: string): boolean {
  switch (grid.setup.direction) {
    case 'long':
      return reason === 'takeProfit'
    case 'short':
      return reason === 'stopLoss'
    case 'neutral':
      if (lineAt(grid.lines, grid.setup.gridCount).lte(price)) return true
      if (lineAt(grid.lines, 0).gte(price)) return false
      throw new Error(`expected a neutral ${reason} beyond the range, got ${price}`)
  }
}
