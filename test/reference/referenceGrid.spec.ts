import { referenceRun } from './referenceGrid'
import { bitcoin, coin, fillsOf, ordersAt, path, run, small, worked } from './referenceSamples'

describe('the worked long grid, 60000 to 70000', () => {
  const result = referenceRun(worked, bitcoin, path('64350', '64000', '65000', '65000'), [])

  it('has its lines, quantity and base', () => {
    expect(result.lines).toHaveLength(11)
    expect(result.lines[1]).toBe('61000')
    expect(result.quantityPerGrid).toBe('0.76')
    expect(fillsOf(result).slice(0, 5)).toEqual(
      [5, 6, 7, 8, 9].map((slot) => `0 base buy 0.76@64350 slot ${slot}`),
    )
    expect(ordersAt(result, 0)).toBe('0b/0 1b/1 2b/2 3b/3 4b/4 6s/5 7s/6 8s/7 9s/8 10s/9')
    expect(result.states[0]).toMatchObject({ position: '3.8', cost: '2445.3', fees: '1.22265' })
  })

  it('is checked just after the base: (998.77735 − 1.178)/11.00385 = 90.659', () => {
    expect(result.checks[0]).toEqual({
      tick: 0,
      equity: '998.77735',
      maintenance: '11.00385',
      pendingFees: '1.178',
    })
  })

  it('earns one pair', () => {
    expect(result.pairs).toBe(1)
    expect(result.gridProfit).toBe('7.40392')
  })

  it.each([
    ['38238.5', false],
    ['38238.4', true],
  ])('with the base alone and mark %s is liquidated: %s', (mark, expected) => {
    const kept = { ...worked, onStop: 'keep', takeProfit: { ratio: '0.001' } } as const
    const ticks = path('64350', ['64350', '65000'], ['64350', mark], '64350')
    const after = referenceRun(kept, bitcoin, ticks, [])
    expect(after.stop).toEqual({ tick: 1, reason: 'takeProfit' })
    expect(after.liquidation !== null).toBe(expected)
  })

  it.each([
    ['50265.6', false],
    ['50265.5', true],
  ])('after all buys and with mark %s is liquidated: %s', (mark, expected) => {
    const after = referenceRun(worked, bitcoin, path('64350', ['60000', mark], '60000'), [])
    expect(after.checks[1]?.pendingFees).toBe('0')
    expect(after.liquidation !== null).toBe(expected)
  })
})

describe('example A, 10 to 100000 in 50 grids', () => {
  const example = {
    ...worked,
    lowerPrice: '10',
    upperPrice: '100000',
    gridCount: 50,
    investment: '10000',
    quantityPerGrid: '1',
  }
  const ticks = path('29216.3', '28007.2', '30007', '29541.7', '29541.7')
  const result = referenceRun(example, bitcoin, ticks, [])

  it('trades 35 + 2 times and pairs once', () => {
    expect(result.states[0]?.position).toBe('35')
    expect(result.fills).toHaveLength(37)
    expect(result.pairs).toBe(1)
    expect(result.gridProfit).toBe('19.8819716')
  })

  it('rests 50 orders, example C among them', () => {
    expect(result.states[3]?.orders).toHaveLength(50)
    expect(result.states[3]?.orders).toContainEqual({ line: 14, side: 'buy', slot: 14 })
    expect(result.lines[14]).toBe('28007.2')
  })
})

describe('lines and size', () => {
  it('rounds geometric lines to the nearest tick', () => {
    const geometric = { spacing: 'geometric', lowerPrice: '100', upperPrice: '200' } as const
    const { lines } = run(geometric, path('150', '150'))
    expect(lines).toEqual(['100', '118.9', '141.4', '168.2', '200'])
  })

  it.each([
    ['arithmetic', '1', '1.5', 2, '0.1', ['1', '1.3', '1.5']],
    ['geometric', '1', '729', 6, '0.4', ['1.2', '3.2', '9.2', '27.2', '81.2', '243.2', '729.2']],
  ] as const)('%s: a line between two ticks goes up', (spacing, low, up, count, tick, lines) => {
    const setup = { ...small, spacing, lowerPrice: low, upperPrice: up, gridCount: count }
    const result = referenceRun(setup, { ...coin, tickSize: tick }, path('1.4', '1.4'), [])
    expect(result.lines).toEqual(lines)
  })

  it.each([
    ['two lines on one tick', { upperPrice: '100.2' }, '100.1', 'ascending'],
    ['a margin for no lot', { quantityPerGrid: null, investment: '1' }, '118', 'quantity'],
    ['a start outside the range', {}, '140', 'inside'],
  ])('refuses %s', (_, changes, price, message) => {
    expect(() => run(changes, path(price, price))).toThrow(message)
  })

  it('floors the quantity to the lot and leaves the reserve out', () => {
    const sized = { ...worked, reserve: '0.05' }
    expect(referenceRun(sized, bitcoin, path('64350', '64350'), []).quantityPerGrid).toBe('0.72')
  })
})

