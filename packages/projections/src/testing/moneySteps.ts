import { type SparseData, equityAt, instrumentUnits, priceOf } from '@gridledger/domain'
import type { Step } from './step'
import { type Written, textOf, ticksIn, usdt } from './written'

/** Funding of an amount in quote currency, positive when received. */
export function funded(
  tick: number,
  amount: Written,
  sketch: { readonly rate?: Written; readonly mark?: Written } = {},
): Step {
  return {
    tick,
    type: 'FundingSettled',
    event: ({ bot, instrument, rate, tick: { markTicks } }) => {
      const data = {
        rate: sketch.rate === undefined ? (rate ?? '0.0001') : textOf(sketch.rate),
        markTicks: sketch.mark === undefined ? markTicks : ticksIn(instrument, sketch.mark),
        positionLots: bot.positionLots,
        amount: usdt(amount),
      }
      return { type: 'FundingSettled', data }
    },
  }
}

/** The end of a position at the mark, for a fee: the rest of the equity is taken over with it. */
export function liquidated(tick: number, fee: Written = 0): Step {
  return {
    tick,
    type: 'PositionLiquidated',
    event: ({ bot, tick: { markTicks } }) => {
      const paid = usdt(fee)
      const rest = equityAt(bot, markTicks) - paid
      const data = {
        markTicks,
        positionLots: bot.positionLots,
        fee: paid,
        takenOver: Math.max(rest, 0),
        shortfall: Math.max(-rest, 0),
      }
      return { type: 'PositionLiquidated', data }
    },
  }
}

/** A stop that is reached: by the price of its tick, unless it is said otherwise. */
export function triggered(
  tick: number,
  type: 'TakeProfitTriggered' | 'StopLossTriggered',
  sketch: { readonly by?: SparseData<typeof type>['by']; readonly threshold?: Written } = {},
): Step {
  return {
    tick,
    type,
    event: ({ bot, instrument, tick: market }) => {
      const price = priceOf(instrumentUnits(instrument), market.priceTicks).toFixed()
      const data = {
        by: sketch.by ?? ('price' as const),
        threshold: textOf(sketch.threshold ?? price),
        priceTicks: market.priceTicks,
        equity: equityAt(bot, market.markTicks),
      }
      return { type, data }
    },
  }
}
