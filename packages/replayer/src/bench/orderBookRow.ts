import { at } from '@gridledger/domain'
import { type BareCandles, bareLoop } from './bareLoop'
import { benchYear } from './benchSeason'
import type { BenchSize } from './benchSize'
import { type Figures, measure, timed } from './measure'
import { type PeerPackage, installPeer } from './peerPackage'
import { requireEvents } from './recordRow'
import { inFolder } from './temporary'

/** The lines of the bench's grid, in ticks, and what rests on each. */
const [LOWER, STEP, LINES, LOTS] = [975_000, 2500, 100, 430]

export type BookSide = 'buy' | 'sell'

/** A matching engine of others, as a grid uses it. */
export interface RestingBook {
  /** Rests an order of `LOTS` on a line. */
  readonly place: (side: BookSide, priceTicks: number) => void
  /** The market reaches a price from the side's own: the prices of the resting orders that filled. */
  readonly hit: (side: BookSide, priceTicks: number) => readonly number[]
}

/**
 * A matching engine that holds the grid's orders and is hit at each tick that moved: it decides which
 * orders fill, and the next one is placed for each. No fees, funding or margin.
 */
export function orderBookRow(
  peer: PeerPackage,
  bookOf: (load: (module: string) => unknown) => () => RestingBook,
  barsOf: (size: BenchSize) => number,
): (size: BenchSize) => Promise<Figures> {
  return (size) =>
    inFolder(async (folder) => {
      const newBook = bookOf(installPeer(folder, peer))
      const { bare } = benchYear(barsOf(size))
      return await measure(
        {
          count: bare.open.length,
          against: 'the bare loop',
          baseline: () => timed(() => bareLoop(bare)),
          work: async () => {
            let fills = 0
            const milliseconds = await timed(() => (fills = restGrid(newBook(), bare)))
            requireEvents(fills, bareLoop(bare).fills)
            return milliseconds
          },
        },
        size.fewRounds,
      )
    })
}

/** Drives a book over candles, four ticks each by the nearest rule; how often its orders filled. */
export function restGrid(book: RestingBook, { open, high, low, close }: BareCandles): number {
  let before = at(open, 0)
  const empty = Math.floor((before - LOWER) / STEP) + 1
  for (let line = 0; line <= LINES; line += 1)
    if (line !== empty) book.place(line < empty ? 'buy' : 'sell', LOWER + line * STEP)
  let fills = 0
  const tick = (price: number) => {
    if (price === before) return
    const isFalling = price < before
    before = price
    const filled = book.hit(isFalling ? 'sell' : 'buy', price)
    fills += filled.length
    for (const line of filled) {
      if (isFalling) book.place('sell', line + STEP)
      else book.place('buy', line - STEP)
    }
  }
  for (let bar = 0; bar < open.length; bar += 1) {
    const [first, top, bottom] = [at(open, bar), at(high, bar), at(low, bar)]
    const isHighFirst = top - first < first - bottom
    tick(first)
    tick(isHighFirst ? top : bottom)
    tick(isHighFirst ? bottom : top)
    tick(at(close, bar))
  }
  return fills
}

/** Enough to take all that rests. */
const ALL_LOTS = LOTS * LINES

interface TakenOrder {
  readonly id: string
  readonly price: number
}
interface NodejsOrderBook {
  readonly OrderBook: new () => {
    readonly limit: (order: object) => {
      readonly done: readonly TakenOrder[]
      readonly err: Error | null
    }
  }
}

/** A book of nodejs-order-book. Throws where the module is none, or an order is refused. */
export function nodejsOrderBook(load: (module: string) => unknown): () => RestingBook {
  const module = load('nodejs-order-book')
  if (!isNodejsOrderBook(module)) throw new Error('nodejs-order-book: expected OrderBook')
  return () => {
    const book = new module.OrderBook()
    let next = 0
    const send = (order: object) => {
      const { done, err } = book.limit(order)
      if (err !== null) throw new Error(`nodejs-order-book: ${err.message}`)
      return done
    }
    return {
      place: (side, price) => void send({ id: `rests-${next++}`, side, size: LOTS, price }),
      hit: (side, price) => {
        const own = { id: `takes-${next++}`, side, price }
        const done = send({ ...own, size: ALL_LOTS, timeInForce: 'IOC' })
        return done.flatMap((order) => (order.id === own.id ? [] : [order.price]))
      },
    }
  }
}

function isNodejsOrderBook(value: unknown): value is NodejsOrderBook {
  return typeof value === 'object' && value !== null && 'OrderBook' in value
}

interface LimitOrderBook {
  readonly LimitOrderBook: new (options: object) => {
    readonly add: (order: object) => { readonly makers: readonly { readonly price: string }[] }
    readonly remove: (id: string) => unknown
  }
  readonly LimitOrder: new (id: string, side: 'bid' | 'ask', price: string, size: string) => object
}

/** A book of limit-order-book. Throws where the module is none, or an order is refused. */
export function limitOrderBook(load: (module: string) => unknown): () => RestingBook {
  const module = load('limit-order-book')
  if (!isLimitOrderBook(module)) throw new Error('limit-order-book: expected LimitOrderBook')
  return () => {
    const book = new module.LimitOrderBook({ priceStep: '1', sizeStep: '1' })
    let next = 0
    const send = (id: string, side: BookSide, price: number, lots: number) => {
      const own = side === 'buy' ? 'bid' : 'ask'
      return book.add(new module.LimitOrder(id, own, String(price), String(lots))).makers
    }
    return {
      place: (side, price) => void send(`rests-${next++}`, side, price, LOTS),
      hit: (side, price) => {
        const id = `takes-${next++}`
        const makers = send(id, side, price, ALL_LOTS)
        // It has no order that takes what is there and rests nowhere.
        book.remove(id)
        return makers.map((maker) => Number(maker.price))
      },
    }
  }
}

function isLimitOrderBook(value: unknown): value is LimitOrderBook {
  const isModule = typeof value === 'object' && value !== null
  return isModule && 'LimitOrderBook' in value && 'LimitOrder' in value
}
