import { Decimal, type Money, costChange, moneyOf } from '@gridledger/domain'
import { type EquityView, equityHandlers as equityOn, initialEquity } from './equity'
import { type GridProfitView, gridProfit, gridProfitHandlers as pairsOn } from './gridProfit'
import {
  type Balances,
  type JournalAccount,
  NO_BALANCES,
  type Posting,
  afterPostings,
  bookedProfit,
  journalAccounts,
} from './journalAccounts'
import type { EventMap, Projection, ViewedEvent } from './projection'

/** The events that move money, and the end of a grid. */
export type BookedType =
  | 'GridStarted'
  | 'OrderFilled'
  | 'FundingSettled'
  | 'PositionLiquidated'
  | 'ParametersAmended'
  | 'GridStopped'

/** A sample: nothing happened, the position was valued at the mark of a tick. */
export interface Valuation {
  readonly type: 'Valued'
  /** The tick that it is valued at, and the time of the sample. */
  readonly stream: string
  readonly revision: number
  readonly timeMicros: number
  readonly tick: number
}

/** What an entry books. */
export type JournalEvent = { readonly [T in BookedType]: ViewedEvent<T> }[BookedType] | Valuation

/**
 * One balanced entry: its postings add up to 0, those of the memo accounts by themselves too. What
 * stands beside them is as it is after the entry; money in 1e-8.
 */
export interface JournalEntry {
  readonly event: JournalEvent
  /** No account twice, none with 0, in the order of the accounts. */
  readonly postings: readonly Posting[]
  readonly balances: Balances
  readonly positionLots: number
  readonly markTicks: number
  /** Pairs so far, and the fees of both their fills: part of the fees and of grid profit. */
  readonly pairs: number
  readonly pairFees: Money
}

/** Entries in a chain, the latest first: adding one copies nothing. */
export interface JournalEntries {
  readonly entry: JournalEntry
  readonly before: JournalEntries | null
}

/** What is booked by now, and the views that it is booked from; money in 1e-8 of the quote currency. */
export interface JournalView {
  readonly equity: EquityView
  readonly pairs: GridProfitView
  readonly pairFees: Money
  readonly balances: Balances
  /** The tick that the view stands at. */
  readonly ticks: string
  readonly tick: number
  readonly entries: JournalEntries | null
}

/** The entries of a view, oldest first. */
export function entriesOf({ entries }: JournalView): readonly JournalEntry[] {
  const list: JournalEntry[] = []
  for (let each = entries; each !== null; each = each.before) list.push(each.entry)
  return list.reverse()
}

/** The view without its entries, to go on from: a reader that prints them holds no year of fills. */
export function withoutEntries(view: JournalView): JournalView {
  return view.entries === null ? view : { ...view, entries: null }
}

type Moves = { readonly [A in JournalAccount]?: Money }

/** Adds the entry of an event: its moves, the position at the mark, and the bot's own split. */
function post(view: JournalView, event: JournalEvent, moves: Moves): JournalView {
  const { balances, equity, pairs, pairFees } = view
  const { positionLots, moneyPerLotTick } = equity.account
  const { markTicks } = equity
  const cost = balances['assets:position:cost'] + (moves['assets:position:cost'] ?? 0)
  const gain =
    positionLots * markTicks * moneyPerLotTick - cost - balances['assets:position:unrealised']
  const booked = { ...moves, 'assets:position:unrealised': gain, 'income:unrealised': -gain }
  const real = postingsOf(booked)
  const profit = bookedProfit(afterPostings(balances, real))
  const paired = pairs.gridProfit - balances['bot:grid-profit']
  const unpaired = profit - pairs.gridProfit - balances['bot:unpaired']
  const memo = postingsOf({
    'bot:grid-profit': paired,
    'bot:unpaired': unpaired,
    'bot:contra': -paired - unpaired,
  })
  const postings = [...real, ...memo]
  const after = afterPostings(balances, postings)
  const entry = {
    event,
    postings,
    balances: after,
    positionLots,
    markTicks,
    pairs: pairs.arbitrageNum,
    pairFees,
  }
  return { ...view, balances: after, entries: { entry, before: view.entries } }
}

function postingsOf(moves: Moves): readonly Posting[] {
  return journalAccounts.flatMap((account) => {
    const amount = moves[account] ?? 0
    return amount === 0 ? [] : [{ account, amount }]
  })
}

/** Books the samples that came to be valued: before anything but funding at their tick. */
function value(view: JournalView, { sampling }: EquityView): JournalView {
  const { samples } = view.equity.sampling
  if (sampling.samples.length === samples.length) return view
  return sampling.samples
    .slice(samples.length)
    .reduce(
      (valued, { timeMicros }) =>
        post(
          valued,
          { type: 'Valued', stream: view.ticks, revision: view.tick, timeMicros, tick: view.tick },
          {},
        ),
      view,
    )
}

function gridStarted(view: JournalView, event: EventMap['GridStarted']): JournalView {
  const investment = moneyOf(new Decimal(event.data.parameters.investment))
  const begun = {
    ...view,
    equity: equityOn.GridStarted(view.equity, event),
    pairs: pairsOn.GridStarted(view.pairs, event),
  }
  return post(begun, event, { 'assets:margin': investment, 'capital:investment': -investment })
}

