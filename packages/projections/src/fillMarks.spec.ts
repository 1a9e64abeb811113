import {
  MINUTE,
  START,
  type Step,
  cutBefore,
  everyMinute,
  filled,
  seasonOf,
  started,
  viewOf,
} from './testing'
import { type FillMark, fillMarks } from './fillMarks'

const TICKS = everyMinute(...Array.from({ length: 31 }, () => 115))
const season = (...steps: readonly Step[]) =>
  seasonOf({ ticks: TICKS, runs: { bot: { steps: [started(), ...steps] } } })

type Row = readonly [minute: number, side: string, low: number, high: number, fills: number]
const rowOf = ({ openMicros, side, lowTicks, highTicks, fills }: FillMark): Row => [
  (openMicros - START) / MINUTE,
  side,
  lowTicks,
  highTicks,
  fills,
]
const marksOf = (steps: readonly Step[], buckets = 100, atMost = 100) =>
  viewOf(fillMarks(buckets, atMost), season(...steps)).marks.map(rowOf)

describe('fillMarks', () => {
  it('are the fills themselves where there are few', () => {
    expect(marksOf([filled(1, 'buy', 110), filled(7, 'sell', 120)])).toEqual([
      [1, 'buy', 110, 110, 1],
      [7, 'sell', 120, 120, 1],
    ])
  })

  it('count the fills of one side and price in a bucket of time', () => {
    const steps = [
      filled(0, 'buy', 115, { kind: 'base' }),
      filled(0, 'buy', 115, { kind: 'base' }),
      filled(3, 'buy', 110),
      filled(4, 'sell', 110),
      filled(9, 'buy', 110, { quantity: 3 }),
      filled(10, 'buy', 110),
    ]
    // Buckets of ten minutes
    expect(marksOf(steps, 4)).toEqual([
      [0, 'buy', 115, 115, 2],
      [0, 'buy', 110, 110, 2],
      [0, 'sell', 110, 110, 1],
      [10, 'buy', 110, 110, 1],
    ])
    const { marks } = viewOf(fillMarks(4, 100), season(...steps))
    expect(marks.map(({ lots }) => lots)).toEqual([2, 4, 1, 1])
  })

  it('are one a bucket and side when they would be too many', () => {
    const steps = [
      filled(1, 'buy', 110),
      filled(2, 'buy', 100),
      filled(3, 'sell', 120),
      filled(11, 'sell', 130),
      filled(12, 'sell', 120),
      filled(13, 'buy', 110),
    ]
    expect(marksOf(steps, 4, 6)).toHaveLength(6)
    expect(viewOf(fillMarks(4, 6), season(...steps)).isCoarse).toBe(false)
    expect(viewOf(fillMarks(4, 5), season(...steps)).isCoarse).toBe(true)
    for (const atMost of [1, 3, 5]) {
      expect(marksOf(steps, 4, atMost)).toEqual([
        [0, 'buy', 100, 110, 2],
        [0, 'sell', 120, 120, 1],
        [10, 'sell', 120, 130, 2],
        [10, 'buy', 110, 110, 1],
      ])
    }
  })

  it('lose no fill, however they come in batches', () => {
    const steps = Array.from({ length: 31 }, (_, tick) =>
      filled(tick, tick % 3 === 0 ? 'sell' : 'buy', 100 + ((tick * 7) % 5) * 10),
    )
    for (const atMost of [5, 20, 100]) {
      const whole = viewOf(fillMarks(4, atMost), season(...steps))
      expect(viewOf(fillMarks(4, atMost), cutBefore(season(...steps), 3, 10, 11))).toEqual(whole)
      expect(whole.marks.reduce((sum, { fills }) => sum + fills, 0)).toBe(31)
      expect(whole.marks.length).toBeLessThanOrEqual(Math.max(atMost, 8))
    }
  })
})
