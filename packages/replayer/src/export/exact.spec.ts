import * as fc from 'fast-check'
import { Decimal, MONEY_SCALE, moneyOf } from '@gridledger/domain'
import { EXACT_MONEY, plainDigits } from './exact'

describe('plainDigits', () => {
  it.each<[number: number, digits: string]>([
    [0, '0'],
    [-0, '0'],
    [110687.2, '110687.2'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [1e21, '1000000000000000000000'],
  ])('of %d', (number, digits) => {
    expect(plainDigits(number)).toBe(digits)
  })
})

describe('money as a double', () => {
  const backFrom = (double: number) => moneyOf(new Decimal(double))

  it('comes back exactly below 67,108,864', () => {
    const money = fc.integer({ min: -EXACT_MONEY + 1, max: EXACT_MONEY - 1 })
    fc.assert(
      fc.property(money, (amount) => {
        expect(backFrom(amount / MONEY_SCALE) + 0).toBe(amount + 0)
      }),
      { numRuns: 2000, examples: [[EXACT_MONEY - 1], [1 - EXACT_MONEY]] },
    )
  })

  it('does not always beyond', () => {
    const amounts = Array.from({ length: 10 }, (_, index) => EXACT_MONEY + 1 + index)
    expect(amounts.map((amount) => backFrom(amount / MONEY_SCALE))).not.toEqual(amounts)
  })
})
