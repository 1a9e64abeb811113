import { Decimal, type Money, instrumentUnits, moneyOf } from '@gridledger/domain'
import type { EventMap, Projection } from './projection'

/** Equity at a sample, or at the start: 1e-8 of the quote currency. */
export interface EquitySample {
  readonly timeMicros: number
  readonly equity: Money
}

/** What a run is worth, from its cash flows and the mark: money in 1e-8 of the quote currency. */
export interface EquityView {
  readonly investment: Money
  readonly addedMargin: Money
  readonly cash: Money
  readonly positionLots: number
  readonly moneyPerLotTick: number
  /** The mark at the last tick; 0 before the first. */
  readonly markTicks: number
  /** The latest mark of the tape's own, which the next tick takes over; null without one. */
  readonly latestMarkTicks: number | null
  readonly lastTickMicros: number
  /** The start as a sample of the investment, then end − k·sampleEvery, the end included. */
  readonly samples: readonly EquitySample[]
  readonly sampleEveryMicros: number
  readonly nextSampleMicros: number
  readonly endMicros: number
  /** Set from the tick of a sample until funding due at it is in: only then is it valued. */
  readonly sampleIsDue: boolean
}

export const initialEquity: EquityView = {
  investment: 0,
  addedMargin: 0,
  cash: 0,
  positionLots: 0,
  moneyPerLotTick: 0,
  markTicks: 0,
  latestMarkTicks: null,
  lastTickMicros: 0,
  samples: [],
  sampleEveryMicros: 0,
  nextSampleMicros: Infinity,
  endMicros: 0,
  sampleIsDue: false,
}

/** Equity at the last tick. */
export function equityOf({ cash, positionLots, markTicks, moneyPerLotTick }: EquityView): Money {
  return cash + positionLots * markTicks * moneyPerLotTick
}

export function markTicked(view: EquityView, { data }: EventMap['MarkPriceTicked']): EquityView {
  return { ...view, latestMarkTicks: data.markTicks }
}

/** A sample where no bar opens is valued at the last tick before, one where a bar opens at its open. */
export function priceTicked(
  view: EquityView,
  { timeMicros, data }: EventMap['PriceTicked'],
): EquityView {
  const sampled =
    timeMicros < view.nextSampleMicros ? settleSample(view) : sampleUpTo(view, timeMicros)
  return {
    ...sampled,
    markTicks: sampled.latestMarkTicks ?? data.priceTicks,
    lastTickMicros: timeMicros,
  }
}

function sampleUpTo(view: EquityView, timeMicros: number): EquityView {
  let settled = settleSample(view)
  while (settled.nextSampleMicros < timeMicros)
    settled = settleSample({ ...settled, sampleIsDue: true })
  return { ...settled, sampleIsDue: settled.nextSampleMicros === timeMicros }
}

/** Values the sample that is due, before anything but funding moves the run at its tick. */
export function settleSample(view: EquityView): EquityView {
  if (!view.sampleIsDue) return view
  const { nextSampleMicros, sampleEveryMicros, endMicros } = view
  const samples = [...view.samples, { timeMicros: nextSampleMicros, equity: equityOf(view) }]
  const next = nextSampleMicros >= endMicros ? Infinity : nextSampleMicros + sampleEveryMicros
  return { ...view, samples, nextSampleMicros: next, sampleIsDue: false }
}

/** Begins a run, or a benchmark, with nothing but its investment. */
export function begin(
  view: EquityView,
  timeMicros: number,
  investment: Money,
  moneyPerLotTick: number,
): EquityView {
  const { endMicros, sampleEveryMicros } = view
  const whole = Math.max(0, Math.ceil((endMicros - timeMicros) / sampleEveryMicros) - 1)
  const nextSampleMicros = endMicros - whole * sampleEveryMicros
  const samples = [{ timeMicros, equity: investment }]
  return { ...view, investment, cash: investment, moneyPerLotTick, samples, nextSampleMicros }
}

/** Buys `lots` (negative: sells) at a price and pays a fee. */
export function trade(view: EquityView, lots: number, priceTicks: number, fee: Money): EquityView {
  const settled = settleSample(view)
  const cash = settled.cash - lots * priceTicks * settled.moneyPerLotTick - fee
  return { ...settled, cash, positionLots: settled.positionLots + lots }
}

/** Nothing is left of a position that was liquidated, nor of the equity. */
export function liquidated(view: EquityView): EquityView {
  return { ...settleSample(view), cash: 0, positionLots: 0 }
}

/** Funding comes before the sample of its tick, so it settles none. */
export function fundingSettled(view: EquityView, amount: Money): EquityView {
  return { ...view, cash: view.cash + amount }
}

/** How equity follows each event; `drawdown` follows it the same way. */
export const equityHandlers = {
  SeasonOpened: (view: EquityView, { data }: EventMap['SeasonOpened']): EquityView => ({
    ...view,
    sampleEveryMicros: data.sampleEveryMicros,
    endMicros: data.endMicros,
  }),
  MarkPriceTicked: markTicked,
  PriceTicked: priceTicked,
  GridStarted: (view: EquityView, { timeMicros, data }: EventMap['GridStarted']): EquityView => {
    const { moneyPerLotTick } = instrumentUnits(data.instrument)
    return begin(
      view,
      timeMicros,
      moneyOf(new Decimal(data.parameters.investment)),
      moneyPerLotTick,
    )
  },
  OrderFilled: (view: EquityView, { data }: EventMap['OrderFilled']): EquityView => {
    const lots = data.side === 'buy' ? data.quantityLots : -data.quantityLots
    return trade(view, lots, data.priceTicks, data.fee)
  },
  FundingSettled: (view: EquityView, { data }: EventMap['FundingSettled']): EquityView =>
    fundingSettled(view, data.amount),
  PositionLiquidated: (view: EquityView): EquityView => liquidated(view),
  ParametersAmended: (view: EquityView, { data }: EventMap['ParametersAmended']): EquityView => {
    const settled = settleSample(view)
    const addedMargin = settled.addedMargin + data.addedMargin
    return { ...settled, addedMargin, cash: settled.cash + data.addedMargin }
  },
  LiquidationChecked: settleSample,
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
      SeasonOpened: (view, event) => {
        const { startMicros, endMicros } = event.data
        const sampleEveryMicros = Math.max(1, Math.floor((endMicros - startMicros) / points))
        return { ...equityHandlers.SeasonOpened(view, event), sampleEveryMicros }
      },
    },
    finish: settleSample,
  }
}
