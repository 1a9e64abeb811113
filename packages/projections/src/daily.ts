import { MICROS_PER_DAY, type Money } from '@gridledger/domain'
import { type EquityView, equity, equityHandlers, sampleEvery } from './equity'
import { type GridProfitView, gridProfit } from './gridProfit'
import type { EventMap, EventType, Projection } from './projection'

/** What a run had come to at the end of a day: all that its samples tell, and the counts so far. */
export interface DayEnd {
  readonly timeMicros: number
  readonly equity: Money
  readonly addedMargin: Money
  /** The last price; at the first row that of the start. */
  readonly priceTicks: number
  readonly fills: number
  readonly pairs: number
  readonly fee: Money
  readonly fundingFee: Money
}

/** The ends of a run's days so far, and the views that they are taken from. */
export interface DailyView {
  readonly equity: EquityView
  readonly profit: GridProfitView
  readonly priceTicks: number
  /** The start, then every day's end. */
  readonly ends: readonly DayEnd[]
}

/** Rows beyond this many are no table any more: then samples within a day are left out. */
const ROWS = 1000

const equityOn: Projection<EquityView>['on'] = {
  ...equityHandlers,
  SeasonOpened: (view, { data: { startMicros, endMicros, sampleEveryMicros } }) => {
    const isDense = (endMicros - startMicros) / sampleEveryMicros > ROWS
    const every = isDense ? Math.max(MICROS_PER_DAY, sampleEveryMicros) : sampleEveryMicros
    return sampleEvery(view, every, endMicros)
  },
}

/** Counts belong to the day before a sample where they came before it was valued. */
function follow<Type extends EventType>(
  type: Type,
): (view: DailyView, event: EventMap[Type]) => DailyView {
  const onEquity: ((view: EquityView, event: EventMap[Type]) => EquityView) | undefined =
    equityOn[type]
  const onProfit: ((view: GridProfitView, event: EventMap[Type]) => GridProfitView) | undefined =
    gridProfit.on[type]
  return (view, event) => {
    const valued = onEquity === undefined ? view : withEquity(view, onEquity(view.equity, event))
    return onProfit === undefined ? valued : { ...valued, profit: onProfit(valued.profit, event) }
  }
}

function withEquity(view: DailyView, followed: EquityView): DailyView {
  const { profit, priceTicks, ends } = view
  const { samples } = followed.sampling
  if (samples.length === ends.length) return { equity: followed, profit, priceTicks, ends }
  const { tradeNum: fills, arbitrageNum: pairs, fee, fundingFee } = profit
  const added = samples
    .slice(ends.length)
    .map((sample) => ({ ...sample, priceTicks, fills, pairs, fee, fundingFee }))
  return { equity: followed, profit, priceTicks, ends: [...ends, ...added] }
}

const ticked = follow('PriceTicked')

/** A run day by day: a row for each of the season's samples, the start included. */
export const daily: Projection<DailyView> = {
  name: 'daily',
  version: 1,
  initialView: {
    equity: equity.initialView,
    profit: gridProfit.initialView,
    priceTicks: 0,
    ends: [],
  },
  on: {
    TapeOpened: follow('TapeOpened'),
    SeasonOpened: follow('SeasonOpened'),
    MarkPriceTicked: follow('MarkPriceTicked'),
    PriceTicked: (view, event) => ({ ...ticked(view, event), priceTicks: event.data.priceTicks }),
    GridStarted: follow('GridStarted'),
    OrderFilled: follow('OrderFilled'),
    FundingSettled: follow('FundingSettled'),
    PositionLiquidated: follow('PositionLiquidated'),
    ParametersAmended: follow('ParametersAmended'),
    GridStopped: follow('GridStopped'),
  },
  finish: (view) => withEquity(view, equity.finish?.(view.equity) ?? view.equity),
}
