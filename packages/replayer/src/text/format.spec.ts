import { aligned, distance, money, percent, signedPercent } from './format'

describe('money', () => {
  it.each([
    ['0', 2, '0.00'],
    ['998.77735', 2, '998.78'],
    ['1022.5', 2, '1,022.50'],
    ['-1234567.891', 1, '-1,234,567.9'],
    ['64350', 0, '64,350'],
    ['0.125', 2, '0.12'],
    ['0.135', 2, '0.14'],
    ['999.999', 2, '1,000.00'],
  ])('of %s with %d decimals is %s', (text, decimals, expected) => {
    expect(money(text, decimals)).toBe(expected)
  })
})

describe('percent', () => {
  it.each([
    ['0.0781', '7.81', '+7.81'],
    ['-0.4058', '-40.58', '-40.58'],
    ['90.65911', '9,065.91', '+9,065.91'],
    ['0', '0.00', '0.00'],
    ['-0.000001', '-0.00', '0.00'],
  ])('of %s is %s, with its sign %s', (share, text, signed) => {
    expect(percent(share, 2)).toBe(text)
    expect(signedPercent(share, 2)).toBe(signed)
  })
})

describe('distance', () => {
  it.each([
    ['100', '110', '0.1'],
    ['100', '50', '-0.5'],
    ['64350', '64350', '0'],
  ])('from %s to %s is %s', (from, to, expected) => {
    expect(distance(from, to)).toBe(expected)
  })
})

describe('aligned', () => {
  it('puts names left, figures right and remarks behind them', () => {
    const rows = [
      ['equity', '998.78', 'USDT'],
      ['margin ratio', '9,065.91', '%'],
      ['actual leverage', '–', ''],
    ] as const
    expect(aligned(rows)).toBe(
      [
        '  equity             998.78  USDT',
        '  margin ratio     9,065.91  %',
        '  actual leverage         –',
      ].join('\n'),
    )
  })
})
