import * as fc from 'fast-check'
import { restingOrders } from '../bot/state'
import { decide } from '../bot/decide'
import { requestOf, silent, startedBot } from '../../../../test/support/gridSamples'
import type { Direction, NeutralStart } from './parameters'
import { type StartSpec, largestPosition, startBook } from './start'

/** Lines 0 to 4. */
const lines = [1000, 1100, 1200, 1300, 1400]

/** The book by line, lowest first: `b` a buy, `s` a sell, `.` nothing. */
function picture(priceTicks: number, spec: StartSpec, of: readonly number[] = lines): string {
  const orders = restingOrders(startBook(of, priceTicks, spec))
  return of
    .map((_, index) => orders.find(({ line }) => line === index)?.side.slice(0, 1) ?? '.')
    .join('')
}

describe('startBook, long and short', () => {
  it.each<[Direction, boolean, number, string, readonly number[]]>([
    // direction, base, price, lines 0 to 4, slots filled at once, the nearest first
    ['long', true, 1250, 'bbb.s', [3]],
    ['long', true, 1299, 'bbb.s', [3]],
    ['long', true, 1201, 'bbb.s', [3]],
    ['long', true, 1200, 'bb.ss', [2, 3]],
    ['long', true, 1199, 'bb.ss', [2, 3]],
    ['long', true, 1001, 'b.sss', [1, 2, 3]],
    ['long', true, 1100, 'b.sss', [1, 2, 3]],
    ['long', true, 1301, 'bbbb.', []],
    ['long', true, 1399, 'bbbb.', []],
    ['long', true, 1300, 'bbb.s', [3]],
    ['long', false, 1250, 'bbb..', []],
    ['long', false, 1200, 'bb...', []],
    ['long', false, 1001, 'b....', []],
    ['long', false, 1399, 'bbbb.', []],
    ['short', true, 1250, 'bb.ss', [1, 0]],
    ['short', true, 1200, 'bb.ss', [1, 0]],
    ['short', true, 1199, 'b.sss', [0]],
    ['short', true, 1001, '.ssss', []],
    ['short', true, 1099, '.ssss', []],
    ['short', true, 1100, 'b.sss', [0]],
    ['short', true, 1399, 'bbb.s', [2, 1, 0]],
    ['short', false, 1250, '...ss', []],
    ['short', false, 1200, '...ss', []],
    ['short', false, 1399, '....s', []],
    ['short', false, 1001, '.ssss', []],
  ])('%s, base %s, at %d: %s, base slots %j', (direction, basePosition, price, book, slots) => {
    const spec = { direction, basePosition, neutralStart: 'slots' } as const
    expect(picture(price, spec)).toBe(book)
    expect(startBook(lines, price, spec).baseSlots).toEqual(slots)
  })

  it.each<[Direction, number, { floorLine: number; ceilingLine: number }]>([
    ['long', 1250, { floorLine: 0, ceilingLine: 3 }],
    ['long', 1200, { floorLine: 0, ceilingLine: 2 }],
    ['short', 1250, { floorLine: 2, ceilingLine: 4 }],
    ['short', 1200, { floorLine: 2, ceilingLine: 4 }],
  ])('without a base a %s grid at %d sleeps beyond %j', (direction, price, bounds) => {
    const spec = { direction, basePosition: false, neutralStart: 'slots' } as const
    expect(startBook(lines, price, spec)).toMatchObject(bounds)
  })
})

describe('startBook, neutral', () => {
  it.each<[NeutralStart, number, string]>([
    ['slots', 1250, 'bbb.s'],
    ['slots', 1299, 'bbb.s'],
    ['slots', 1200, 'bbb.s'],
    ['slots', 1199, 'bb.ss'],
    ['slots', 1001, 'b.sss'],
    ['slots', 1399, 'bbbb.'],
    ['slots', 1300, 'bbbb.'],
    ['all', 1250, 'bbbss'],
    ['all', 1200, 'bbbss'],
    ['all', 1199, 'bbsss'],
    ['all', 1001, 'bssss'],
    ['all', 1399, 'bbbbs'],
    ['skip-nearest', 1249, 'bb.ss'],
    // A tie leaves the lower line empty.
    ['skip-nearest', 1250, 'bb.ss'],
    ['skip-nearest', 1251, 'bbb.s'],
    ['skip-nearest', 1200, 'bb.ss'],
    ['skip-nearest', 1001, '.ssss'],
    ['skip-nearest', 1051, 'b.sss'],
    ['skip-nearest', 1399, 'bbbb.'],
    ['skip-nearest', 1349, 'bbb.s'],
  ])('%s at %d: %s', (neutralStart, price, book) => {
    const spec = { direction: 'neutral', basePosition: true, neutralStart } as const
    expect(picture(price, spec)).toBe(book)
    expect(startBook(lines, price, spec).baseSlots).toEqual([])
  })
})

