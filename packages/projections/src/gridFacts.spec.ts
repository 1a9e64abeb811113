import {
  COIN,
  GRID,
  amended,
  everyMinute,
  filled,
  liquidated,
  refused,
  seasonOf,
  started,
  minutes,
  stopped,
  viewsByTick,
} from './testing'
import { gridFacts } from './gridFacts'

describe('gridFacts', () => {
  it('follows a grid from its start over an amendment to its end', () => {
    const start = { ...started({}, { quantity: 3 }), tick: 1 }
    const wider = amended(2, { grid: { gridCount: 5 }, quantity: 2 })
    const steps = [start, wider, refused(3), filled(3, 'buy', 108), stopped(3, 'takeProfit')]
    const whole = seasonOf({ ticks: everyMinute(115, 117, 118, 119), runs: { bot: { steps } } })
    const [before, begun, changed, ended] = viewsByTick(gridFacts, whole)
    expect(before).toEqual(gridFacts.initialView)
    expect(begun).toEqual({
      instrument: COIN,
      parameters: GRID,
      startMicros: minutes(1),
      startPriceTicks: 117,
      quantityLots: 3,
      stopReason: null,
      liquidated: false,
    })
    expect(changed).toEqual({ ...begun, parameters: { ...GRID, gridCount: 5 }, quantityLots: 2 })
    expect(ended).toEqual({ ...changed, stopReason: 'takeProfit' })
  })

  it('says that it was liquidated, also after a stop that kept its position', () => {
    const steps = [started(), stopped(1, 'stopLoss'), liquidated(2)]
    const whole = seasonOf({ ticks: everyMinute(115, 115, 115), runs: { bot: { steps } } })
    const views = viewsByTick(gridFacts, whole)
    expect(views.map((view) => view.liquidated)).toEqual([false, false, true])
    expect(views.map((view) => view.stopReason)).toEqual([null, 'stopLoss', 'stopLoss'])
  })
})
