import { at } from '../columns'
import type { Decimal } from '../decimal'
import { priceOf } from '../instrument'
import type { BotState } from '../bot/state'
import type { Side } from '../events/run'
import { type Money, type PriceTicks, amountOf } from '../units'
import { feeOf } from './fee'
import { liquidationTicks } from './liquidationTicks'
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
  return { lower: priceAfter(bot, 'buy'), upper: priceAfter(bot, 'sell') }
}

/** The same to the tick: the first mark, in ticks, at which a check would liquidate. */
export function liquidationTicksAfterFills(bot: WalkingBot): {
  readonly lower: PriceTicks | null
  readonly upper: PriceTicks | null
} {
  return { lower: ticksAfter(bot, 'buy'), upper: ticksAfter(bot, 'sell') }
}

function priceAfter(bot: WalkingBot, side: Side): Decimal | null {
  const { cash, positionLots, walkedTicks } = walk(bot, side)
  const sign = signOf(side)
  if (Math.sign(positionLots) !== sign) return null
  const price = liquidationPrice(bot.units, positionLots, amountOf(cash))
  if (price === null || walkedTicks === null) return price
  const walked = priceOf(bot.units, walkedTicks)
  return price.times(sign).gt(walked.times(sign)) ? walked : price
}

function ticksAfter(bot: WalkingBot, side: Side): PriceTicks | null {
  const { cash, positionLots, walkedTicks } = walk(bot, side)
  const sign = signOf(side)
  if (Math.sign(positionLots) !== sign) return null
  const ticks = liquidationTicks(bot.units, positionLots, cash)
  if (ticks === null || walkedTicks === null) return ticks
  return sign * Math.min(sign * ticks, sign * walkedTicks)
}

const signOf = (side: Side) => (side === 'buy' ? 1 : -1)

/** What a bot holds when the price meets its liquidation price, and the line it walked last. */
interface Walked {
  readonly cash: Money
  readonly positionLots: number
  readonly walkedTicks: PriceTicks | null
}

/**
 * Fills one line after the other, as maker, until the liquidation price of what is held by then
 * lies before the next line; where it lies behind the line that was just walked, the bot is
 * liquidated at that line.
 */
function walk(bot: WalkingBot, side: Side): Walked {
  const sign = signOf(side)
  const [nearest, farthest] =
    side === 'buy' ? [bot.topBuy, bot.floorLine] : [bot.bottomSell, bot.ceilingLine]
  let { cash, positionLots } = bot
  let walkedTicks: number | null = null
  for (let line = nearest; sign * line >= sign * farthest; line -= sign) {
    const lineTicks = at(bot.linesTicks, line)
    const isLosing = Math.sign(positionLots) === sign
    const met = isLosing ? liquidationTicks(bot.units, positionLots, cash) : null
    if (met !== null && sign * met >= sign * lineTicks) break
    const lotTicks = bot.quantityLots * lineTicks
    cash -= sign * lotTicks * bot.units.moneyPerLotTick + feeOf(lotTicks, bot.makerFee)
    positionLots += sign * bot.quantityLots
    walkedTicks = lineTicks
  }
  return { cash, positionLots, walkedTicks }
}
