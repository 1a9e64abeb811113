import {
  type BotState,
  type PriceTicks,
  type RunType,
  evolve,
  initialState,
  liquidationTicksAfterFills,
} from '@gridledger/domain'
import {
  type LiquidationDistanceView,
  distanceAt,
  liquidationDistance,
} from './liquidationDistance'
import type { EventMap, Projection } from './projection'
import { bucketOpen, bucketWidth, shortestBucket } from './timeBuckets'

/** Where a run is liquidated when the price falls and when it rises, in ticks; null where it never is. */
export interface LiquidationBounds {
  readonly lower: PriceTicks | null
  readonly upper: PriceTicks | null
}

/** The liquidation prices of a run over a bucket of time: where they changed within it, the nearest. */
export interface LiquidationPoint {
  readonly openMicros: number
  /** As the position stood: one side, or both where it turned within the bucket. */
  readonly now: LiquidationBounds
  /** With the resting orders on the way filled, as `preview` has it. */
  readonly afterFills: LiquidationBounds
  /** The smallest distance of a mark to the price of its moment, as a share of the mark; null while flat. */
  readonly share: number | null
}

/** The curve of a run's liquidation prices so far, its points `widthMicros` long. */
export interface LiquidationCurveView {
  readonly distance: LiquidationDistanceView
  /** The bot as it stands after the last event; never changed, but replaced. */
  readonly bot: BotState
  /** Set from an event of the run until the prices that follow from it are taken in. */
  readonly isStale: boolean
  readonly widthMicros: number
  readonly inForce: Pick<LiquidationPoint, 'now' | 'afterFills'>
  /** The point of the last tick; null before the first. */
  readonly open: LiquidationPoint | null
  /** Those before it; when the events have ended, all of them. */
  readonly points: readonly LiquidationPoint[]
}

const NOWHERE: LiquidationBounds = { lower: null, upper: null }

/** Takes in the prices that follow from the events so far. */
function settle(view: LiquidationCurveView): LiquidationCurveView {
  if (!view.isStale) return view
  const { now: price, account } = view.distance
  const priceTicks = price?.priceTicks ?? null
  const now =
    account.positionLots > 0
      ? { lower: priceTicks, upper: null }
      : { lower: null, upper: priceTicks }
  const inForce = { now, afterFills: liquidationTicksAfterFills(view.bot) }
  const open = view.open === null ? null : nearest(view.open, inForce)
  return { ...view, isStale: false, inForce, open }
}

function nearest(
  point: LiquidationPoint,
  other: LiquidationCurveView['inForce'],
): LiquidationPoint {
  return {
    ...point,
    now: nearestBounds(point.now, other.now),
    afterFills: nearestBounds(point.afterFills, other.afterFills),
  }
}

function nearestBounds(a: LiquidationBounds, b: LiquidationBounds): LiquidationBounds {
  const lower = Math.max(a.lower ?? -Infinity, b.lower ?? -Infinity)
  const upper = Math.min(a.upper ?? Infinity, b.upper ?? Infinity)
  return {
    lower: lower === -Infinity ? null : lower,
    upper: upper === Infinity ? null : upper,
  }
}

/** A new bucket begins with the prices in force. */
function priceTicked(
  before: LiquidationCurveView,
  { timeMicros }: EventMap['PriceTicked'],
): LiquidationCurveView {
  const view = settle(before)
  const { open, inForce, points } = view
  const openMicros = bucketOpen(timeMicros, view.widthMicros)
  if (open?.openMicros === openMicros) return view
  return {
    ...view,
    open: { openMicros, ...inForce, share: null },
    points: open === null ? points : [...points, open],
  }
}

function checked(
  before: LiquidationCurveView,
  event: EventMap['LiquidationChecked'],
): LiquidationCurveView {
  const distance = followed('LiquidationChecked', before.distance, event)
  const view = distance === before.distance ? before : { ...before, distance }
  const settled = settle(view)
  const { open } = settled
  const share = distanceAt(distance, event.data.equity)
  if (open === null || share >= (open.share ?? Infinity)) return settled
  return { ...settled, open: { ...open, share } }
}

function followed<Type extends 'LiquidationChecked' | RunType>(
  type: Type,
  view: LiquidationDistanceView,
  event: EventMap[Type],
): LiquidationDistanceView {
  const on:
    | ((view: LiquidationDistanceView, event: EventMap[Type]) => LiquidationDistanceView)
    | undefined = liquidationDistance.on[type]
  return on === undefined ? view : on(view, event)
}

function evolved<Type extends RunType>(type: Type) {
  return (view: LiquidationCurveView, event: EventMap[Type]): LiquidationCurveView => {
    const bot = { ...view.bot, orders: [...view.bot.orders] }
    evolve(bot, event)
    return { ...view, distance: followed(type, view.distance, event), bot, isStale: true }
  }
}

/**
 * The liquidation prices of a run over its whole season, now and after fills, and how near the mark
 * came, as at most `atMost` points, none for less than `leastMicros`. Between two points no approach is lost: each bucket keeps the
 * nearest prices and the smallest distance.
 */
export function liquidationCurve(
  atMost: number,
  leastMicros = 0,
): Projection<LiquidationCurveView> {
  return {
    name: `liquidation-curve-${atMost}-${leastMicros}`,
    version: 1,
    initialView: {
      distance: liquidationDistance.initialView,
      bot: initialState({ run: '', checks: '', ticks: '' }),
      isStale: false,
      widthMicros: 1,
      inForce: { now: NOWHERE, afterFills: NOWHERE },
      open: null,
      points: [],
    },
    on: {
      TapeOpened: (view, { data }) => ({
        ...view,
        widthMicros: shortestBucket(data.intervalMicros, leastMicros),
      }),
      SeasonOpened: (view, { data: { startMicros, endMicros } }) => ({
        ...view,
        widthMicros: bucketWidth(startMicros, endMicros, atMost, view.widthMicros),
      }),
      PriceTicked: priceTicked,
      LiquidationChecked: checked,
      GridStarted: evolved('GridStarted'),
      OrderPlaced: evolved('OrderPlaced'),
      OrderFilled: evolved('OrderFilled'),
      OrderCancelled: evolved('OrderCancelled'),
      FundingSettled: evolved('FundingSettled'),
      PositionLiquidated: evolved('PositionLiquidated'),
      TakeProfitTriggered: evolved('TakeProfitTriggered'),
      StopLossTriggered: evolved('StopLossTriggered'),
      ParametersAmended: evolved('ParametersAmended'),
      AmendmentRefused: evolved('AmendmentRefused'),
      GridStopped: evolved('GridStopped'),
    },
    finish: (view) => {
      const { open, points, ...ended } = settle(view)
      return { ...ended, open: null, points: open === null ? points : [...points, open] }
    },
  }
}
