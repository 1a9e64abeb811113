import { type Money, at as valueAt } from '@gridledger/domain'
import {
  type EquityView,
  equityHandlers as on,
  equityOf,
  initialEquity,
  pricesTicked,
  settleSample,
  tickedAt,
  unsampledTo,
} from './equity'
import type { Projection } from './projection'
import { type PriceStretch, withStretch } from './stretch'

/** Looked up once, as in `equity`. */
const at = valueAt

/** The deepest fall of equity from its highest so far; the peak starts at the investment. */
export interface Falls {
  readonly peak: Money
  /** Peak and trough of the fall that is the largest share of its peak; equal while there was none. */
  readonly deepest: { readonly peak: Money; readonly trough: Money }
  /** That share, for comparing; reports compute it exactly. */
  readonly share: number
}

/** The falls of a run's equity, taken at the end of every tick. */
export interface DrawdownView {
  readonly equity: EquityView
  readonly falls: Falls
}

export const initialDrawdown: DrawdownView = {
  equity: initialEquity,
  falls: { peak: 0, deepest: { peak: 1, trough: 1 }, share: 0 },
}

/** A view that begins, or goes on, from a given peak. */
export function fromPeak(view: DrawdownView, equity: EquityView, peak: Money): DrawdownView {
  return { equity, falls: { ...view.falls, peak } }
}

/** The falls with the equity at the end of the tick that is just over. */
export function settleTick({ equity, falls }: DrawdownView): Falls {
  const { peak } = falls
  const now = equityOf(equity)
  if (now >= peak) return now === peak ? falls : { ...falls, peak: now }
  const share = (peak - now) / peak
  return share > falls.share ? { peak, share, deepest: { peak, trough: now } } : falls
}

/** The falls with the equity at the end of some ticks, between which only the mark moves. */
function settleTicks(
  { equity, falls }: DrawdownView,
  prices: Float64Array,
  from: number,
  to: number,
): Falls {
  const { cash, positionLots, moneyPerLotTick } = equity.account
  let { peak, share, deepest } = falls
  let [deepestPeak, trough] = [deepest.peak, deepest.trough]
  for (let row = from; row < to; row += 1) {
    const markTicks = equity.latestMarkTicks ?? at(prices, row)
    const now = cash + positionLots * markTicks * moneyPerLotTick
    if (now >= peak) {
      peak = now
      continue
    }
    const fall = (peak - now) / peak
    if (fall <= share) continue
    share = fall
    deepestPeak = peak
    trough = now
  }
  if (share !== falls.share) deepest = { peak: deepestPeak, trough }
  return peak === falls.peak && share === falls.share ? falls : { peak, deepest, share }
}

/** The view after a tick, whose end is not taken in yet. */
export function drawdownAt(
  view: DrawdownView,
  timeMicros: number,
  priceTicks: number,
): DrawdownView {
  return { equity: tickedAt(view.equity, timeMicros, priceTicks), falls: settleTick(view) }
}

/** The view after a stretch of ticks; the end of its last one is not taken in yet. */
export function drawdownOver(before: DrawdownView, rows: PriceStretch): DrawdownView {
  let { equity, falls } = before
  for (let row = rows.from; row < rows.to;) {
    const end = Math.max(row + 1, unsampledTo(equity, rows, row))
    falls = settleTick({ equity, falls })
    falls = settleTicks({ equity, falls }, rows.pricesTicks, row, end - 1)
    equity = pricesTicked(equity, { ...rows, from: row, to: end })
    row = end
  }
  return { equity, falls }
}

/** Goes on with the equity after an event inside a tick. */
export function withEquity(view: DrawdownView, equity: EquityView): DrawdownView {
  return equity === view.equity ? view : { equity, falls: view.falls }
}

/** Takes in the last tick and the last sample. */
export function finishDrawdown(view: DrawdownView): DrawdownView {
  return { equity: settleSample(view.equity), falls: settleTick(view) }
}

/** The falls of a run's equity, at every tick. */
export const drawdown: Projection<DrawdownView> = {
  name: 'drawdown',
  version: 1,
  initialView: initialDrawdown,
  on: {
    TapeOpened: (view, event) => withEquity(view, on.TapeOpened(view.equity, event)),
    SeasonOpened: (view, event) => withEquity(view, on.SeasonOpened(view.equity, event)),
    MarkPriceTicked: (view, event) => withEquity(view, on.MarkPriceTicked(view.equity, event)),
    PriceTicked: withStretch(
      (view, { timeMicros, data }) => drawdownAt(view, timeMicros, data.priceTicks),
      drawdownOver,
    ),
    GridStarted: (view, event) => {
      const equity = on.GridStarted(view.equity, event)
      return fromPeak(view, equity, equity.account.investment)
    },
    OrderFilled: (view, event) => withEquity(view, on.OrderFilled(view.equity, event)),
    FundingSettled: (view, event) => withEquity(view, on.FundingSettled(view.equity, event)),
    PositionLiquidated: (view) => withEquity(view, on.PositionLiquidated(view.equity)),
    ParametersAmended: (view, event) => {
      const equity = on.ParametersAmended(view.equity, event)
      return fromPeak(view, equity, view.falls.peak + event.data.addedMargin)
    },
    GridStopped: (view) => withEquity(view, on.GridStopped(view.equity)),
  },
  finish: finishDrawdown,
}
