import { type BotState, Decimal, amountOf, at, priceOf, restingOrders } from '@gridledger/domain'
import { equityOf } from './equity'
import { type OffGridReport, spellReport } from './runReport'
import type { ContestantViews, SeasonView } from './seasonView'

/** How a contestant stands at a moment: decimal strings, named as in its report. */
export interface Standing {
  readonly contestant: string
  /** Percent of the investment. */
  readonly returnPct: string
  readonly equity: string
  /** Base currency, signed. */
  readonly position: string
  /** The weighted-average price of the open position; null without one. */
  readonly averageEntry: string | null
  readonly gridProfit: string
  /** All other profit. */
  readonly floatProfit: string
  readonly restingOrders: number
  /** The nearest resting orders; null where none rests on that side. */
  readonly nextBuy: string | null
  readonly nextSell: string | null
  /** The spell beyond the range that is not over. */
  readonly openSpell: OffGridReport | null
}

/** How all contestants stand, in order of entry; those whose grid was not started are left out. */
export function standings({ runs }: SeasonView): readonly Standing[] {
  return [...runs].flatMap(([contestant, views]) =>
    views.facts.instrument === null ? [] : [standing(contestant, views)],
  )
}

function standing(
  contestant: string,
  { drawdown: { equity }, gridProfit, offGrid, bot }: ContestantViews,
): Standing {
  const { units, positionLots, cost } = bot
  const { account } = equity
  const profit = amountOf(equityOf(equity) - account.investment - account.addedMargin)
  const paired = amountOf(gridProfit.gridProfit)
  const share = profit.div(amountOf(account.investment)).times(100)
  return {
    contestant,
    returnPct: share.toFixed(Math.max(8, share.decimalPlaces())),
    equity: amountOf(equityOf(equity)).toFixed(),
    position: units.lotBase.times(positionLots).toFixed(),
    averageEntry:
      positionLots === 0
        ? null
        : new Decimal(cost)
            .div(positionLots)
            .div(units.moneyPerLotTick)
            .times(units.tickSize)
            .toFixed(),
    gridProfit: paired.toFixed(),
    floatProfit: profit.minus(paired).toFixed(),
    ...nearestOrders(bot),
    openSpell: offGrid.open === null ? null : spellReport(offGrid.open, units),
  }
}

function nearestOrders(bot: BotState): Pick<Standing, 'restingOrders' | 'nextBuy' | 'nextSell'> {
  const orders = restingOrders(bot)
  const price = (line: number | undefined) =>
    line === undefined ? null : priceOf(bot.units, at(bot.linesTicks, line)).toFixed()
  return {
    restingOrders: orders.length,
    nextBuy: price(orders.findLast(({ side }) => side === 'buy')?.line),
    nextSell: price(orders.find(({ side }) => side === 'sell')?.line),
  }
}
