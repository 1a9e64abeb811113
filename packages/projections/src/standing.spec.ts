import { from, lastValueFrom } from 'rxjs'
import { type RunSketch, amended, everyMinute, filled, seasonOf, started, stopped } from './testing'
import { followSeason } from './seasonView'
import { type Standing, standings } from './standing'

const standingOf = async (prices: readonly number[], run: RunSketch): Promise<Standing> => {
  const batch = seasonOf({ ticks: everyMinute(...prices), runs: { bot: run } })
  const [standing] = standings(await lastValueFrom(from([batch]).pipe(followSeason())))
  return standing!
}

describe('how a contestant stands', () => {
  it('with a position, its average entry, and the orders beside the price', async () => {
    const steps = [
      started(),
      filled(1, 'buy', 110, { line: 1, slot: 1, order: 1, fee: '0.5' }),
      filled(2, 'buy', 100, { line: 0, slot: 0, order: 0, fee: '0.5', quantity: 2 }),
    ]
    expect(await standingOf([115, 110, 100], { steps })).toEqual({
      contestant: 'bot',
      returnPct: '-1.10000000',
      equity: '989',
      position: '3',
      averageEntry: '103.3333333333333333333333333333333',
      gridProfit: '0',
      floatProfit: '-11',
      restingOrders: 2,
      nextBuy: null,
      nextSell: '130',
      openSpell: null,
    })
  })

  it('short, beyond the range', async () => {
    const steps = [started(), filled(1, 'sell', 130, { line: 3, slot: 2, order: 2 })]
    expect(await standingOf([115, 150, 145], { steps })).toMatchObject({
      position: '-1',
      averageEntry: '130',
      equity: '985',
      restingOrders: 3,
      nextBuy: '110',
      nextSell: '140',
      openSpell: {
        side: 'above',
        from: '2025-01-01T00:01:00Z',
        to: '2025-01-01T00:02:00Z',
        depth: '10',
      },
    })
  })

  it('without a position, with margin added, after its end', async () => {
    const steps = [started(), amended(1, { addedMargin: '100' }), stopped(2)]
    expect(await standingOf([115, 115, 115], { steps })).toMatchObject({
      returnPct: '0.00000000',
      equity: '1100',
      floatProfit: '0',
      averageEntry: null,
      restingOrders: 0,
      nextBuy: null,
      nextSell: null,
    })
  })

  it('is not told before its grid is started', () => {
    return expect(standingOf([115], { steps: [] })).resolves.toBeUndefined()
  })
})
