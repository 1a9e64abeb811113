import { at } from '../columns'
import type { Decimal } from '../decimal'
import { priceOf } from '../instrument'
import { type BotState, restingOrders } from '../bot/state'
import { amountOf } from '../units'
import { feeOf } from './fee'
import { type LiquidationPrices, liquidationPrice } from './marginFigures'

/** What of a bot the walk needs: its book, its cash, and what a fill costs. */
export type WalkingBot = Readonly<
  Pick<
    BotState,
    | 'units'
    | 'cash'
    | 'positionLots'
    | 'quantityLots'
    | 'makerFee'
    | 'linesTicks'
    | 'topBuy'
    | 'bottomSell'
    | 'floorLine'
    | 'ceilingLine'
  >
>

/**
 * The liquidation prices with the resting orders on the way filled: the buys while the price falls
 * (lower), the sells while it rises (upper). Like `liquidationPrice`, and unlike the check of a
 * tick, it leaves pending fees aside.
 */
export function liquidationAfterFills(bot: WalkingBot): LiquidationPrices {
  return { lower: walk(bot, 'buy'), upper: walk(bot, 'sell') }
}

/**
 * Fills one line after the other, as maker, and looks for the liquidation price of what is held by
 * then. The first one that the price meets before the next line is the answer; where it would lie
 * behind a line that was just walked, the bot is liquidated at that line.
 */
function walk(bot: WalkingBot, side: 'buy' | 'sell'): Decimal | null {
  const sign = side === 'buy' ? 1 : -1
  const resting = restingOrders(bot).filter((order) => order.side === side)
  const nearestFirst = side === 'buy' ? resting.reverse() : resting
  let { cash, positionLots } = bot
  let walkedTicks: number | null = null
  for (const { line } of nearestFirst) {
    const lineTicks = at(bot.linesTicks, line)
    const met = losing()
    if (met !== null && met.times(sign).gte(priceOf(bot.units, lineTicks).times(sign))) return met
    const lotTicks = bot.quantityLots * lineTicks
    cash -= sign * lotTicks * bot.units.moneyPerLotTick + feeOf(lotTicks, bot.makerFee)
    positionLots += sign * bot.quantityLots
    walkedTicks = lineTicks
  }
  return losing()

  /** The liquidation price of what is held now, not behind the line walked last. */
  function losing(): Decimal | null {
    if (Math.sign(positionLots) !== sign) return null
    const price = liquidationPrice(bot.units, positionLots, amountOf(cash))
    if (price === null || walkedTicks === null) return price
    const walked = priceOf(bot.units, walkedTicks)
    return price.times(sign).gt(walked.times(sign)) ? walked : price
  }
}
