import type { Decimal } from 'decimal.js'
import type { Side } from './referenceBook'
import { Exact, text } from './referenceSetup'

/** `tick` is an index into the ticks; a stop's close has neither line nor slot. */
export interface ReferenceFill {
  readonly tick: number
  readonly kind: 'base' | 'grid' | 'stop'
  readonly side: Side
  readonly line: number | null
  readonly slot: number | null
  readonly price: string
  readonly quantity: string
  readonly fee: string
}

export interface ReferenceCheck {
  readonly tick: number
  readonly equity: string
  readonly maintenance: string
  readonly pendingFees: string
}

/** The bot after a tick; position in signed contracts, cost in USDT and signed like it. */
export interface ReferenceTickState {
  readonly equity: string
  readonly position: string
  readonly cost: string
  readonly fees: string
  readonly funding: string
  readonly realised: string
  readonly orders: readonly {
    readonly line: number
    readonly side: Side
    readonly slot: number | null
  }[]
}

export interface ReferenceResult {
  readonly lines: readonly string[]
  readonly quantityPerGrid: string
  readonly fills: ReferenceFill[]
  readonly checks: ReferenceCheck[]
  readonly fundings: { readonly tick: number; readonly amount: string }[]
  readonly liquidation: {
    readonly tick: number
    readonly fee: string
    readonly takenOver: string
    readonly shortfall: string
  } | null
  readonly stop: { readonly tick: number; readonly reason: 'takeProfit' | 'stopLoss' } | null
  readonly gridProfit: string
  readonly pairs: number
  readonly states: ReferenceTickState[]
  readonly finalEquity: string
}

/**
 * Sections 4 and 6: in each slot the first and second grid fill are a pair, the third and fourth,
 * and so on, and earn what they sold for less what they bought for and the fees really paid. The
 * fill that closes a base lot is not counted.
 */
export function pairsOf(
  fills: readonly ReferenceFill[],
  contractSize: Decimal,
): Pick<ReferenceResult, 'gridProfit' | 'pairs'> {
  let profit = new Exact(0)
  let pairs = 0
  const slots = new Set(fills.flatMap((fill) => (fill.slot === null ? [] : [fill.slot])))
  for (const slot of slots) {
    const own = fills.filter((fill) => fill.slot === slot)
    const hasBaseLot = own.some((fill) => fill.kind === 'base')
    const counted = own.filter((fill) => fill.kind === 'grid').slice(hasBaseLot ? 1 : 0)
    const paired = counted.slice(0, counted.length - (counted.length % 2))
    for (const fill of paired) {
      const value = new Exact(fill.price).times(fill.quantity).times(contractSize)
      profit = fill.side === 'sell' ? profit.plus(value) : profit.minus(value)
      profit = profit.minus(fill.fee)
    }
    pairs += paired.length / 2
  }
  return { gridProfit: text(profit), pairs }
}
