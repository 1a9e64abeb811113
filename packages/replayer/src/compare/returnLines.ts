import { Decimal, moneyOf } from '@gridledger/domain'
import type { ComparedRun } from './comparedRun'

/** Returns of runs at even distances over one span of time. */
export interface ReturnLines {
  /** From the first start to the last end; of runs that share no time, of the longest of them. */
  readonly fromMicros: number
  readonly toMicros: number
  /** Whether runs that share no time are laid over each other, each from its own start. */
  readonly areAligned: boolean
  /** Of each run, percent of its investment at the end of each stretch; null outside its season. */
  readonly lines: readonly (readonly (number | null)[])[]
}

/** The returns of runs over the time that they take, cut into so many stretches. */
export function returnLines(runs: readonly ComparedRun[], stretches: number): ReturnLines {
  const spans = runs.map(({ board: { season } }) => [season.startMicros, season.endMicros] as const)
  const starts = spans.map(([start]) => start)
  const areAligned = Math.max(...starts) >= Math.min(...spans.map(([, end]) => end))
  const fromMicros = areAligned ? (starts[0] ?? 0) : Math.min(...starts)
  const shifts = starts.map((start) => (areAligned ? start - fromMicros : 0))
  const toMicros = Math.max(...spans.map(([, end], index) => end - (shifts[index] ?? 0)))
  const width = (toMicros - fromMicros) / stretches
  const lines = runs.map((run, index) =>
    Array.from({ length: stretches }, (_, stretch) => {
      const end = fromMicros + (shifts[index] ?? 0) + (stretch + 1) * width
      return returnAt(run, end - width, end)
    }),
  )
  return { fromMicros, toMicros, areAligned, lines }
}

/** The return after the last point up to `toMicros`, where the season takes place between the two times. */
function returnAt(
  { curve, board, terms }: ComparedRun,
  fromMicros: number,
  toMicros: number,
): number | null {
  const { startMicros, endMicros } = board.season
  if (toMicros < startMicros || fromMicros >= endMicros) return null
  const point = curve.findLast(({ openMicros }) => openMicros <= toMicros)
  if (point === undefined) return null
  const investment = moneyOf(new Decimal(terms.terms[0]?.parameters.investment ?? '0'))
  return (100 * (point.equity - point.addedMargin - investment)) / investment
}
