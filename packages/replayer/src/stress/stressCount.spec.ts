import { type Outcome, sharePct, stressCount } from './stressCount'

const spell = { from: '', to: '', side: 'above', depth: '1' } as const
const outcome = (change: Partial<NonNullable<Outcome>>): Outcome => ({
  returnPct: '1',
  offGrid: [],
  stopReason: 'seasonEnd',
  liquidated: false,
  ...change,
})

describe('stressCount', () => {
  it('counts what became of a contestant', () => {
    const outcomes = [
      outcome({ returnPct: '2.5' }),
      outcome({ returnPct: '-0.00000001', offGrid: [spell, spell] }),
      outcome({ returnPct: '-100', stopReason: 'liquidated', liquidated: true, offGrid: [spell] }),
      outcome({ returnPct: '3', stopReason: 'takeProfit' }),
      outcome({ returnPct: '-2', stopReason: 'stopLoss' }),
      outcome({ returnPct: '0.00000000' }),
      null,
    ]
    expect(stressCount(outcomes)).toEqual({
      tapes: 7,
      refused: 1,
      offGrid: 2,
      stopped: 2,
      liquidated: 1,
      lost: 3,
      survived: 3,
      medianReturnPct: '-0.000000005',
      worstReturnPct: '-100.00000000',
    })
  })

  it.each([
    [['1', '5', '2'], '2.00000000'],
    [['4', '1'], '2.50000000'],
    [[], null],
  ])('of returns %j the median is %s', (returns, median) => {
    const outcomes = returns.map((returnPct) => outcome({ returnPct }))
    expect(stressCount(outcomes).medianReturnPct).toBe(median)
  })
})

it('a share has at least 8 decimals', () => {
  expect(sharePct(1, 4)).toBe('25.00000000')
  expect(sharePct(1, 3)).toBe('33.33333333333333333333333333333333')
  expect(sharePct(0, 0)).toBe('0.00000000')
})