describe('liquidation', () => {
  // Two contracts at 118, fees 0.118; buys at 100 and 110 pend 0.105.
  it.each([
    ['30', '105', null],
    ['30', '103.5', { tick: 1, fee: '0.1035', takenOver: '0.7785', shortfall: '0' }],
    ['30', '100', { tick: 1, fee: '0.1', takenOver: '0', shortfall: '6.218' }],
    ['29.159', '104', { tick: 1, fee: '0.104', takenOver: '0.937', shortfall: '0' }],
    ['29.15900001', '104', null],
  ])('with %s and the mark at %s: %j', (investment, mark, expected) => {
    const setup = { direction: 'long', investment } as const
    const result = run(setup, path('118', ['118', mark], '99', '99'), [
      { timeMicros: 20, rate: '0.01' },
    ])
    expect(result.liquidation?.tick === 1 ? result.liquidation : null).toEqual(expected)
    if (expected === null) return
    expect(result.finalEquity).toBe('0')
    expect(result.states[1]).toMatchObject({ equity: '0', position: '0', orders: [] })
    expect(result.fills).toHaveLength(2)
    expect(result.fundings).toEqual([])
  })

  it.each([
    ['2', '0.9'],
    ['1.99', '1.1'],
  ])('with a first tier to %s contracts maintains %s', (toContracts, maintenance) => {
    const tiers = [
      { toContracts, maintenanceRate: '0.004' },
      { toContracts: '5', maintenanceRate: '0.005' },
    ]
    const ticks = path(['118', '100'], '118')
    const result = referenceRun({ ...small, direction: 'long' }, { ...coin, tiers }, ticks, [])
    expect(result.checks[0]?.maintenance).toBe(maintenance)
  })
})

describe('stops', () => {
  const long = { direction: 'long', stopLoss: { price: '95' }, slippageTicks: 3 } as const

  it('closes at the last price, worse by the slippage, as taker', () => {
    const result = run(long, path('118', '94', '120', '120'))
    expect(result.stop).toEqual({ tick: 1, reason: 'stopLoss' })
    expect(result.fills.at(-1)).toEqual({
      tick: 1,
      kind: 'stop',
      side: 'sell',
      line: null,
      slot: null,
      price: '93.7',
      quantity: '4',
      fee: '0.1874',
    })
    expect(result.finalEquity).toBe('928.4526')
    expect(ordersAt(result, 1)).toBe('')
  })

  it('buys a short back dearer by the slippage', () => {
    const short = { direction: 'short', stopLoss: { price: '145' }, slippageTicks: 3 } as const
    const result = run(short, path('118', '146', '146'))
    expect(fillsOf(result).at(-1)).toBe('1 stop buy 4@146.3 slot null')
    expect(result.finalEquity).toBe('922.3704')
  })

  it('keeps the position, which is still funded and checked without pending fees', () => {
    const funding = [{ timeMicros: 20, rate: '0.001' }]
    const result = run({ ...long, onStop: 'keep' }, path('118', '94', '120', '120'), funding)
    expect(result.fills).toHaveLength(4)
    expect(result.states[2]).toMatchObject({ position: '4', orders: [] })
    expect(result.fundings).toEqual([{ tick: 2, amount: '-0.48' }])
    expect(result.checks[2]).toMatchObject({ tick: 2, pendingFees: '0', maintenance: '2.16' })
  })

  it.each([
    ['a flat grid just stops', { takeProfit: { price: '150' } }, ['118', '150'], 'takeProfit'],
    ['a neutral stop below', { takeProfit: { price: '99' } }, ['118', '99'], 'takeProfit'],
    [
      'the stop loss first',
      { takeProfit: { price: '99' }, stopLoss: { ratio: '0.01' } },
      ['118', ['99', '50']],
      'stopLoss',
    ],
    [
      'a gain just met',
      { takeProfit: { ratio: '0.01' } },
      ['118', ['110', '120.022']],
      'takeProfit',
    ],
    ['a gain just missed', { takeProfit: { ratio: '0.01' } }, ['118', ['110', '120.021']], null],
    ['a loss just met', { stopLoss: { ratio: '0.01' } }, ['118', ['110', '100.022']], 'stopLoss'],
    ['a loss just missed', { stopLoss: { ratio: '0.01' } }, ['118', ['110', '100.023']], null],
    [
      'a short above',
      { direction: 'short', stopLoss: { price: '150' } },
      ['118', '150'],
      'stopLoss',
    ],
  ] as const)('%s', (_, changes, points, reason) => {
    const result = run(changes, path(...points, '118'))
    expect(result.stop).toEqual(reason === null ? null : { tick: 1, reason })
  })

  it('are looked at from the start tick on and not at the end tick', () => {
    const stopLoss = { ratio: '0.0001' }
    expect(run({ direction: 'long', stopLoss }, path('118', '118', '118')).stop?.tick).toBe(0)
    expect(run({ ...long }, path('118', '94')).stop).toBeNull()
  })
})

describe('funding', () => {
  it('settles later than the start, before the first tick at or after its time', () => {
    const due = [0, 5, 10, 11, 20].map((timeMicros) => ({ timeMicros, rate: '0.0001' }))
    const result = run({ direction: 'long' }, path('118', ['109', '110'], '120'), due)
    expect(result.fundings).toEqual([
      { tick: 1, amount: '-0.022' },
      { tick: 1, amount: '-0.022' },
      { tick: 2, amount: '-0.036' },
      { tick: 2, amount: '-0.036' },
    ])
    expect(result.states[2]?.funding).toBe('-0.116')
  })

  it('pays shorts when the rate is positive, and nobody who is flat', () => {
    const due = [{ timeMicros: 20, rate: '1e-3' }]
    const short = run({ direction: 'short' }, path('118', '118', '118'), due)
    expect(short.finalEquity).toBe('1000.059')
    expect(run({}, path('118', '118', '118'), due).fundings).toEqual([])
  })

  it.each([
    ['0.000000000125', '-0.00000002'],
    ['0.000000000375', '-0.00000008'],
    ['0.00000000001', '0'],
  ])('rounds 200 times %s half-even to %s', (rate, amount) => {
    const due = [{ timeMicros: 10, rate }]
    const result = run({ direction: 'long' }, path('118', '100'), due)
    expect(result.fundings[0]?.amount).toBe(amount)
  })
})
