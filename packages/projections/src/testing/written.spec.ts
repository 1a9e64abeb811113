import { BTC_USDT_SWAP } from '@gridledger/domain'
import { COIN } from './coin'
import { type Written, lotsIn, textOf, ticksIn, usdt, withTexts } from './written'

describe('what a person writes', () => {
  it.each<[amount: Written, money: number]>([
    [1, 1e8],
    ['-0.022', -2_200_000],
    [0.1 + 0.2, 30_000_000],
    ['1e-8', 1],
    ['0.000000005', 0],
    ['0.000000015', 2],
  ])('%s USDT is %i', (amount, money) => {
    expect(usdt(amount)).toBe(money)
  })

  it.each<[price: Written, ticks: number]>([
    ['64350.1', 643_501],
    [64350.1, 643_501],
    ['1e5', 1_000_000],
  ])('a price of %s is %i ticks of 0.1', (price, ticks) => {
    expect(ticksIn(BTC_USDT_SWAP, price)).toBe(ticks)
  })

  it('a quantity of 0.76 contracts is 76 lots of 0.01', () => {
    expect(lotsIn(BTC_USDT_SWAP, 0.76)).toBe(76)
  })

  it('stays text, and becomes it where it is a number', () => {
    expect([textOf('1e-4'), textOf(0.0001), textOf(1e-12)]).toEqual([
      '1e-4',
      '0.0001',
      '0.000000000001',
    ])
  })

  it('is text in parameters, except for counts', () => {
    const stop = { price: 150 }
    const grid = { gridCount: 4, lowerPrice: 100, takeProfit: stop, stopLoss: null, onStop: 'keep' }
    expect(withTexts({ ...grid, slippageTicks: 2 })).toEqual({
      gridCount: 4,
      lowerPrice: '100',
      takeProfit: { price: '150' },
      stopLoss: null,
      onStop: 'keep',
      slippageTicks: 2,
    })
  })

  it.each<[what: string, write: () => unknown, message: string]>([
    [
      'a text that is no number',
      () => usdt('ten'),
      'an amount as a number or decimal text, found ten',
    ],
    ['no number', () => usdt(NaN), 'an amount as a number or decimal text, found NaN'],
    ['too much', () => usdt('1e9'), 'within 2^53'],
    [
      'a part of a tick',
      () => ticksIn(COIN, 100.5),
      'expected a price above 0 in whole ticks of 1 USDT, found 100.5',
    ],
    ['no price', () => ticksIn(COIN, 0), 'expected a price above 0'],
    [
      'a part of a lot',
      () => lotsIn(BTC_USDT_SWAP, '0.001'),
      'expected a quantity above 0 in whole lots of 0.01 contracts, found 0.001',
    ],
    ['no quantity', () => lotsIn(COIN, -1), 'expected a quantity above 0'],
  ])('is refused where it is %s', (_what, write, message) => {
    expect(write).toThrow(RangeError)
    expect(write).toThrow(message)
  })
})
