import { type BotState, type RunEvent, evolve, initialState } from '@gridledger/domain'
import type { Projection } from './projection'

/** `evolve` changes a bot in place; a view stays as it was. */
function evolved(before: BotState, event: RunEvent): BotState {
  const bot = { ...before, orders: [...before.orders] }
  evolve(bot, event)
  return bot
}

/**
 * The bot of a run: its position, what it cost, and the book. What only `decide` needs (streams,
 * funding and amendments to come) is not in it.
 */
export const bot: Projection<BotState> = {
  name: 'bot',
  version: 1,
  initialView: initialState({ run: '', checks: '', ticks: '' }),
  on: {
    GridStarted: evolved,
    OrderPlaced: evolved,
    OrderFilled: evolved,
    OrderCancelled: evolved,
    FundingSettled: evolved,
    PositionLiquidated: evolved,
    TakeProfitTriggered: evolved,
    StopLossTriggered: evolved,
    ParametersAmended: evolved,
    AmendmentRefused: evolved,
    GridStopped: evolved,
  },
}
