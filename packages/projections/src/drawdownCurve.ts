import type { Money } from '@gridledger/domain'
import { type DrawdownView, drawdown } from './drawdown'
import { equityOf } from './equity'
import type { EventMap, EventType, Projection } from './projection'
import { bucketOpen, bucketWidth, shortestBucket } from './timeBuckets'

/** Equity over a bucket of time; money in 1e-8 of the quote currency. */
export interface CurvePoint {
  readonly openMicros: number
  /** After the bucket's last tick, with the margin added by then in it. */
  readonly equity: Money
  readonly addedMargin: Money
  /** The deepest fall of the bucket, judged at every tick: the highest equity until then, and what was left. */
  readonly deepest: { readonly peak: Money; readonly equity: Money }
}

/** A curve so far, its points `widthMicros` long, and the view that it is drawn from. */
export interface DrawdownCurveView<View> {
  readonly inner: View
  readonly widthMicros: number
  /** Time of the tick whose end is not taken in yet; null before the first. */
  readonly tickMicros: number | null
  /** The point of the last tick that is. */
  readonly open: CurvePoint | null
  /** Those before it; when the events have ended, all of them. */
  readonly points: readonly CurvePoint[]
}

/**
 * Equity and falls of whatever `projection` follows (a run, or a position that is held) as at most
 * `atMost` points, none for less than `leastMicros`. Between two points no fall is lost: each bucket keeps its deepest.
 */
export function drawdownCurveOf<View>(
  projection: Projection<View>,
  drawdownOf: (view: View) => DrawdownView,
  atMost: number,
  leastMicros = 0,
): Projection<DrawdownCurveView<View>> {
  const { finish } = projection
  const followed = <Type extends EventType>(type: Type) => {
    const handler: ((view: View, event: EventMap[Type]) => View) | undefined = projection.on[type]
    return (view: DrawdownCurveView<View>, event: EventMap[Type]): DrawdownCurveView<View> => {
      if (handler === undefined) return view
      const { widthMicros, tickMicros, open, points } = view
      return { inner: handler(view.inner, event), widthMicros, tickMicros, open, points }
    }
  }
  const [tapeOpened, seasonOpened] = [followed('TapeOpened'), followed('SeasonOpened')]
  const ticked = followed('PriceTicked')
  const endTick = (view: DrawdownCurveView<View>) => takeTick(view, drawdownOf(view.inner))
  return {
    name: `${projection.name}-curve-${atMost}-${leastMicros}`,
    version: projection.version,
    initialView: {
      inner: projection.initialView,
      widthMicros: 1,
      tickMicros: null,
      open: null,
      points: [],
    },
    on: {
      TapeOpened: (view, event) => ({
        ...tapeOpened(view, event),
        widthMicros: shortestBucket(event.data.intervalMicros, leastMicros),
      }),
      SeasonOpened: (view, event) => {
        const { startMicros, endMicros } = event.data
        const widthMicros = bucketWidth(startMicros, endMicros, atMost, view.widthMicros)
        return { ...seasonOpened(view, event), widthMicros }
      },
      FundingRatePublished: followed('FundingRatePublished'),
      MarkPriceTicked: followed('MarkPriceTicked'),
      PriceTicked: (view, event) => ({
        ...ticked(endTick(view), event),
        tickMicros: event.timeMicros,
      }),
      GridStarted: followed('GridStarted'),
      OrderFilled: followed('OrderFilled'),
      FundingSettled: followed('FundingSettled'),
      PositionLiquidated: followed('PositionLiquidated'),
      ParametersAmended: followed('ParametersAmended'),
      GridStopped: followed('GridStopped'),
    },
    finish: (view) => {
      const { open, points, ...ended } = endTick(view)
      const inner = finish === undefined ? ended.inner : finish(ended.inner)
      return { ...ended, inner, open: null, points: open === null ? points : [...points, open] }
    },
  }
}

/** Equity and falls of a run as at most `atMost` points. */
export function drawdownCurve(
  atMost: number,
  leastMicros = 0,
): Projection<DrawdownCurveView<DrawdownView>> {
  return drawdownCurveOf(drawdown, (view) => view, atMost, leastMicros)
}

/** Takes in the end of a tick: only then is everything settled that belongs to it. */
function takeTick<View>(
  view: DrawdownCurveView<View>,
  { equity: followed, falls }: DrawdownView,
): DrawdownCurveView<View> {
  const { tickMicros, widthMicros, open } = view
  if (tickMicros === null || followed.account.investment === 0) return view
  const equity = equityOf(followed)
  const peak = Math.max(falls.peak, equity)
  const openMicros = bucketOpen(tickMicros, widthMicros)
  const isNew = open?.openMicros !== openMicros
  const deepest =
    isNew || share({ peak, equity }) > share(open.deepest) ? { peak, equity } : open.deepest
  return {
    inner: view.inner,
    widthMicros,
    tickMicros: null,
    open: { openMicros, equity, addedMargin: followed.account.addedMargin, deepest },
    points: isNew && open !== null ? [...view.points, open] : view.points,
  }
}

function share({ peak, equity }: CurvePoint['deepest']): number {
  return (peak - equity) / peak
}
