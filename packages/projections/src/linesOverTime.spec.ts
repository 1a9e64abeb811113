import {
  LINES,
  MINUTE,
  type Step,
  amended,
  everyMinute,
  refused,
  seasonOf,
  START,
  started,
  stopped,
  viewOf,
} from './testing'
import { linesOverTime } from './linesOverTime'

function after(...steps: readonly Step[]) {
  const ticks = everyMinute(120, 121, 122, 123, 124)
  const view = viewOf(linesOverTime, seasonOf({ ticks, runs: { bot: { steps } } }))
  return {
    isOpen: view.open !== null,
    ended: view.ended.map(({ fromMicros, toMicros, linesTicks }) => [
      (fromMicros - START) / MINUTE,
      (toMicros - START) / MINUTE,
      linesTicks,
    ]),
  }
}

const WIDER = [80, 100, 120, 140, 160]

describe('linesOverTime', () => {
  it('are those of the start until the stop', () => {
    expect(after(started(), stopped(4))).toEqual({ isOpen: false, ended: [[0, 4, LINES]] })
  })

  it('are others from each amendment on that lays them anew', () => {
    const steps = [started(), amended(2, { relaid: true, lines: WIDER }), stopped(4)]
    expect(after(...steps).ended).toEqual([
      [0, 2, LINES],
      [2, 4, WIDER],
    ])
  })

  it('stay when an amendment touches no order, or is refused', () => {
    const steps = [started(), amended(1, { addedMargin: '10' }), refused(2), stopped(4)]
    expect(after(...steps).ended).toEqual([[0, 4, LINES]])
  })

  it('end with a stop before the season’s end', () => {
    expect(after(started(), stopped(1, 'takeProfit')).ended).toEqual([[0, 1, LINES]])
  })

  it('are open while the grid runs', () => {
    expect(after(started())).toEqual({ isOpen: true, ended: [] })
  })
})