const anySpec = fc.record({
  direction: fc.constantFrom<Direction>('neutral', 'long', 'short'),
  basePosition: fc.boolean(),
  neutralStart: fc.constantFrom<NeutralStart>('slots', 'all', 'skip-nearest'),
})

const anyGrid = fc
  .uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 3, maxLength: 30 })
  .map((ticks) => ticks.toSorted((a, b) => a - b))
  .filter((sorted) => (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) > 2)
  .chain((sorted) =>
    fc.record({
      sorted: fc.constant(sorted),
      price: fc.integer({ min: (sorted[0] ?? 0) + 1, max: (sorted.at(-1) ?? 0) - 1 }),
    }),
  )

describe('startBook', () => {
  it('has buys below sells, each on its side of the price', () => {
    fc.assert(
      fc.property(anyGrid, anySpec, ({ sorted, price }, spec) => {
        for (const { side, line } of restingOrders(startBook(sorted, price, spec))) {
          const ticks = sorted[line] ?? NaN
          // A neutral grid may buy at the price itself: the start tick fills nothing.
          expect(side === 'buy' ? ticks <= price : ticks > price).toBe(true)
        }
        expect(picture(price, spec, sorted)).toMatch(/^\.*b*\.*s*\.*$/)
      }),
    )
  })

  it('gives every slot one live order, where nothing sleeps and not every line is laid', () => {
    fc.assert(
      fc.property(anyGrid, anySpec, ({ sorted, price }, spec) => {
        fc.pre(spec.direction === 'neutral' ? spec.neutralStart !== 'all' : spec.basePosition)
        const slots = restingOrders(startBook(sorted, price, spec)).map(({ slot }) => slot)
        expect(slots.toSorted((a, b) => a - b)).toEqual(sorted.slice(1).map((_, slot) => slot))
      }),
    )
  })

  it('leaves exactly the base slots to the orders that close them', () => {
    fc.assert(
      fc.property(anyGrid, anySpec, ({ sorted, price }, spec) => {
        fc.pre(spec.direction !== 'neutral' && spec.basePosition)
        const book = startBook(sorted, price, spec)
        const closing = spec.direction === 'long' ? 'sell' : 'buy'
        const closed = restingOrders(book).filter(({ side }) => side === closing)
        expect(closed.map(({ slot }) => slot).toSorted()).toEqual(book.baseSlots.toSorted())
      }),
    )
  })
})

describe('largestPosition', () => {
  it.each<[Partial<StartSpec>, number, number]>([
    [{ direction: 'long' }, 1250, 4],
    [{ direction: 'short', basePosition: false }, 1399, 4],
    [{}, 1250, 3],
    [{}, 1001, 3],
    [{ neutralStart: 'all' }, 1250, 3],
    [{ neutralStart: 'all' }, 1150, 3],
    [{ neutralStart: 'skip-nearest' }, 1250, 2],
  ])('of %j at %d is %d grids', (changes, price, grids) => {
    const spec = {
      direction: 'neutral',
      basePosition: true,
      neutralStart: 'slots',
      ...changes,
    } as const
    const book = startBook(lines, price, spec)
    expect(largestPosition(book, spec, 4, 7)).toBe(grids * 7)
  })

  it('is never passed, wherever the price goes, and reached when it goes to both ends', () => {
    const prices = fc.integer({ min: 600001, max: 699999 })
    const paths = fc.array(fc.integer({ min: 590000, max: 710000 }), { maxLength: 20 })
    fc.assert(
      fc.property(anySpec, prices, paths, (spec, price, path) => {
        const book = startBook(thousands, price, spec)
        const down = furthest(spec, price, [580000, 720000, 580000, ...path])
        const up = furthest(spec, price, [720000, 580000, 720000, ...path])
        expect(Math.max(down, up)).toBe(largestPosition(book, spec, 10, 100))
      }),
      { numRuns: 60 },
    )
  })

  const thousands = Array.from({ length: 11 }, (_, index) => 600000 + index * 10000)

  /** The most lots that the engine ever holds on a path, at 100 lots a grid. */
  function furthest(spec: StartSpec, price: number, path: readonly number[]): number {
    const request = requestOf({ ...spec, investment: '1000000', quantityPerGrid: '1' }, spec)
    const bot = startedBot(request, price)
    if (bot === undefined) throw new Error('the start was refused')
    let most = Math.abs(bot.positionLots)
    for (const [index, priceTicks] of path.entries()) {
      const tick = { timeMicros: index, revision: index + 1, priceTicks, markTicks: priceTicks }
      decide(bot, tick, silent)
      most = Math.max(most, Math.abs(bot.positionLots))
    }
    return most
  }
})
