import * as t from 'io-ts'
import { REFUSAL_REASONS } from '../grid/refusal'
import { FillRule, GridParameters, NeutralStart } from '../grid/parameters'
import { struct } from '../struct'
import { DecimalText, Integer, MoneyCodec, listOf, oneOf, orNull } from '../wire'
import { type EventCodec, eventCodec } from './event'
import { AmendmentSet, ForkSet } from './season'
import { InstrumentCodec } from './tape'

/** Which way an order trades. */
export const Side = oneOf('buy', 'sell')
export type Side = t.TypeOf<typeof Side>

/**
 * Why a fill came about. grid: a resting order, as maker. base: bought or sold at the start; rebase:
 * at an amendment; stop: closes at a stop. These three are taker.
 */
export const FillKind = oneOf('base', 'grid', 'stop', 'rebase')
export type FillKind = t.TypeOf<typeof FillKind>

const StopReached = struct('a stop that was reached', {
  /** Whether the last price or the profit reached it. */
  by: oneOf('price', 'ratio'),
  /** As the contestant wrote it: a price, or a share of the investment without a sign. */
  threshold: DecimalText,
  /** The last price. */
  priceTicks: Integer,
  /** At the mark, before anything is closed. */
  equity: MoneyCodec,
})

/** Where a fork leaves its parent, and what it relies on there. */
export const Seam = struct('a seam', {
  /** The first tick of the parent's tape that the fork no longer shares. */
  tick: Integer,
  /** Events of the parent before that tick, with all that it has from its own parents. */
  events: Integer,
  /** Checks of the parent before that tick, counted like its events. */
  checks: Integer,
  /** Hash chain of the parent's own `run-…` up to there, hex. */
  eventsChain: t.string,
  /** Hash chain of the parent's own `checks-…` up to there, hex. */
  checksChain: t.string,
})
export type Seam = t.TypeOf<typeof Seam>

/**
 * The events of `run-<season>.<contestant>` and of its forks, by type. Prices in ticks and quantities
 * in lots of the instrument, which GridStarted carries; `tick` is the tick that brought each about.
 */
