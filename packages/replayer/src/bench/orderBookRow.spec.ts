import { bareLoop } from './bareLoop'
import { benchYear } from './benchSeason'
import { requireTrades } from './grademarkRow'
import { type BookSide, type RestingBook, restGrid } from './orderBookRow'

/** The simplest book there is: all that rests is looked at each time. */
function plainBook(): RestingBook {
  let resting: { readonly side: BookSide; readonly priceTicks: number }[] = []
  return {
    place: (side, priceTicks) => void resting.push({ side, priceTicks }),
    hit: (side, price) => {
      const isHit = (order: { side: BookSide; priceTicks: number }) =>
        order.side !== side &&
        (side === 'buy' ? order.priceTicks <= price : order.priceTicks >= price)
      const filled = resting.filter(isHit)
      resting = resting.filter((order) => !isHit(order))
      return filled.map(({ priceTicks }) => priceTicks)
    },
  }
}

describe('a grid in a book of others', () => {
  const { bare } = benchYear(5_000)

  it('fills as often as the bare loop', () => {
    const { fills } = bareLoop(bare)
    expect(fills).toBeGreaterThan(100)
    expect(restGrid(plainBook(), bare)).toBe(fills)
  })

  it('fills otherwise in a book that loses orders', () => {
    const book = plainBook()
    const forgetful = {
      ...book,
      hit: (side: BookSide, price: number) => book.hit(side, price).slice(1),
    }
    expect(restGrid(forgetful, bare)).not.toBe(bareLoop(bare).fills)
  })
})

describe('the trades of a strategy of one position', () => {
  const trade = { profit: 2500, exitReason: 'profit-target' }

  it.each([
    ['none', []],
    ['one that earned less', [{ ...trade, profit: 2499 }, trade]],
    ['one that was stopped', [{ ...trade, exitReason: 'stop-loss' }, trade]],
  ])('are refused where there is %s', (_, trades) => {
    expect(() => requireTrades([trade, trade])).not.toThrow()
    expect(() => requireTrades(trades)).toThrow('expected trades of a line each')
  })
})
