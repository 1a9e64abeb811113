import type { RunEvent } from '../events/run'
import { restingOrders } from './state'
import { decide } from './decide'
import { exampleA, startedBot } from '../../../../test/support/gridSamples'
import { moneyText } from '../units'

type Fill = Extract<RunEvent, { type: 'OrderFilled' }>['data']

/** Its start at 29216.3, a fall to 28007.2, a rise to 30007, and its last price 29541.7. */
describe("OKX's example A", () => {
  const fills: Fill[] = []
  const emit = {
    event: (event: RunEvent) => {
      if (event.type === 'OrderFilled') fills.push(event.data)
    },
    liquidationChecked: () => undefined,
  }
  const bot = startedBot(exampleA, 292163, emit)
  if (bot === undefined) throw new Error('the start was refused')
  for (const [index, priceTicks] of [280072, 300070, 295417].entries()) {
    const tick = { timeMicros: index, revision: index + 1, priceTicks, markTicks: priceTicks }
    decide(bot, tick, emit)
  }

  it('has traded 37 times, 35 of these for the base', () => {
    expect(fills.map(({ kind }) => kind)).toEqual([
      ...Array<string>(35).fill('base'),
      'grid',
      'grid',
    ])
    expect(bot.positionLots).toBe(3500)
  })

  it('earned 19.8819716 with its one pair', () => {
    const earned = fills
      .filter(({ kind }) => kind === 'grid')
      .map(({ side, priceTicks, quantityLots, fee }) => {
        const value = priceTicks * quantityLots * bot.units.moneyPerLotTick
        return (side === 'sell' ? value : -value) - fee
      })
    expect(earned).toHaveLength(2)
    expect(moneyText(earned.reduce((sum, money) => sum + money, 0))).toBe('19.8819716')
  })

  it('has a live buy of 1 contract at 28007.2, which is example C', () => {
    const [nearest] = restingOrders(bot)
      .filter(({ side }) => side === 'buy')
      .toReversed()
    expect(bot.linesTicks[nearest?.line ?? NaN]).toBe(280072)
    expect(bot.quantityLots).toBe(100)
  })
})
