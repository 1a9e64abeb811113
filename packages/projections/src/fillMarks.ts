import type { EventMap, Projection } from './projection'
import { bucketOpen, bucketWidth, shortestBucket } from './timeBuckets'

/** Fills of one side in one bucket of time: at one price, or where marks are coarse at several. */
export interface FillMark {
  readonly openMicros: number
  readonly side: 'buy' | 'sell'
  readonly lowTicks: number
  readonly highTicks: number
  readonly fills: number
  readonly lots: number
}

/** The marks of a run so far, in buckets of `widthMicros`. */
export interface FillMarksView {
  readonly widthMicros: number
  /** Set once there would be too many marks: from then on one a bucket and side. */
  readonly isCoarse: boolean
  /** The marks of the bucket of the last fill. */
  readonly open: readonly FillMark[]
  /** Those before it; when the events have ended, all of them. */
  readonly marks: readonly FillMark[]
}

function orderFilled(
  before: FillMarksView,
  { timeMicros, data }: EventMap['OrderFilled'],
  atMost: number,
): FillMarksView {
  const openMicros = bucketOpen(timeMicros, before.widthMicros)
  const view = before.open[0]?.openMicros === openMicros ? before : closeBucket(before)
  const { side, priceTicks, quantityLots } = data
  const mark = {
    openMicros,
    side,
    lowTicks: priceTicks,
    highTicks: priceTicks,
    fills: 1,
    lots: quantityLots,
  }
  const open = view.isCoarse ? coarse([...view.open, mark]) : exact([...view.open, mark])
  if (view.isCoarse || view.marks.length + open.length <= atMost) return { ...view, open }
  return { ...view, isCoarse: true, open: coarse(open), marks: coarse(view.marks) }
}

function closeBucket(view: FillMarksView): FillMarksView {
  return { ...view, open: [], marks: [...view.marks, ...view.open] }
}

const exact = (marks: readonly FillMark[]) =>
  joined(marks, (mark) => `${mark.openMicros} ${mark.side} ${mark.lowTicks}`)

const coarse = (marks: readonly FillMark[]) =>
  joined(marks, (mark) => `${mark.openMicros} ${mark.side}`)

function joined(
  marks: readonly FillMark[],
  keyOf: (mark: FillMark) => string,
): readonly FillMark[] {
  const byKey = new Map<string, FillMark>()
  for (const mark of marks) {
    const key = keyOf(mark)
    const same = byKey.get(key)
    byKey.set(key, same === undefined ? mark : join(same, mark))
  }
  return [...byKey.values()]
}

function join(a: FillMark, b: FillMark): FillMark {
  return {
    ...a,
    lowTicks: Math.min(a.lowTicks, b.lowTicks),
    highTicks: Math.max(a.highTicks, b.highTicks),
    fills: a.fills + b.fills,
    lots: a.lots + b.lots,
  }
}

/**
 * Where a run bought and sold, base and stop included: a mark for each bucket of time, side and
 * price. `buckets` is how many there are at most, none shorter than `leastMicros`; more than `atMost` marks become one a bucket and
 * side, so that a view never holds more than the larger of `atMost` and twice the buckets.
 */
export function fillMarks(
  buckets: number,
  atMost: number,
  leastMicros = 0,
): Projection<FillMarksView> {
  return {
    name: `fill-marks-${buckets}-${atMost}-${leastMicros}`,
    version: 1,
    initialView: { widthMicros: 1, isCoarse: false, open: [], marks: [] },
    on: {
      TapeOpened: (view, { data }) => ({
        ...view,
        widthMicros: shortestBucket(data.intervalMicros, leastMicros),
      }),
      SeasonOpened: (view, { data: { startMicros, endMicros } }) => ({
        ...view,
        widthMicros: bucketWidth(startMicros, endMicros, buckets, view.widthMicros),
      }),
      OrderFilled: (view, event) => orderFilled(view, event, atMost),
    },
    finish: closeBucket,
  }
}
