import { isDeepStrictEqual } from 'node:util'
import { type InstrumentUnits, type Money, instrumentUnits, priceOf } from '@gridledger/domain'
import {
  type CurvePoint,
  type DailyView,
  type LiquidationPoint,
  type OffGridSpell,
  type PriceCandle,
  bucketOpen,
} from '@gridledger/projections'
import type {
  PageCandles,
  PageCurve,
  PageData,
  PageLiquidation,
  PageRun,
} from '../../page/pageData'
import type { RunCharts, SeasonViews } from './seasonViews'

/** Percentages are drawn and shown to hundredths; a millionth keeps these from being rounded twice. */
const PERCENT_PARTS = 1_000_000

/** A tape with the contestants that ran on it. */
export type ChartPart = Pick<SeasonViews, 'board' | 'price' | 'runs' | 'benchmarks'>

/**
 * The numbers that the page's charts draw, over the times of all parts. `chosen` is the contestant
 * that is shown first.
 */
export function chartData(parts: readonly ChartPart[], chosen: string, timeZone: string): PageData {
  const opens = parts.flatMap(({ price }) => price.candles.map(({ openMicros }) => openMicros))
  const times = [...new Set(opens.map(seconds))].sort((a, b) => a - b)
  const tapes: PageCandles[] = []
  const tapeOf = (part: ChartPart): number => {
    const candles = pageCandles(part, times)
    const known = tapes.findIndex((tape) => isDeepStrictEqual(tape, candles))
    return known < 0 ? tapes.push(candles) - 1 : known
  }
  return {
    timeZone,
    priceDecimals: Math.max(...parts.map(({ board }) => unitsOf(board).tickSize.decimalPlaces())),
    times,
    curves: [
      ...parts.flatMap(({ runs }) =>
        runs.map(({ contestant, curve, daily }) =>
          pageCurve(
            { name: contestant, isBenchmark: false, curve, investment: invested(daily) },
            times,
          ),
        ),
      ),
      // A benchmark holds what the first contestant invested.
      ...parts.flatMap(({ runs, benchmarks }) =>
        benchmarks.map(({ leverage, curve }) =>
          pageCurve(
            {
              name: heldName(leverage),
              isBenchmark: true,
              curve,
              investment: invested(runs[0]?.daily),
            },
            times,
          ),
        ),
      ),
    ],
    runs: parts.flatMap((part) => {
      const tape = tapeOf(part)
      return part.runs.map((run) => ({
        ...pageRun(run, part.price.widthMicros, unitsOf(part.board)),
        tape,
      }))
    }),
    tapes,
    chosen,
  }
}

const unitsOf = ({ tape }: ChartPart['board']): InstrumentUnits => instrumentUnits(tape.instrument)

/** The prices of a tape, null at times that it has none of. */
function pageCandles({ board, price }: ChartPart, times: readonly number[]): PageCandles {
  const units = unitsOf(board)
  const byTime = new Map(price.candles.map((candle) => [seconds(candle.openMicros), candle]))
  const prices = (of: (candle: PriceCandle) => number) =>
    times.map((time) => {
      const candle = byTime.get(time)
      return candle === undefined ? null : priceOf(units, of(candle)).toNumber()
    })
  return {
    open: prices(({ openTicks }) => openTicks),
    high: prices(({ highTicks }) => highTicks),
    low: prices(({ lowTicks }) => lowTicks),
    close: prices(({ closeTicks }) => closeTicks),
  }
}

const seconds = (micros: number) => micros / 1_000_000

function percent(share: number): number {
  return Math.round(share * 100 * PERCENT_PARTS) / PERCENT_PARTS
}

/** How a position that is held is called. */
export const heldName = (leverage: number | string) => `hold at ${leverage}x`

function invested(daily: DailyView | undefined): Money {
  if (daily === undefined) throw new Error('a season without contestants')
  return daily.equity.account.investment
}

interface Curve {
  readonly name: string
  readonly isBenchmark: boolean
  readonly curve: readonly CurvePoint[]
  readonly investment: Money
}

function pageCurve(
  { name, isBenchmark, curve, investment }: Curve,
  times: readonly number[],
): PageCurve {
  const byTime = new Map(curve.map((point) => [seconds(point.openMicros), point]))
  // Every run and every benchmark begins at its tape's first tick and sees each one.
  const drawn = times.filter((time) => byTime.has(time))
  if (drawn.length !== curve.length)
    throw new Error(`${name}: a curve whose points are not those of the price`)
  const values = (of: (point: CurvePoint) => number) =>
    times.map((time) => {
      const point = byTime.get(time)
      return point === undefined ? null : of(point)
    })
  return {
    name,
    isBenchmark,
    returnPct: values(({ equity, addedMargin }) =>
      percent((equity - addedMargin - investment) / investment),
    ),
    fallPct: values(({ deepest: { peak, equity } }) => -percent((peak - equity) / peak) + 0),
  }
}

function pageRun(
  { contestant, lines, fills, offGrid, liquidation }: RunCharts,
  widthMicros: number,
  units: InstrumentUnits,
): Omit<PageRun, 'tape'> {
  const price = (ticks: number) => priceOf(units, ticks).toNumber()
  const bucket = (timeMicros: number) => seconds(bucketOpen(timeMicros, widthMicros))
  return {
    contestant,
    lines: lines.ended.map(({ fromMicros, toMicros, linesTicks }) => ({
      from: bucket(fromMicros),
      to: bucket(toMicros),
      prices: linesTicks.map(price),
    })),
    fills: fills.marks.map(({ openMicros, side, lowTicks, highTicks, fills: count }) => [
      seconds(openMicros),
      side,
      price(lowTicks),
      price(highTicks),
      count,
    ]),
    spells: spellsByBucket(offGrid.spells, bucket),
    liquidation: liquidationSteps(liquidation, price),
  }
}

/** The points at which a price changes: most of them only go on. */
function liquidationSteps(
  points: readonly LiquidationPoint[],
  price: (ticks: number) => number,
): readonly PageLiquidation[] {
  const steps: PageLiquidation[] = []
  for (const { openMicros, now, afterFills } of points) {
    const [lower, upper, lowerAfter, upperAfter] = [
      ...[now.lower, now.upper],
      ...[afterFills.lower, afterFills.upper],
    ].map((ticks) => (ticks == null ? null : price(ticks)))
    const step = [lower ?? null, upper ?? null, lowerAfter ?? null, upperAfter ?? null] as const
    const last = steps.at(-1)
    if (last === undefined || step.some((value, index) => value !== last[index + 1])) {
      steps.push([seconds(openMicros), ...step])
    }
  }
  return steps
}

/** Spells that touch in the same bucket are one shade, so that there are never more than buckets. */
function spellsByBucket(
  spells: readonly OffGridSpell[],
  bucket: (timeMicros: number) => number,
): PageRun['spells'] {
  const shades: [number, number, OffGridSpell['side']][] = []
  for (const { fromMicros, toMicros, side } of spells) {
    const last = shades.at(-1)
    if (last !== undefined && last[2] === side && bucket(fromMicros) <= last[1]) {
      last[1] = bucket(toMicros)
    } else {
      shades.push([bucket(fromMicros), bucket(toMicros), side])
    }
  }
  return shades
}