function orderFilled(before: JournalView, event: EventMap['OrderFilled']): JournalView {
  const equity = equityOn.OrderFilled(before.equity, event)
  const view = value(before, equity)
  const { side, kind, slot, quantityLots, priceTicks, fee } = event.data
  const { positionLots, moneyPerLotTick } = view.equity.account
  const holding = { positionLots, cost: view.balances['assets:position:cost'] }
  const lots = side === 'buy' ? quantityLots : -quantityLots
  const change = costChange(holding, lots, priceTicks, moneyPerLotTick)
  const sold = Math.sign(positionLots) * change.closedLots * priceTicks * moneyPerLotTick
  const realised = sold - change.closedCost
  const cost = change.openedCost - change.closedCost
  const pairs = pairsOn.OrderFilled(view.pairs, event)
  const isPair = pairs.arbitrageNum > view.pairs.arbitrageNum
  const firstFee = slot === null ? 0 : (view.pairs.legs[slot]?.fee ?? 0)
  const pairFees = view.pairFees + (isPair ? firstFee + fee : 0)
  return post({ ...view, equity, pairs, pairFees }, event, {
    'assets:margin': realised - fee,
    'assets:position:cost': cost,
    'assets:position:owed': -cost,
    'income:realised': -realised,
    [kind === 'grid' ? 'expenses:fees:maker' : 'expenses:fees:taker']: fee,
  })
}

function fundingSettled(view: JournalView, event: EventMap['FundingSettled']): JournalView {
  const { amount } = event.data
  const paid = {
    ...view,
    equity: equityOn.FundingSettled(view.equity, event),
    pairs: pairsOn.FundingSettled(view.pairs, event),
  }
  return post(paid, event, { 'assets:margin': amount, 'income:funding': -amount })
}

/** The position goes at the mark; what is left of the margin goes with it. */
function positionLiquidated(
  before: JournalView,
  event: EventMap['PositionLiquidated'],
): JournalView {
  const equity = equityOn.PositionLiquidated(before.equity)
  const view = value(before, equity)
  const { positionLots, markTicks, fee, takenOver, shortfall } = event.data
  const cost = view.balances['assets:position:cost']
  const realised = positionLots * markTicks * view.equity.account.moneyPerLotTick - cost
  const pairs = pairsOn.PositionLiquidated(view.pairs, event)
  return post({ ...view, equity, pairs }, event, {
    'assets:margin': realised - fee - takenOver + shortfall,
    'assets:position:cost': -cost,
    'assets:position:owed': cost,
    'income:realised': -realised,
    'income:shortfall': -shortfall,
    'expenses:fees:liquidation': fee,
    'expenses:taken-over': takenOver,
  })
}

/** Only added margin moves money. */
function parametersAmended(before: JournalView, event: EventMap['ParametersAmended']): JournalView {
  const equity = equityOn.ParametersAmended(before.equity, event)
  const pairs = pairsOn.ParametersAmended(before.pairs, event)
  const view = { ...value(before, equity), equity, pairs }
  const { addedMargin } = event.data
  if (addedMargin === 0) return view
  return post(view, event, { 'assets:margin': addedMargin, 'capital:added-margin': -addedMargin })
}

function gridStopped(before: JournalView, event: EventMap['GridStopped']): JournalView {
  const equity = equityOn.GridStopped(before.equity)
  return post({ ...value(before, equity), equity }, event, {})
}

/**
 * A run as double entry: what went in, each fill, funding payment, liquidation and added margin, the
 * end, and the position at the mark of each of these and of each sample. The asset accounts add up
 * to the equity after every entry; the memo accounts hold the bot's split of the same profit.
 */
export const journal: Projection<JournalView> = {
  name: 'journal',
  version: 1,
  initialView: {
    equity: initialEquity,
    pairs: gridProfit.initialView,
    pairFees: 0,
    balances: NO_BALANCES,
    ticks: '',
    tick: 0,
    entries: null,
  },
  on: {
    TapeOpened: (view, event) => ({ ...view, equity: equityOn.TapeOpened(view.equity, event) }),
    SeasonOpened: (view, event) => ({ ...view, equity: equityOn.SeasonOpened(view.equity, event) }),
    MarkPriceTicked: (view, event) => {
      return { ...view, equity: equityOn.MarkPriceTicked(view.equity, event) }
    },
    PriceTicked: (before, event) => {
      const equity = equityOn.PriceTicked(before.equity, event)
      const view = value(before, equity)
      return { ...view, equity, ticks: event.stream, tick: event.revision }
    },
    GridStarted: gridStarted,
    OrderFilled: orderFilled,
    FundingSettled: fundingSettled,
    PositionLiquidated: positionLiquidated,
    ParametersAmended: parametersAmended,
    GridStopped: gridStopped,
  },
  finish: (view) => {
    const equity = equityOn.GridStopped(view.equity)
    return { ...value(view, equity), equity }
  },
}
