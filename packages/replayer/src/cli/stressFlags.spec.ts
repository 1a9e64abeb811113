import { keepOf, kindsOf, shockOf, tapesOf, volatilityOf } from './stressFlags'

const AT = Date.parse('2025-10-29T08:45:00Z') * 1000

describe('--shock', () => {
  it.each([
    ['-20%@2025-10-29T08:45:00Z', -2000],
    ['-20@2025-10-29T08:45:00Z', -2000],
    ['+10%@2025-10-29T08:45:00Z', 1000],
    ['12.5%@2025-10-29T08:45:00Z', 1250],
    ['-0.05%@2025-10-29T16:45:00+08:00', -5],
    ['-0%@2025-10-29T08:45:00Z', 0],
    ['1000%@2025-10-29T08:45:00Z', 100_000],
  ])('%s', (text, basisPoints) => {
    expect(shockOf(text)).toEqual([{ basisPoints, atMicros: AT }])
    expect(shockOf('-1@2025-10-29T08:45:00Z', shockOf(text))).toHaveLength(2)
  })

  it.each([
    ['-20%', '@2025-10-29T08:45:00Z', '-20%@', '20%@noon', 'x@2025-10-29T08:45:00Z'],
    ['-100%@2025-10-29T08:45:00Z', '1000.01%@2025-10-29T08:45:00Z'],
    ['-20.125%@2025-10-29T08:45:00Z', '-20%@2025-10-29T08:45:00.5Z', '-20%@2025-10-29T08:45:00'],
  ])('refuses %s and the like', (...texts) => {
    for (const text of texts)
      expect(() => shockOf(text)).toThrow(
        'expected a size from -99.99% to +1000% at a whole second, such as -20%@2025-10-29T08:45:00Z',
      )
  })
})

describe('the other flags', () => {
  it('take numbers within their bounds', () => {
    expect(tapesOf('0')).toBe(0)
    expect(tapesOf('10000')).toBe(10_000)
    expect(() => tapesOf('10001')).toThrow('expected at most 10000')
    expect(() => tapesOf('-1')).toThrow('expected a whole number')
    expect(volatilityOf('150', [50])).toEqual([50, 150])
    for (const text of ['0', '1001']) {
      expect(() => volatilityOf(text)).toThrow('expected a percentage from 1 to 1000')
    }
  })

  it('take kinds with commas between', () => {
    expect(kindsOf('shock,bridge')).toEqual(['bridge', 'shock'])
    for (const text of ['shocks', 'bridge,', '', 'bridge, shock'])
      expect(() => kindsOf(text)).toThrow('expected bridge, bootstrap, shock, volatility, several')
  })

  it('take a number of tapes, or tapes by name', () => {
    expect(keepOf('bridge-17', keepOf('low-first', keepOf('3')))).toMatchObject({
      worst: 3,
      methods: [{ kind: 'path' }, { kind: 'bridge', seed: 17 }],
    })
    expect(() => keepOf('bridge')).toThrow(
      'expected how many of the worst, or a tape: nearest, high-first',
    )
  })
})
