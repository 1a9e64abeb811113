import type { Decimal } from 'decimal.js'
import { book, checkMargin, equityAt, fundingAmount, openAccount } from './referenceAccount'
import type { Account, Trade } from './referenceAccount'
import { afterFill, nextToFill, restingOrders, startBook, wake } from './referenceBook'
import type { Slot } from './referenceBook'
import { pairsOf } from './referenceResult'
import type { ReferenceFill, ReferenceResult, ReferenceTickState } from './referenceResult'
import { Exact, exchangeFee, lineAt, readGrid, text } from './referenceSetup'
import type { Grid, ReferenceInstrument, ReferenceSetup } from './referenceSetup'
import { stopReason } from './referenceStops'

export type { ReferenceInstrument, ReferenceSetup, ReferenceStop } from './referenceSetup'
export type {
  ReferenceCheck,
  ReferenceFill,
  ReferenceResult,
  ReferenceTickState,
} from './referenceResult'

export interface ReferenceTick {
  readonly timeMicros: number
  readonly price: string
  readonly mark: string
}

export interface ReferenceFunding {
  readonly timeMicros: number
  readonly rate: string
}

/** What stands after a step. No slots rest and no stop is watched once the bot has stopped. */
interface Bot {
  readonly account: Account
  readonly slots: readonly Slot[]
  readonly stopped: boolean
}

interface Moment {
  readonly tick: number
  readonly price: Decimal
  readonly mark: Decimal
}

type FillPlace = Pick<ReferenceFill, 'tick' | 'kind' | 'line' | 'slot'>

/** What has been recorded so far; the steps of a tick write into it. */
type Journal = Pick<ReferenceResult, 'fills' | 'checks' | 'fundings' | 'states'> & {
  liquidation: ReferenceResult['liquidation']
  stop: ReferenceResult['stop']
}

/**
 * Runs one contestant over its ticks, slowly and as contract-grid.md reads. The first tick starts
 * the grid, the last only values it. Throws where the rules would refuse the start.
 */
export function referenceRun(
  setup: ReferenceSetup,
  instrument: ReferenceInstrument,
  ticks: readonly ReferenceTick[],
  funding: readonly ReferenceFunding[],
): ReferenceResult {
  const grid = readGrid(setup, instrument)
  const journal: Journal = {
    fills: [],
    checks: [],
    fundings: [],
    states: [],
    liquidation: null,
    stop: null,
  }
  let bot: Bot = { account: openAccount(grid.investment), slots: [], stopped: false }
  let before: ReferenceTick | null = null
  for (const [index, tick] of ticks.entries()) {
    const now = { tick: index, price: new Exact(tick.price), mark: new Exact(tick.mark) }
    if (before === null) bot = start(grid, bot, now, journal)
    else bot = settleFunding(grid, bot, now, dueBetween(funding, before, tick), journal)
    if (index < ticks.length - 1) {
      if (before !== null) bot = moveOrders(grid, bot, now, new Exact(before.price), journal)
      bot = checkLiquidation(grid, bot, now, journal)
      bot = lookAtStops(grid, bot, now, journal)
    }
    journal.states.push(stateOf(grid, bot, now))
    before = tick
  }
  const end = journal.states.at(-1)
  if (end === undefined || ticks.length < 2) {
    throw new Error(`expected a start and an end tick, got ${ticks.length}`)
  }
  return {
    ...journal,
    lines: grid.lines.map(text),
    quantityPerGrid: text(grid.quantity),
    ...pairsOf(journal.fills, grid.contractSize),
    finalEquity: end.equity,
  }
}

function start(grid: Grid, bot: Bot, now: Moment, journal: Journal): Bot {
  const { slots, base } = startBook(grid, now.price)
  const side = grid.setup.direction === 'short' ? 'sell' : 'buy'
  const trade: Trade = {
    side,
    quantity: grid.quantity,
    price: now.price,
    feeRate: grid.takerFee,
  }
  let account = bot.account
  for (const slot of base) {
    const line = side === 'buy' ? slot : slot + 1
    account = fill(grid, account, trade, { tick: now.tick, kind: 'base', line, slot }, journal)
  }
  return { ...bot, account, slots }
}

function fill(
  grid: Grid,
  account: Account,
  trade: Trade,
  where: FillPlace,
  journal: Journal,
): Account {
  const [booked, fee] = book(grid, account, trade)
  const { side, price, quantity } = trade
  journal.fills.push({
    ...where,
    side,
    price: text(price),
    quantity: text(quantity),
    fee: text(fee),
  })
  return booked
}

