import { fillsOf, ordersAt, path, run } from './referenceSamples'

describe('neutral starts', () => {
  it.each([
    ['slots', '118', '0b/0 1b/1 3s/2 4s/3'],
    ['slots', '110', '0b/0 1b/1 3s/2 4s/3'],
    ['all', '118', '0b/0 1b/1 2s/1 3s/2 4s/3'],
    ['all', '110', '0b/0 1b/1 2s/1 3s/2 4s/3'],
    ['skip-nearest', '118', '0b/0 1b/1 3s/2 4s/3'],
    ['skip-nearest', '112', '0b/0 2s/1 3s/2 4s/3'],
    ['skip-nearest', '115', '0b/0 2s/1 3s/2 4s/3'],
    ['skip-nearest', '110', '0b/0 2s/1 3s/2 4s/3'],
  ] as const)('%s at %s rests %s', (neutralStart, price, expected) => {
    const result = run({ neutralStart }, path(price, price))
    expect(ordersAt(result, 0)).toBe(expected)
    expect(result.fills).toEqual([])
  })

  it('slots: buys 110, sells 120, earns 10 less both fees', () => {
    const result = run({}, path('118', '108', '121', '121'))
    expect(fillsOf(result)).toEqual(['1 grid buy 1@110 slot 1', '2 grid sell 1@120 slot 1'])
    expect(ordersAt(result, 1)).toBe('0b/0 2s/1 3s/2 4s/3')
    expect(result.checks).toEqual([
      { tick: 1, equity: '997.978', maintenance: '0.486', pendingFees: '0.185' },
    ])
    expect(result).toMatchObject({ pairs: 1, gridProfit: '9.954', finalEquity: '1009.954' })
    expect(result.states[2]).toMatchObject({ realised: '10', fees: '0.046', cost: '0' })
  })

  it('all: the first sell places nothing, because its neighbour has its buy', () => {
    const result = run({ neutralStart: 'all' }, path('118', '121', '108', '108'))
    expect(fillsOf(result)).toEqual(['1 grid sell 1@120 slot 1', '2 grid buy 1@110 slot 1'])
    expect(ordersAt(result, 1)).toBe('0b/0 1b/1 3s/2 4s/3')
    expect(result.states[1]).toMatchObject({ position: '-1', cost: '-120', equity: '998.976' })
    expect(result.checks).toEqual([
      { tick: 1, equity: '998.976', maintenance: '0.5445', pendingFees: '0.185' },
    ])
    expect(ordersAt(result, 2)).toBe('0b/0 2s/1 3s/2 4s/3')
    expect(result).toMatchObject({ pairs: 1, gridProfit: '9.954', finalEquity: '1009.954' })
  })

  it('skip-nearest: the nearest line gets its buy when the line above it sells', () => {
    const result = run({ neutralStart: 'skip-nearest' }, path('112', '110', '121', '110', '110'))
    expect(fillsOf(result)).toEqual(['2 grid sell 1@120 slot 1', '3 grid buy 1@110 slot 1'])
    expect(result).toMatchObject({ pairs: 1, gridProfit: '9.954' })
  })
})

describe('fills', () => {
  it('meets the lines in the order of travel and never fills what it has just placed', () => {
    const result = run({}, path('118', '99', '145', '145'))
    expect(fillsOf(result)).toEqual([
      '1 grid buy 1@110 slot 1',
      '1 grid buy 1@100 slot 0',
      '2 grid sell 1@110 slot 0',
      '2 grid sell 1@120 slot 1',
      '2 grid sell 1@130 slot 2',
      '2 grid sell 1@140 slot 3',
    ])
    expect(ordersAt(result, 2)).toBe('0b/0 1b/1 2b/2 3b/3')
    expect(result.states[2]).toMatchObject({ position: '-2', cost: '-270', realised: '20' })
    expect(result.pairs).toBe(2)
  })

  it.each([
    ['touch', '110', 1],
    ['cross', '110', 0],
    ['cross', '109.9', 1],
    ['through', '110', 0],
    ['through', '109.9', 1],
  ] as const)('%s at %s fills %s', (fillRule, price, count) => {
    expect(run({ fillRule }, path('118', price, price)).fills).toHaveLength(count)
  })

  it('fills the order on the price of the start with the next tick, not with the end tick', () => {
    expect(run({}, path('110', '110', '110')).fills).toHaveLength(1)
    expect(run({}, path('110', '110')).fills).toHaveLength(0)
  })

  it('keeps the average entry when a part closes', () => {
    const result = run({ direction: 'long' }, path('118', '109', '121', '121'))
    expect(result.states[1]).toMatchObject({ position: '3', cost: '346', realised: '0' })
    expect(result.states[2]).toMatchObject({
      position: '2',
      cost: '230.66666667',
      realised: '4.66666667',
    })
  })

  it('rounds each cost taken out, half-even: 340.66666667/3, then the tie 227.11111111/2', () => {
    const result = run({ direction: 'long' }, path('118', '105', '121', '105', '131', '131'))
    expect(result.states[4]).toMatchObject({
      position: '1',
      cost: '113.55555555',
      realised: '27.55555555',
    })
  })

  it('rounds each fee: 1.43e-8 and 1.3e-8 are 2e-8', () => {
    const result = run({ makerFee: '1.3e-10' }, path('118', '99', '99'))
    expect(result.states[1]?.fees).toBe('0.00000002')
  })
})

describe('base position', () => {
  it.each([
    ['long', '118', '2 3', '0b/0 1b/1 3s/2 4s/3'],
    ['long', '120', '2 3', '0b/0 1b/1 3s/2 4s/3'],
    ['short', '128', '1 0', '0b/0 1b/1 3s/2 4s/3'],
    ['short', '120', '1 0', '0b/0 1b/1 3s/2 4s/3'],
  ] as const)('%s at %s fills slots %s', (direction, price, slots, orders) => {
    const result = run({ direction }, path(price, price))
    expect(result.fills.map((fill) => fill.slot).join(' ')).toBe(slots)
    expect(ordersAt(result, 0)).toBe(orders)
  })

  it('does not count the fill that closes a base lot', () => {
    const result = run({ direction: 'long' }, path('118', '130', '120', '130', '130'))
    expect(result.fills).toHaveLength(5)
    expect(result).toMatchObject({ pairs: 1, gridProfit: '9.95' })
    expect(run({ direction: 'long' }, path('118', '130', '120', '120')).pairs).toBe(0)
  })

  it.each([
    ['long', 'touch', '129.9', '0b/0 1b/1', '0b/0 1b/1'],
    ['long', 'touch', '130', '0b/0 1b/1', '0b/0 1b/1 2b/2'],
    ['long', 'cross', '130', '0b/0 1b/1', '0b/0 1b/1'],
    ['long', 'cross', '130.1', '0b/0 1b/1', '0b/0 1b/1 2b/2'],
    ['short', 'touch', '100.1', '2s/1 3s/2 4s/3', '2s/1 3s/2 4s/3'],
    ['short', 'touch', '100', '2s/1 3s/2 4s/3', '1s/0 2s/1 3s/2 4s/3'],
  ] as const)('off: %s, %s, to %s: %s becomes %s', (direction, fillRule, price, asleep, then) => {
    const result = run({ direction, fillRule, basePosition: false }, path('118', price, price))
    expect(ordersAt(result, 0)).toBe(asleep)
    expect(ordersAt(result, 1)).toBe(then)
    expect(result.fills).toEqual([])
  })
})
