import type { Projection } from './projection'

/** The lines of a grid while they were in force, in ticks, ascending. */
export interface LinesInForce {
  readonly fromMicros: number
  readonly toMicros: number
  readonly linesTicks: readonly number[]
}

/** The lines of a grid, one after the other. */
export interface LinesOverTimeView {
  /** Those in force; null before the start and after the stop. `toMicros` is only known when they end. */
  readonly open: LinesInForce | null
  readonly ended: readonly LinesInForce[]
}

function end({ open, ended }: LinesOverTimeView, toMicros: number): LinesOverTimeView {
  return { open: null, ended: open === null ? ended : [...ended, { ...open, toMicros }] }
}

function lay(
  view: LinesOverTimeView,
  fromMicros: number,
  linesTicks: readonly number[],
): LinesOverTimeView {
  return { ...end(view, fromMicros), open: { fromMicros, toMicros: fromMicros, linesTicks } }
}

/** Which lines a grid had, and when: each amendment that lays them anew begins others. */
export const linesOverTime: Projection<LinesOverTimeView> = {
  name: 'lines-over-time',
  version: 1,
  initialView: { open: null, ended: [] },
  on: {
    GridStarted: (view, { timeMicros, data }) => lay(view, timeMicros, data.linesTicks),
    ParametersAmended: (view, { timeMicros, data }) =>
      data.relaid ? lay(view, timeMicros, data.linesTicks) : view,
    GridStopped: (view, { timeMicros }) => end(view, timeMicros),
  },
}