/** Funding settles before the first tick at or after its time; up to the start it is not ours. */
function dueBetween(
  funding: readonly ReferenceFunding[],
  before: ReferenceTick,
  tick: ReferenceTick,
): readonly ReferenceFunding[] {
  return funding.filter(
    ({ timeMicros }) => timeMicros > before.timeMicros && timeMicros <= tick.timeMicros,
  )
}

function settleFunding(
  grid: Grid,
  bot: Bot,
  now: Moment,
  due: readonly ReferenceFunding[],
  journal: Journal,
): Bot {
  if (bot.account.position.isZero()) return bot
  let account = bot.account
  for (const { rate } of due) {
    const amount = fundingAmount(grid, account, now.mark, new Exact(rate))
    account = { ...account, funding: account.funding.plus(amount) }
    journal.fundings.push({ tick: now.tick, amount: text(amount) })
  }
  return { ...bot, account }
}

function moveOrders(grid: Grid, bot: Bot, now: Moment, previous: Decimal, journal: Journal): Bot {
  let { account, slots } = bot
  for (;;) {
    const order = nextToFill(grid, slots, now.tick, previous, now.price)
    if (order === null) break
    const { line, slot, side } = order
    const price = lineAt(grid.lines, line)
    const trade = { side, quantity: grid.quantity, price, feeRate: grid.makerFee }
    account = fill(grid, account, trade, { tick: now.tick, kind: 'grid', line, slot }, journal)
    slots = afterFill(grid, slots, order, now.tick)
  }
  return { ...bot, account, slots: wake(grid, slots, now.tick, now.price) }
}

/** Section 7: the verdict uses the numbers as they are recorded, without a division. */
function checkLiquidation(grid: Grid, bot: Bot, now: Moment, journal: Journal): Bot {
  const { account, slots } = bot
  if (account.position.isZero()) return bot
  const { equity, maintenance, pendingFees } = checkMargin(
    grid,
    account,
    slots,
    now.price,
    now.mark,
  )
  journal.checks.push({
    tick: now.tick,
    equity: text(equity),
    maintenance: text(maintenance),
    pendingFees: text(pendingFees),
  })
  if (equity.minus(pendingFees).gt(maintenance)) return bot
  const [closed, fee] = book(grid, account, closing(account, now.mark, exchangeFee))
  const rest = closed.cash.minus(closed.fees).plus(closed.funding)
  journal.liquidation = {
    tick: now.tick,
    fee: text(fee),
    takenOver: text(Exact.max(rest, 0)),
    shortfall: text(Exact.max(rest.negated(), 0)),
  }
  return { account: { ...closed, takenOver: rest }, slots: [], stopped: true }
}

function closing(account: Account, price: Decimal, feeRate: Decimal): Trade {
  const side = account.position.gt(0) ? 'sell' : 'buy'
  return { side, quantity: account.position.abs(), price, feeRate }
}

function lookAtStops(grid: Grid, bot: Bot, now: Moment, journal: Journal): Bot {
  if (bot.stopped) return bot
  const totalPnl = equityAt(grid, bot.account, now.mark).minus(grid.investment)
  const reason = stopReason(grid, now.price, totalPnl)
  if (reason === null) return bot
  journal.stop = { tick: now.tick, reason }
  const stopped = { account: bot.account, slots: [], stopped: true }
  if (grid.setup.onStop === 'keep' || bot.account.position.isZero()) return stopped
  const slippage = grid.tickSize.times(grid.setup.slippageTicks)
  const price = bot.account.position.gt(0) ? now.price.minus(slippage) : now.price.plus(slippage)
  const trade = closing(bot.account, price, grid.takerFee)
  const where: FillPlace = { tick: now.tick, kind: 'stop', line: null, slot: null }
  return { ...stopped, account: fill(grid, bot.account, trade, where, journal) }
}

function stateOf(grid: Grid, bot: Bot, now: Moment): ReferenceTickState {
  const { account, slots } = bot
  return {
    equity: text(equityAt(grid, account, now.mark)),
    position: text(account.position),
    cost: text(account.cost),
    fees: text(account.fees),
    funding: text(account.funding),
    realised: text(account.realised),
    orders: restingOrders(slots).map(({ line, side, slot }) => ({ line, side, slot })),
  }
}
