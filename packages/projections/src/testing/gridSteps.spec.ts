import type { SparseEvent } from '@gridledger/domain'
import { COIN, GRID, LINES } from './coin'
import { started } from './gridSteps'
import { type SeasonSketch, seasonOf } from './seasonOf'
import type { Step } from './step'
import { minutes } from './times'

const TICKS = [115, 110, 120, 130, 105]
const sketch = (...steps: readonly Step[]): SeasonSketch => ({ ticks: TICKS, runs: { bot: steps } })

const eventsOf = ({ runs }: ReturnType<typeof seasonOf>): readonly SparseEvent[] =>
  runs.get('bot')!.events.events

describe('a start', () => {
  it('is of the grid whose lines can be done in the head, at the price of its tick', () => {
    expect(eventsOf(seasonOf(sketch(started())))[0]!.data).toMatchObject({
      parameters: GRID,
      instrument: COIN,
      linesTicks: LINES,
      quantityLots: 1,
      priceTicks: 115,
      markTicks: 115,
      fillRule: 'touch',
      neutralStart: 'slots',
    })
  })

  it('has the lines and the quantity of its parameters, or those that are said', () => {
    const startOf = (...said: Parameters<typeof started>) =>
      eventsOf(seasonOf({ ...sketch(started(...said)), fillRule: 'cross' }))[0]!.data
    const grid = { lowerPrice: 90, upperPrice: '130', gridCount: 2, quantityPerGrid: 3 }
    expect(startOf(grid)).toMatchObject({
      parameters: { ...GRID, ...grid, lowerPrice: '90', quantityPerGrid: '3' },
      linesTicks: [90, 110, 130],
      quantityLots: 3,
      fillRule: 'cross',
    })
    expect(startOf({}, { lines: [50, 150], quantity: 2, price: 60, mark: 61 })).toMatchObject({
      linesTicks: [50, 150],
      quantityLots: 2,
      priceTicks: 60,
      markTicks: 61,
    })
  })

  it('may come later', () => {
    const [start] = eventsOf(seasonOf(sketch(started({}, { tick: 2 }))))
    expect(start).toMatchObject({ tick: 2, timeMicros: minutes(2), data: { priceTicks: 120 } })
  })
})
