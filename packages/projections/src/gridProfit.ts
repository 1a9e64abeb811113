import {
  type GridParameters,
  type Money,
  type NeutralStart,
  instrumentUnits,
  startBook,
} from '@gridledger/domain'
import type { EventMap, Projection } from './projection'

/** The first fill of a pair that waits for its second, in one slot. */
export interface Leg {
  readonly side: 'buy' | 'sell'
  readonly priceTicks: number
  readonly fee: Money
}

/** What the pairs earned, and what was paid and received on the way; money in 1e-8. */
export interface GridProfitView {
  readonly moneyPerLotTick: number
  readonly neutralStart: NeutralStart
  readonly quantityLots: number
  readonly gridProfit: Money
  /** Pairs. */
  readonly arbitrageNum: number
  /** Fills, base and stop included. */
  readonly tradeNum: number
  /** Positive when paid. */
  readonly fee: Money
  /** Positive when received. */
  readonly fundingFee: Money
  /** By slot; null where none is open. An array, since a fill copies it. */
  readonly legs: readonly (Leg | null)[]
  /** Slots that hold a base lot: the fill that closes it belongs to no pair. */
  readonly baseSlots: ReadonlySet<number>
}

function baseSlots(
  parameters: GridParameters,
  neutralStart: NeutralStart,
  linesTicks: readonly number[],
  priceTicks: number,
): ReadonlySet<number> {
  return new Set(startBook(linesTicks, priceTicks, { ...parameters, neutralStart }).baseSlots)
}

function noLegs(linesTicks: readonly number[]): readonly null[] {
  return linesTicks.slice(1).map(() => null)
}

function pairUp(view: GridProfitView, slot: number, leg: Leg): GridProfitView {
  if (view.baseSlots.has(slot)) {
    return { ...view, baseSlots: new Set([...view.baseSlots].filter((held) => held !== slot)) }
  }
  const first = view.legs[slot] ?? null
  if (first === null) return { ...view, legs: view.legs.with(slot, leg) }
  const rise = Math.abs(leg.priceTicks - first.priceTicks)
  const earned = rise * view.quantityLots * view.moneyPerLotTick - first.fee - leg.fee
  return {
    ...view,
    legs: view.legs.with(slot, null),
    gridProfit: view.gridProfit + earned,
    arbitrageNum: view.arbitrageNum + 1,
  }
}

/** How the pairs follow each event; `journal` follows them the same way. */
export const gridProfitHandlers = {
  GridStarted: (view: GridProfitView, { data }: EventMap['GridStarted']): GridProfitView => ({
    ...view,
    moneyPerLotTick: instrumentUnits(data.instrument).moneyPerLotTick,
    neutralStart: data.neutralStart,
    quantityLots: data.quantityLots,
    legs: noLegs(data.linesTicks),
    baseSlots: baseSlots(data.parameters, data.neutralStart, data.linesTicks, data.priceTicks),
  }),
  ParametersAmended: (
    view: GridProfitView,
    { data }: EventMap['ParametersAmended'],
  ): GridProfitView =>
    data.relaid
      ? {
          ...view,
          quantityLots: data.quantityLots,
          legs: noLegs(data.linesTicks),
          baseSlots: baseSlots(
            data.parameters,
            view.neutralStart,
            data.linesTicks,
            data.priceTicks,
          ),
        }
      : view,
  OrderFilled: (
    view: GridProfitView,
    { data: { kind, slot, side, priceTicks, fee } }: EventMap['OrderFilled'],
  ): GridProfitView => {
    const counted = { ...view, tradeNum: view.tradeNum + 1, fee: view.fee + fee }
    return kind === 'grid' && slot !== null
      ? pairUp(counted, slot, { side, priceTicks, fee })
      : counted
  },
  FundingSettled: (view: GridProfitView, { data }: EventMap['FundingSettled']): GridProfitView => ({
    ...view,
    fundingFee: view.fundingFee + data.amount,
  }),
  PositionLiquidated: (
    view: GridProfitView,
    { data }: EventMap['PositionLiquidated'],
  ): GridProfitView => ({ ...view, fee: view.fee + data.fee }),
} satisfies Projection<GridProfitView>['on']

/**
 * Profit of the pairs: in each slot the first and second grid fill are a pair, the third and fourth,
 * and so on. All else (the open position, base fees, fees of open legs, funding) is unpaired profit,
 * total profit − grid profit.
 */
export const gridProfit: Projection<GridProfitView> = {
  name: 'grid-profit',
  version: 2,
  initialView: {
    moneyPerLotTick: 0,
    neutralStart: 'slots',
    quantityLots: 0,
    gridProfit: 0,
    arbitrageNum: 0,
    tradeNum: 0,
    fee: 0,
    fundingFee: 0,
    legs: [],
    baseSlots: new Set(),
  },
  on: gridProfitHandlers,
}
