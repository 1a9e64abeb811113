import type { Money } from '@gridledger/domain'
import {
  type EquityView,
  equityHandlers as on,
  equityOf,
  initialEquity,
  settleSample,
} from './equity'
import type { Projection } from './projection'

/** The deepest fall of equity from its highest so far, at every tick; the peak starts at the investment. */
export interface DrawdownView {
  readonly equity: EquityView
  readonly peak: Money
  /** Peak and trough of the fall that is the largest share of its peak; equal while there was none. */
  readonly deepest: { readonly peak: Money; readonly trough: Money }
  /** That share, for comparing; reports compute it exactly. */
  readonly share: number
}

export const initialDrawdown: DrawdownView = {
  equity: initialEquity,
  peak: 0,
  deepest: { peak: 1, trough: 1 },
  share: 0,
}

/** Takes in the equity at the end of the tick that is just over. */
export function settleTick(view: DrawdownView): DrawdownView {
  const now = equityOf(view.equity)
  if (now >= view.peak) return now === view.peak ? view : { ...view, peak: now }
  const share = (view.peak - now) / view.peak
  return share > view.share ? { ...view, share, deepest: { peak: view.peak, trough: now } } : view
}

/** Goes on with the equity after an event inside a tick. */
export function withEquity(view: DrawdownView, equity: EquityView): DrawdownView {
  return equity === view.equity ? view : { ...view, equity }
}

/** Takes in the last tick and the last sample. */
export function finishDrawdown(view: DrawdownView): DrawdownView {
  const settled = settleTick(view)
  return withEquity(settled, settleSample(settled.equity))
}

/** The falls of a run's equity, at every tick. */
export const drawdown: Projection<DrawdownView> = {
  name: 'drawdown',
  version: 1,
  initialView: initialDrawdown,
  on: {
    SeasonOpened: (view, event) => withEquity(view, on.SeasonOpened(view.equity, event)),
    MarkPriceTicked: (view, event) => withEquity(view, on.MarkPriceTicked(view.equity, event)),
    PriceTicked: (view, event) => {
      const settled = settleTick(view)
      return withEquity(settled, on.PriceTicked(settled.equity, event))
    },
    GridStarted: (view, event) => {
      const equity = on.GridStarted(view.equity, event)
      return { ...view, equity, peak: equity.investment }
    },
    OrderFilled: (view, event) => withEquity(view, on.OrderFilled(view.equity, event)),
    FundingSettled: (view, event) => withEquity(view, on.FundingSettled(view.equity, event)),
    PositionLiquidated: (view) => withEquity(view, on.PositionLiquidated(view.equity)),
    ParametersAmended: (view, event) => {
      const equity = on.ParametersAmended(view.equity, event)
      return { ...view, equity, peak: view.peak + event.data.addedMargin }
    },
    LiquidationChecked: (view) => withEquity(view, on.LiquidationChecked(view.equity)),
    GridStopped: (view) => withEquity(view, on.GridStopped(view.equity)),
  },
  finish: finishDrawdown,
}