export const RUN_EVENTS = {
  /** Begins a fork: what came before the seam is the parent's, what follows is its own. */
  RunForked: eventCodec(
    struct('RunForked', {
      /** The run that it leaves. */
      parent: t.string,
      /** The runs whose past it has, the first one of all first, the parent last. */
      lineage: listOf(t.string),
      /** Where it leaves its parent. */
      seam: Seam,
      /** The tape from the seam on, by name. */
      tape: t.string,
      /** What it sets: empty where it only goes on, or goes on with another tape. */
      set: ForkSet,
    }),
  ),
  /** The grid is laid, at the run's first tick; its base and its first orders follow at the same tick. */
  GridStarted: eventCodec(
    struct('GridStarted', {
      /** The version of the rules that the run follows. */
      rulesVersion: Integer,
      /** What is traded: `instrumentUnits` makes decimals of its ticks and lots. */
      instrument: InstrumentCodec,
      /** What the contestant set. */
      parameters: GridParameters,
      /** When a resting order fills. */
      fillRule: FillRule,
      /** How a neutral grid lays its first orders. */
      neutralStart: NeutralStart,
      /** The grid lines, ascending, one more than `gridCount`: what `line` counts, from 0. */
      linesTicks: listOf(Integer),
      /** The quantity of each grid order. */
      quantityLots: Integer,
      /** The last price at the start. */
      priceTicks: Integer,
      /** The mark at the start. */
      markTicks: Integer,
    }),
  ),
  /** An order rests on a line: one of the first, the other side of a fill, or one that was dormant. */
  OrderPlaced: eventCodec(
    struct('OrderPlaced', {
      /** Which way it trades. */
      side: Side,
      /** The line that it rests on, from 0 at the bottom. */
      line: Integer,
      /** The interval that it works for, between lines `slot` and `slot` + 1. */
      slot: Integer,
      /** The price of its line. */
      priceTicks: Integer,
      /** How much it trades, without a sign. */
      quantityLots: Integer,
    }),
  ),
  /** Bought or sold: a resting order in whole, or at the market. */
  OrderFilled: eventCodec(
    struct('OrderFilled', {
      /** Counts the run's fills from 1: `<run>#<fill>` names one. */
      fill: Integer,
      /** Why it came about. */
      kind: FillKind,
      /** Which way: a buy adds to the position, a sell takes from it. */
      side: Side,
      /** The line that the order rested on; null at the market. */
      line: orNull(Integer),
      /** The interval between lines `slot` and `slot` + 1 that it is of; null at a rebase and a stop. */
      slot: orNull(Integer),
      /** Revision of its OrderPlaced in the run's stream; null at the market. */
      order: orNull(Integer),
      /** The price paid: of the line, or the last price, at a stop worse by the slippage. */
      priceTicks: Integer,
      /** How much, without a sign. */
      quantityLots: Integer,
      /** Positive when paid. */
      fee: MoneyCodec,
    }),
  ),
  /** A resting order is taken back: at an amendment, a stop or a liquidation. */
  OrderCancelled: eventCodec(
    struct('OrderCancelled', {
      /** Which way it would have traded. */
      side: Side,
      /** The line that it rested on. */
      line: Integer,
      /** Revision of its OrderPlaced in the run's stream. */
      order: Integer,
    }),
  ),
  /** Funding on an open position, at the first tick at or after its time. */
  FundingSettled: eventCodec(
    struct('FundingSettled', {
      /** The rate that was published, a share of the position's value: where positive, longs pay. */
      rate: DecimalText,
      /** The mark that the position was valued at. */
      markTicks: Integer,
      /** The position, signed: below 0 is short. */
      positionLots: Integer,
      /** Positive when received: −position · mark · rate, rounded once. */
      amount: MoneyCodec,
    }),
  ),
  /** The whole position goes to the exchange at the mark, and all equity with it. */
  PositionLiquidated: eventCodec(
    struct('PositionLiquidated', {
      /** The mark of the check that failed. */
      markTicks: Integer,
      /** The position that went, signed: below 0 was short. */
      positionLots: Integer,
      /** 0.05 % of the position's value, positive: paid. */
      fee: MoneyCodec,
      /** What was left of the equity after the fee, and went with it; 0 where nothing was. */
      takenOver: MoneyCodec,
      /** What the equity lacked for loss and fee, borne by the exchange; 0 where it sufficed. */
      shortfall: MoneyCodec,
    }),
  ),
  /** The take profit is reached: the grid stops. */
  TakeProfitTriggered: eventCodec(StopReached),
  /** The stop loss is reached: the grid stops. */
  StopLossTriggered: eventCodec(StopReached),
  /** A running grid was changed; all but `set` and `addedMargin` is as it is from here on. */
  ParametersAmended: eventCodec(
    struct('ParametersAmended', {
      /** What the amendment sets. */
      set: AmendmentSet,
      /** All parameters, changed or not. */
      parameters: GridParameters,
      /** When a resting order fills. */
      fillRule: FillRule,
      /** What this amendment adds to the margin: equity that is no profit; 0 where nothing. */
      addedMargin: MoneyCodec,
      /** Whether all orders were cancelled and the lines are laid anew. */
      relaid: t.boolean,
      /** The grid lines, ascending. */
      linesTicks: listOf(Integer),
      /** The quantity of each grid order. */
      quantityLots: Integer,
      /** The last price: where the grid is laid, if it is laid anew. */
      priceTicks: Integer,
    }),
  ),
  /** An amendment was refused: the grid is as it was. */
  AmendmentRefused: eventCodec(
    struct('AmendmentRefused', {
      /** What it would have set. */
      set: AmendmentSet,
      /** Why: one of `REFUSAL_REASONS`. */
      reason: oneOf(...REFUSAL_REASONS),
      /** The field at fault. */
      field: t.string,
      /** What it had to be, in words. */
      expected: t.string,
      /** What it was. */
      found: t.string,
    }),
  ),
  /** The grid has stopped: no order rests and none will. Once a run. */
  GridStopped: eventCodec(
    struct('GridStopped', {
      /** What stopped it. */
      reason: oneOf('seasonEnd', 'takeProfit', 'stopLoss', 'liquidated'),
      /** What is left, a position that is kept valued at the mark; 0 when liquidated. */
      equity: MoneyCodec,
    }),
  ),
  /** Ends the streams of a fork: all of it is recorded. */
  ForkClosed: eventCodec(struct('ForkClosed', {})),
}
/** The type of an event of a run. */
export type RunType = keyof typeof RUN_EVENTS
/** The data of an event of a run, by its type. */
export type RunData<Type extends RunType> =
  (typeof RUN_EVENTS)[Type] extends EventCodec<infer D> ? D : never

/** A run's event as `decide` makes it and `evolve` takes it: type and data. */
export type RunEvent = {
  readonly [T in RunType]: { readonly type: T; readonly data: RunData<T> }
}[RunType]
