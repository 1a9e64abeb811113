import { costChange } from './cost'

type Row = [
  name: string,
  position: number,
  cost: number,
  lots: number,
  price: number,
  change: readonly [closedLots: number, closedCost: number, openedCost: number],
]

// One lot and one tick are 10 units of money.
it.each<Row>([
  ['opens a long position', 0, 0, 3, 100, [0, 0, 3000]],
  ['opens a short one: its cost is negative', 0, 0, -3, 100, [0, 0, -3000]],
  ['adds to a long one at its own price', 3, 3000, 2, 110, [0, 0, 2200]],
  ['adds to a short one', -3, -3000, -2, 110, [0, 0, -2200]],
  ['a reduction takes out its share, whatever its price', 5, 5200, -2, 999, [2, 2080, 0]],
  ['so does a reduction of a short one', -5, -5200, 2, 999, [2, -2080, 0]],
  ['closes the whole', 5, 5200, -5, 90, [5, 5200, 0]],
  ['closes and goes on to the other side', 5, 5200, -8, 90, [5, 5200, -2700]],
  ['half a unit goes to the even one: 5 / 2', 2, 5, -1, 1, [1, 2, 0]],
  ['and 15 / 2', 2, 15, -1, 1, [1, 8, 0]],
  ['and below zero', -2, -5, 1, 1, [1, -2, 0]],
  ['exact beyond 2^53', 9_000_000, 9e15 - 1, -4_500_000, 1, [4_500_000, 4.5e15, 0]],
])('%s', (_name, positionLots, cost, lots, price, [closedLots, closedCost, openedCost]) => {
  const change = costChange({ positionLots, cost }, lots, price, 10)
  // Zero has no sign here.
  expect(change.closedCost + 0).toBe(closedCost)
  expect({ ...change, closedCost: 0, openedCost: change.openedCost + 0 }).toEqual({
    closedLots,
    closedCost: 0,
    openedCost,
  })
})
