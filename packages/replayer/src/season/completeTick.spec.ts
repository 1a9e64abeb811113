import { completeTick } from './completeTick'
import type { RunProgress } from './runProgress'

const run = (lastTick: number, wholeTick: number): RunProgress => ({ lastTick, wholeTick })
const over = (lastTick: number) => run(lastTick, Infinity)

/** Stretches of 10 ticks, the last tick is 99. */
it.each<[what: string, runs: readonly RunProgress[], complete: number]>([
  ['nobody has begun', [run(-1, -1), run(-1, -1)], -1],
  ['one has not begun', [run(7, 7), run(-1, -1)], -1],
  ['what a run is whole up to', [run(7, 5)], 5],
  ['the least far of several', [run(7, 7), run(6, 6)], 6],
  ['a later one tells of a tick', [run(2, 2), run(7, 7)], 7],
  ['a later one tells of more than it is whole up to', [run(2, 2), run(7, 4)], 4],
  ['an earlier one tells nothing of a later one', [run(7, 7), run(2, 2)], 2],
  ['an earlier one is in the next stretch', [run(13, 13), run(2, 2)], 9],
  ['it is itself in the next stretch', [run(20, 1)], 19],
  ['at the first tick of a stretch', [run(30, 30), run(2, 2)], 29],
  ['at the last tick of a stretch', [run(29, 29), run(2, 2)], 19],
  ['one that is over holds nobody up', [over(3), run(8, 8)], 8],
  ['all are over', [over(3), over(5)], 99],
])('%s', (_what, runs, complete) => {
  expect(completeTick(runs, 99, 10)).toBe(complete)
})
