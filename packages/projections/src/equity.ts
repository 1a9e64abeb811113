import { type Money, at as valueAt } from '@gridledger/domain'
import {
  type Account,
  accountHandlers,
  initialAccount,
  loseAll,
  openAccount,
  receive,
  trade as tradeOn,
} from './account'
import type { EventMap, Projection } from './projection'
import { type PriceStretch, withStretch } from './stretch'

/** Looked up once: compiled to CommonJS, an imported name is looked up at every call. */
const at = valueAt

/** Equity at a sample, or at the start: 1e-8 of the quote currency. */
export interface EquitySample {
  readonly timeMicros: number
  readonly equity: Money
  /** Margin added by then: it raises equity and is no profit. */
  readonly addedMargin: Money
}

/** The samples so far: the start with the investment, then end − k·sampleEvery, the end included. */
export interface Sampling {
  readonly samples: readonly EquitySample[]
  readonly everyMicros: number
  readonly nextMicros: number
  readonly endMicros: number
  /** Bars open at `firstBarMicros` and every `barMicros` after it; with trades, at any moment. */
  readonly firstBarMicros: number
  readonly barMicros: number
  /** Set from the tick of a sample until funding due at it is in: only then is it valued. */
  readonly isDue: boolean
}

/**
 * What a run is worth. Only the marks change at every tick, so what changes seldom lies in objects
 * of its own that are passed on as they are.
 */
export interface EquityView {
  readonly account: Account
  readonly sampling: Sampling
  /** The mark at the last tick; 0 before the first. */
  readonly markTicks: number
  /** The latest mark of the tape's own, which the next tick takes over; null without one. */
  readonly latestMarkTicks: number | null
}

export const initialEquity: EquityView = {
  account: initialAccount,
  sampling: {
    samples: [],
    everyMicros: 0,
    nextMicros: Infinity,
    endMicros: 0,
    firstBarMicros: 0,
    barMicros: 1,
    isDue: false,
  },
  markTicks: 0,
  latestMarkTicks: null,
}

/** Equity at the last tick. */
export function equityOf({ account, markTicks }: EquityView): Money {
  return account.cash + account.positionLots * markTicks * account.moneyPerLotTick
}

function withAccount(view: EquityView, account: Account): EquityView {
  return { ...view, account }
}

function withSampling(view: EquityView, change: Partial<Sampling>): EquityView {
  return { ...view, sampling: { ...view.sampling, ...change } }
}

/** A sample where no bar opens is valued at the last tick before, one where a bar opens at its open. */
export function tickedAt(before: EquityView, timeMicros: number, priceTicks: number): EquityView {
  const { isDue, nextMicros } = before.sampling
  const view = isDue || timeMicros >= nextMicros ? sampleUpTo(before, timeMicros) : before
  const { account, sampling, latestMarkTicks } = view
  return { account, sampling, markTicks: latestMarkTicks ?? priceTicks, latestMarkTicks }
}

/**
 * The row up to before which a stretch of ticks only moves the mark: where it is `from`, that tick
 * settles a sample or makes one due.
 */
export function unsampledTo({ sampling }: EquityView, rows: PriceStretch, from: number): number {
  const { isDue, nextMicros } = sampling
  const { timesMicros, to } = rows
  if (isDue) return from
  if (at(timesMicros, to - 1) < nextMicros) return to
  let row = from
  while (at(timesMicros, row) < nextMicros) row += 1
  return row
}

/** Equity after the ticks of a stretch, of which only the last moves the mark where no sample lies. */
export function pricesTicked(before: EquityView, rows: PriceStretch): EquityView {
  let view = before
  for (let row = rows.from; row < rows.to;) {
    const last = Math.max(row, unsampledTo(view, rows, row) - 1)
    view = tickedAt(view, at(rows.timesMicros, last), at(rows.pricesTicks, last))
    row = last + 1
  }
  return view
}

function sampleUpTo(view: EquityView, timeMicros: number): EquityView {
  let settled = settleSample(view)
  while (settled.sampling.nextMicros < timeMicros) {
    settled = settleSample(withSampling(settled, { isDue: true }))
  }
  if (settled.sampling.nextMicros !== timeMicros) return settled
  const due = withSampling(settled, { isDue: true })
  const { firstBarMicros, barMicros } = due.sampling
  const opensBar = (timeMicros - firstBarMicros) % barMicros === 0
  return opensBar ? due : settleSample(due)
}

/** Values the sample that is due, before anything but funding moves the run at its tick. */
export function settleSample(view: EquityView): EquityView {
  const { samples, isDue, nextMicros, endMicros, everyMicros } = view.sampling
  if (!isDue) return view
  return withSampling(view, {
    isDue: false,
    samples: [
      ...samples,
      { timeMicros: nextMicros, equity: equityOf(view), addedMargin: view.account.addedMargin },
    ],
    nextMicros: nextMicros >= endMicros ? Infinity : nextMicros + everyMicros,
  })
}

