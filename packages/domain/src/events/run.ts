import * as t from 'io-ts'
import { REFUSAL_REASONS } from '../grid/refusal'
import { FillRule, GridParameters, NeutralStart } from '../grid/parameters'
import { struct } from '../struct'
import { DecimalText, Integer, MoneyCodec, listOf, oneOf, orNull } from '../wire'
import { type EventCodec, eventCodec } from './event'
import { AmendmentSet, ForkSet } from './season'
import { InstrumentCodec } from './tape'

const Side = oneOf('buy', 'sell')
export type Side = t.TypeOf<typeof Side>

/** base: bought or sold at the start; rebase: at an amendment; stop: closes at a stop. All three are taker. */
const FillKind = oneOf('base', 'grid', 'stop', 'rebase')
export type FillKind = t.TypeOf<typeof FillKind>

const StopReached = struct('a stop that was reached', {
  by: oneOf('price', 'ratio'),
  threshold: DecimalText,
  priceTicks: Integer,
  equity: MoneyCodec,
})

/** Where a fork leaves its parent, and what it relies on there. */
export const Seam = struct('a seam', {
  /** The first tick of the parent's tape that the fork no longer shares. */
  tick: Integer,
  /** Events and checks of the parent before that tick, with all that it has from its own parents. */
  events: Integer,
  checks: Integer,
  /** Hash chains of the parent's own two streams up to there, hex. */
  eventsChain: t.string,
  checksChain: t.string,
})
export type Seam = t.TypeOf<typeof Seam>

/** Prices in ticks and quantities in lots of the instrument, which GridStarted carries. */
export const RUN_EVENTS = {
  /** Begins a fork: what came before the seam is the parent's, what follows is its own. */
  RunForked: eventCodec(
    struct('RunForked', {
      parent: t.string,
      /** The runs whose past it has, the first one of all first, the parent last. */
      lineage: listOf(t.string),
      seam: Seam,
      /** The tape from the seam on. */
      tape: t.string,
      set: ForkSet,
    }),
  ),
  GridStarted: eventCodec(
    struct('GridStarted', {
      rulesVersion: Integer,
      instrument: InstrumentCodec,
      parameters: GridParameters,
      fillRule: FillRule,
      neutralStart: NeutralStart,
      linesTicks: listOf(Integer),
      quantityLots: Integer,
      priceTicks: Integer,
      markTicks: Integer,
    }),
  ),
  OrderPlaced: eventCodec(
    struct('OrderPlaced', {
      side: Side,
      line: Integer,
      slot: Integer,
      priceTicks: Integer,
      quantityLots: Integer,
    }),
  ),
  /** `fill` counts the run's fills from 1; `order` is the revision of its OrderPlaced, null for taker fills. */
  OrderFilled: eventCodec(
    struct('OrderFilled', {
      fill: Integer,
      kind: FillKind,
      side: Side,
      line: orNull(Integer),
      slot: orNull(Integer),
      order: orNull(Integer),
      priceTicks: Integer,
      quantityLots: Integer,
      fee: MoneyCodec,
    }),
  ),
  OrderCancelled: eventCodec(
    struct('OrderCancelled', { side: Side, line: Integer, order: Integer }),
  ),
  /** `amount` is positive when the run receives it; `positionLots` is signed. */
  FundingSettled: eventCodec(
    struct('FundingSettled', {
      rate: DecimalText,
      markTicks: Integer,
      positionLots: Integer,
      amount: MoneyCodec,
    }),
  ),
  /** The rest of the equity is `takenOver` by the exchange; where it is negative, that is `shortfall`. */
  PositionLiquidated: eventCodec(
    struct('PositionLiquidated', {
      markTicks: Integer,
      positionLots: Integer,
      fee: MoneyCodec,
      takenOver: MoneyCodec,
      shortfall: MoneyCodec,
    }),
  ),
  TakeProfitTriggered: eventCodec(StopReached),
  StopLossTriggered: eventCodec(StopReached),
  /** `parameters`, lines and quantity as they are from here on; `relaid` when the orders were laid anew. */
  ParametersAmended: eventCodec(
    struct('ParametersAmended', {
      set: AmendmentSet,
      parameters: GridParameters,
      fillRule: FillRule,
      addedMargin: MoneyCodec,
      relaid: t.boolean,
      linesTicks: listOf(Integer),
      quantityLots: Integer,
      priceTicks: Integer,
    }),
  ),
  AmendmentRefused: eventCodec(
    struct('AmendmentRefused', {
      set: AmendmentSet,
      reason: oneOf(...REFUSAL_REASONS),
      field: t.string,
      expected: t.string,
      found: t.string,
    }),
  ),
  GridStopped: eventCodec(
    struct('GridStopped', {
      reason: oneOf('seasonEnd', 'takeProfit', 'stopLoss', 'liquidated'),
      equity: MoneyCodec,
    }),
  ),
  /** Ends the streams of a fork: all of it is recorded. */
  ForkClosed: eventCodec(struct('ForkClosed', {})),
}
export type RunType = keyof typeof RUN_EVENTS
type RunData<Type extends RunType> =
  (typeof RUN_EVENTS)[Type] extends EventCodec<infer D> ? D : never

/** A run's event as `decide` makes it and `evolve` takes it: type and data. */
export type RunEvent = {
  readonly [T in RunType]: { readonly type: T; readonly data: RunData<T> }
}[RunType]
