import * as t from 'io-ts'

/** What a row comes to. */
export const Figures = t.readonly(
  t.type({
    /** Of the row's unit, in the round that counts. */
    perSecond: t.number,
    /** Of that round. */
    milliseconds: t.number,
    /** What the baseline is. */
    against: t.string,
    /** Of the row's unit a second, as the row's own figure. */
    baseline: t.number,
    ratio: t.number,
    /** The file's bytes over the dense events in it; null where nothing is written. */
    bytesPerEvent: t.union([t.number, t.null]),
    peakMemoryMb: t.number,
    /** Peak of the largest size over that of the smallest; null where there is one size. */
    memoryGrowth: t.union([t.number, t.null]),
    /** Lines beneath the table. */
    notes: t.readonlyArray(t.string),
  }),
)
export type Figures = t.TypeOf<typeof Figures>

/** Does its work once, and says how many milliseconds of it count. */
export type Round = () => Promise<number>

/** A work, and the one it is measured against. */
export interface Measured {
  /** How much of its unit a round goes through. */
  readonly count: number
  /** The same of a round of the baseline, where it is another number. */
  readonly baselineCount?: number
  readonly against: string
  readonly baseline: Round
  readonly work: Round
  /** What was written, asked for after the last round. */
  readonly bytesPerEvent?: () => number
  readonly notes?: () => readonly string[]
}

/** The milliseconds of a round, and of the round of the baseline before it. */
interface Pair {
  readonly work: number
  readonly baseline: number
}

/**
 * Measures a work and its baseline in turn, after a round of both that only warms up; a single round is
 * not warmed up. What counts is one round of both: that whose ratio is the middle one. So a machine
 * whose speed changes from round to round slows both alike.
 */
export async function measure(measured: Measured, rounds: number): Promise<Figures> {
  const { count, baselineCount = count, against } = measured
  const pairs: Pair[] = []
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round += 1) {
    const baseline = await measured.baseline()
    const work = await measured.work()
    if (round > 0) pairs.push({ work, baseline })
  }
  const { work: milliseconds, baseline: baselineTime } = middlePair(pairs)
  const perSecond = (count * 1000) / milliseconds
  const baseline = (baselineCount * 1000) / baselineTime
  return {
    ...{ perSecond, milliseconds, against, baseline, ratio: perSecond / baseline },
    bytesPerEvent: measured.bytesPerEvent?.() ?? null,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    memoryGrowth: null,
    notes: measured.notes?.() ?? [],
  }
}

function middlePair(pairs: readonly Pair[]): Pair {
  const ratio = ({ work, baseline }: Pair) => work / baseline
  const middle = [...pairs].sort((a, b) => ratio(a) - ratio(b))[Math.floor(pairs.length / 2)]
  if (middle === undefined) throw new Error('expected rounds, found none')
  return middle
}

/** The milliseconds that a work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