/**
 * The samples so far with one more, of the last tick: what falls and peaks are taken from where a
 * season is looked at before its end. One that is valued at its last tick stays as it is.
 */
export function withSampleAt(view: EquityView, timeMicros: number): EquityView {
  const { samples } = view.sampling
  const last = samples.at(-1)
  const now = { timeMicros, equity: equityOf(view), addedMargin: view.account.addedMargin }
  const isThere = last?.timeMicros === timeMicros && last.equity === now.equity
  return last === undefined || isThere ? view : withSampling(view, { samples: [...samples, now] })
}

/** Begins a run, or a benchmark, with nothing but its investment. */
export function begin(
  view: EquityView,
  timeMicros: number,
  investment: Money,
  moneyPerLotTick: number,
): EquityView {
  return beginWith(view, timeMicros, openAccount(investment, moneyPerLotTick))
}

function beginWith(view: EquityView, timeMicros: number, account: Account): EquityView {
  const { endMicros, everyMicros } = view.sampling
  const later = Math.max(0, Math.ceil((endMicros - timeMicros) / everyMicros) - 1)
  return {
    ...view,
    account,
    sampling: {
      ...view.sampling,
      nextMicros: endMicros - later * everyMicros,
      samples: [{ timeMicros, equity: account.investment, addedMargin: 0 }],
    },
  }
}

/** Buys `lots` (negative: sells) at a price and pays a fee. */
export function trade(view: EquityView, lots: number, priceTicks: number, fee: Money): EquityView {
  const settled = settleSample(view)
  return withAccount(settled, tradeOn(settled.account, lots, priceTicks, fee))
}

/** Nothing is left of a position that was liquidated, nor of the equity. */
export function liquidated(view: EquityView): EquityView {
  const settled = settleSample(view)
  return withAccount(settled, loseAll(settled.account))
}

/** Funding comes before the sample of its tick, so it settles none. */
export function fundingSettled(view: EquityView, amount: Money): EquityView {
  return withAccount(view, receive(view.account, amount))
}

/** Takes the span of a season, and how often it is sampled. */
export function sampleEvery(view: EquityView, everyMicros: number, endMicros: number): EquityView {
  return withSampling(view, { everyMicros, endMicros })
}

/** Takes when the bars of a tape open: only there is a sample valued at its own tick. */
export function barsOpen(view: EquityView, firstBarMicros: number, barMicros: number): EquityView {
  return withSampling(view, { firstBarMicros, barMicros })
}

/** How equity follows each event; `drawdown` follows it the same way. */
export const equityHandlers = {
  TapeOpened: (view: EquityView, { data }: EventMap['TapeOpened']): EquityView =>
    barsOpen(view, data.fromMicros, data.intervalMicros ?? 1),
  SeasonOpened: (view: EquityView, { data }: EventMap['SeasonOpened']): EquityView =>
    sampleEvery(view, data.sampleEveryMicros, data.endMicros),
  MarkPriceTicked: (view: EquityView, { data }: EventMap['MarkPriceTicked']): EquityView => {
    const { account, sampling, markTicks } = view
    return { account, sampling, markTicks, latestMarkTicks: data.markTicks }
  },
  PriceTicked: withStretch<EquityView, 'PriceTicked'>(
    (view, { timeMicros, data }) => tickedAt(view, timeMicros, data.priceTicks),
    pricesTicked,
  ),
  GridStarted: (view: EquityView, event: EventMap['GridStarted']): EquityView =>
    beginWith(view, event.timeMicros, accountHandlers.GridStarted(view.account, event)),
  OrderFilled: (view: EquityView, event: EventMap['OrderFilled']): EquityView => {
    const settled = settleSample(view)
    return withAccount(settled, accountHandlers.OrderFilled(settled.account, event))
  },
  FundingSettled: (view: EquityView, { data }: EventMap['FundingSettled']): EquityView =>
    fundingSettled(view, data.amount),
  PositionLiquidated: (view: EquityView): EquityView => liquidated(view),
  ParametersAmended: (view: EquityView, event: EventMap['ParametersAmended']): EquityView => {
    const settled = settleSample(view)
    return withAccount(settled, accountHandlers.ParametersAmended(settled.account, event))
  },
  GridStopped: settleSample,
} satisfies Projection<EquityView>['on']

/** The equity of a run at every tick, and sampled. */
export const equity: Projection<EquityView> = {
  name: 'equity',
  version: 1,
  initialView: initialEquity,
  on: equityHandlers,
  finish: settleSample,
}

/** Equity at `points` moments at even distances, the last one the end: for curves. */
export function equityCurve(points: number): Projection<EquityView> {
  return {
    name: `equity-curve-${points}`,
    version: 1,
    initialView: initialEquity,
    on: {
      ...equityHandlers,
      SeasonOpened: (view, { data: { startMicros, endMicros } }) =>
        sampleEvery(view, Math.max(1, Math.floor((endMicros - startMicros) / points)), endMicros),
    },
    finish: settleSample,
  }
}
