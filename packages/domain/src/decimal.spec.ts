import { Decimal, parseDecimal } from './decimal'

describe('parseDecimal', () => {
  it.each([
    ['0', '0'],
    ['1.50', '1.5'],
    ['+5', '5'],
    ['-5', '-5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['1e-7', '0.0000001'],
    ['1.2E+3', '1200'],
    ['0.1234567890123456789012345678901234', '0.1234567890123456789012345678901234'],
  ])('reads %s as %s', (text, expected) => {
    expect(parseDecimal(text)?.toFixed()).toBe(expected)
  })

  it.each(['', ' ', '.', '-', '1 ', ' 1', '1,5', '1_000', '0x10', '0b1', 'NaN', 'Infinity', '--1'])(
    'refuses "%s"',
    (text) => {
      expect(parseDecimal(text)).toBeUndefined()
    },
  )

  it.each(['1e', 'e5', '1e1000', '1e1.5', '1.2.3', '٣'])('refuses "%s"', (text) => {
    expect(parseDecimal(text)).toBeUndefined()
  })
})

describe('Decimal', () => {
  it('has 34 digits', () => {
    expect(new Decimal(1).div(3).toString()).toBe(`0.${'3'.repeat(34)}`)
  })

  it.each([
    ['0.5', '0'],
    ['1.5', '2'],
    ['2.5', '2'],
    ['-0.5', '-0'],
    ['-1.5', '-2'],
  ])('rounds %s half-even to %s', (value, expected) => {
    expect(new Decimal(value).toDecimalPlaces(0).valueOf()).toBe(expected)
  })

  it('writes small and large numbers without exponents', () => {
    expect(new Decimal('1e-29').toString()).toBe(`0.${'0'.repeat(28)}1`)
    expect(new Decimal('1e39').toString()).toBe(`1${'0'.repeat(39)}`)
  })
})
