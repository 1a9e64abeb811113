import { restingOrders } from '@gridledger/domain'
import {
  LINES,
  cancelled,
  everyMinute,
  filled,
  liquidated,
  placed,
  seasonOf,
  started,
  stopped,
  viewsByTick,
} from './testing'
import { bot } from './bot'

describe('bot', () => {
  const steps = [
    started(),
    filled(1, 'buy', 110, { line: 1, slot: 1, order: 1 }),
    placed(1, 'sell', 2),
    cancelled(2, 'buy', 0),
    liquidated(3),
    stopped(4),
  ]
  const ticks = everyMinute(115, 110, 110, 90, 90)
  const views = viewsByTick(bot, seasonOf({ ticks, runs: { bot: { steps } } }))
  const ordersOf = (tick: number) =>
    restingOrders(views[tick]!).map(({ side, line }) => `${side} ${LINES[line]!}`)

  it('has the position and the book after each tick', () => {
    expect(views.map(({ positionLots }) => positionLots)).toEqual([0, 1, 1, 0, 0])
    expect(views.map(({ phase }) => phase)).toEqual([
      ...['running', 'running', 'running', 'liquidated', 'liquidated'],
    ])
    expect(ordersOf(0)).toEqual(['buy 100', 'buy 110', 'sell 130', 'sell 140'])
    expect(ordersOf(1)).toEqual(['buy 100', 'sell 120', 'sell 130', 'sell 140'])
    expect(ordersOf(3)).toEqual([])
  })

  it('leaves a view as it was when another event comes', () => {
    expect(bot.initialView).toMatchObject({ phase: 'new', revision: 0, orders: [] })
    expect(views[1]!.orders).not.toBe(views[2]!.orders)
    expect(views[1]!.orders[2]).toBe(2)
    expect(views[0]!.orders[2]).toBe(-1)
  })
})
