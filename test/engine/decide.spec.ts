import { BTC_USDT_SWAP, planStart } from '@gridledger/domain'
import { amendment, funding, given, givenOn } from './bench'
import { request, tickAt } from './harness'

// The grid of all tables, unless they change it: lines 100, 110, 120, 130 and 140, one contract of
// one coin each, 1000 USDT; maker 0.02 %, taker 0.05 %. A point is a last price, or last and mark.

describe('the start tick', () => {
  it.each([
    ['slots', '118', '0b/0 1b/1 3s/2 4s/3'],
    ['slots', '110', '0b/0 1b/1 3s/2 4s/3'],
    ['slots', '135', '0b/0 1b/1 2b/2 3b/3'],
    ['all', '118', '0b/0 1b/1 2s/1 3s/2 4s/3'],
    ['all', '110', '0b/0 1b/1 2s/1 3s/2 4s/3'],
    ['skip-nearest', '118', '0b/0 1b/1 3s/2 4s/3'],
    ['skip-nearest', '112', '0b/0 2s/1 3s/2 4s/3'],
    ['skip-nearest', '115', '0b/0 2s/1 3s/2 4s/3'],
  ] as const)('neutral, %s, at %s: rests %s and fills nothing', (neutralStart, price, book) => {
    const bot = given({ neutralStart }, price)
    expect(bot.book).toBe(book)
    expect(bot.story.filter((line) => !line.startsWith('place'))).toEqual([
      `started with 1 on 100 110 120 130 140 at ${price}`,
    ])
  })

  it('long buys every slot at or above the price, each in one fill, and is checked', () => {
    expect(given({ direction: 'long' }, '118').story).toEqual([
      'started with 1 on 100 110 120 130 140 at 118',
      'fill #1 base buy 1@118 slot 2 fee 0.059',
      'fill #2 base buy 1@118 slot 3 fee 0.059',
      'place buy 1@100 slot 0',
      'place buy 1@110 slot 1',
      'place sell 1@130 slot 2',
      'place sell 1@140 slot 3',
      'check equity 999.882 maintenance 1.062 pending 0.105',
    ])
  })

  it('short is the mirror', () => {
    expect(given({ direction: 'short' }, '122').story).toEqual([
      'started with 1 on 100 110 120 130 140 at 122',
      'fill #1 base sell 1@122 slot 1 fee 0.061',
      'fill #2 base sell 1@122 slot 0 fee 0.061',
      'place buy 1@100 slot 0',
      'place buy 1@110 slot 1',
      'place sell 1@130 slot 2',
      'place sell 1@140 slot 3',
      'check equity 999.878 maintenance 1.098 pending 0.135',
    ])
  })

  it.each([
    ['long', '120', 2, '0b/0 1b/1 3s/2 4s/3'],
    ['long', '120.1', 1, '0b/0 1b/1 2b/2 4s/3'],
    ['long', '131', 0, '0b/0 1b/1 2b/2 3b/3'],
    ['short', '120', -2, '0b/0 1b/1 3s/2 4s/3'],
    ['short', '119.9', -1, '0b/0 2s/1 3s/2 4s/3'],
    ['short', '109', 0, '1s/0 2s/1 3s/2 4s/3'],
  ] as const)('%s at %s holds %d and rests %s', (direction, price, position, book) => {
    const bot = given({ direction }, price)
    expect([bot.worth.position, bot.book]).toEqual([position, book])
  })

  it('liquidates a grid whose pending fees alone are more than it has', () => {
    const steps = { gridCount: 40, leverage: '100', investment: '2' }
    const { story, worth } = given({ direction: 'long', ...steps }, '138.5')
    expect(story.filter((line) => !/^(place|cancel)/.test(line)).slice(1)).toEqual([
      'fill #1 base buy 1@138.5 slot 39 fee 0.06925',
      'check equity 1.93075 maintenance 0.62325 pending 2.3205',
      'liquidated 1@138.5 fee 0.06925 taken over 1.8615 shortfall 0',
      'stopped liquidated equity 0',
    ])
    expect(worth).toEqual({ equity: '0', position: 0, fees: '0.1385', cost: '0' })
  })
})

it('a grid whose money does not fit in 2^53 units of 1e-8 is refused at the start', () => {
  const rich = { investment: '89999999.99999999', quantityPerGrid: '5000' }
  const asked = request({ direction: 'short', ...rich })
  const plan = planStart(asked, { ...tickAt(0, '138'), highTicks: 1400 })
  expect(plan).toMatchObject({ left: { reason: 'numbers-too-large' } })
})

describe('a tick at an order', () => {
  const bought = [
    'fill #1 grid buy 1@110 slot 1 fee 0.022',
    'place sell 1@120 slot 1',
    'check equity 999.978 maintenance 0.495 pending 0.185',
  ]
  const sold = [
    'fill #1 grid sell 1@130 slot 2 fee 0.026',
    'place buy 1@120 slot 2',
    'check equity 999.974 maintenance 0.585 pending 0.175',
  ]

  it.each([
    ['touch', '110.1', '110.1', []],
    ['touch', '110', '110', bought],
    ['touch', '109.9', '110', bought],
    ['touch', '129.9', '129.9', []],
    ['touch', '130', '130', sold],
    ['touch', '130.1', '130', sold],
    ['cross', '110', '110', []],
    ['cross', '109.9', '110', bought],
    ['cross', '130', '130', []],
    ['cross', '130.1', '130', sold],
    ['through', '110', '110', []],
    ['through', '109.9', '110', bought],
    ['through', '130', '130', []],
    ['through', '130.1', '130', sold],
  ] as const)('%s, last %s, mark %s', (fillRule, price, mark, expected) => {
    expect(given({ fillRule }, '118').when([price, mark])).toEqual(expected)
  })

  it('fills the order on the price of the start with the next tick', () => {
    expect(given({}, '110').when('110')).toEqual(bought)
  })

  it.each([
    ['0.000000001', '0', 'the tie 0.5 goes to 0'],
    ['0.000000003', '0.00000002', 'the tie 1.5 goes to 2'],
    ['0.000000005', '0.00000002', 'the tie 2.5 goes to 2'],
    ['0.0000000051', '0.00000003', 'just above a tie'],
    ['-0.000000003', '-0.00000002', 'also when the exchange pays'],
    ['-0.000000001', '0', 'and nothing has no sign'],
  ])('a maker fee of %s on 5 USDT is %s: %s', (makerFee, fee) => {
    const lines = given({ quantityPerGrid: '0.05', makerFee }, '118').when('100')
    expect(lines[2]).toBe(`fill #2 grid buy 0.05@100 slot 0 fee ${fee}`)
  })

  it('sells one line up what it bought, and buys one line down what it sold', () => {
    const bot = given({}, '118', '110')
    expect(bot.when('120')).toEqual([
      'fill #2 grid sell 1@120 slot 1 fee 0.024',
      'place buy 1@110 slot 1',
    ])
    expect(bot.after('120').when('110')[0]).toBe('fill #3 grid buy 1@110 slot 1 fee 0.022')
  })
})

describe('a tick that jumps over several lines', () => {
  it('fills them in the order in which the falling price meets them, each at its own', () => {
    expect(given({}, '118').when('99')).toEqual([
      'fill #1 grid buy 1@110 slot 1 fee 0.022',
      'place sell 1@120 slot 1',
      'fill #2 grid buy 1@100 slot 0 fee 0.02',
      'place sell 1@110 slot 0',
      'check equity 987.958 maintenance 0.891 pending 0.135',
    ])
  })

  it('gaps back over all of them, through flat to short', () => {
    expect(given({}, '118', '99').when('145')).toEqual([
      'fill #3 grid sell 1@110 slot 0 fee 0.022',
      'place buy 1@100 slot 0',
      'fill #4 grid sell 1@120 slot 1 fee 0.024',
      'place buy 1@110 slot 1',
      'fill #5 grid sell 1@130 slot 2 fee 0.026',
      'place buy 1@120 slot 2',
      'fill #6 grid sell 1@140 slot 3 fee 0.028',
      'place buy 1@130 slot 3',
      'check equity 999.858 maintenance 1.305 pending 0.105',
    ])
  })

  it('opens nothing beyond the range and resumes when the price comes back', () => {
    const bot = given({}, '118', '99')
    expect(bot.when('70')).toEqual(['check equity 929.958 maintenance 0.63 pending 0.135'])
    expect(bot.after('70').when('110')[0]).toBe('fill #3 grid sell 1@110 slot 0 fee 0.022')
  })

  it('keeps the average entry when a part closes, rounded once', () => {
    const bot = given({ direction: 'long' }, '118', '109')
    expect(bot.worth).toMatchObject({ position: 3, cost: '346' })
    expect(bot.after('121').worth).toMatchObject({ position: 2, cost: '230.66666667' })
  })
})

describe('a neutral grid on all lines', () => {
  const all = { neutralStart: 'all' } as const

  it.each([
    [
      '121',
      'fill #1 grid sell 1@120 slot 1 fee 0.024',
      'check equity 998.976 maintenance 0.5445 pending 0.185',
    ],
    [
      '109',
      'fill #1 grid buy 1@110 slot 1 fee 0.022',
      'check equity 998.978 maintenance 0.4905 pending 0.185',
    ],
  ])('at %s: the first fill places nothing, its neighbour is taken', (price, fill, check) => {
    expect(given(all, '118').when(price)).toEqual([fill, check])
  })

  it('has one empty line from then on', () => {
    expect(given(all, '118').when('131')).toEqual([
      'fill #1 grid sell 1@120 slot 1 fee 0.024',
      'fill #2 grid sell 1@130 slot 2 fee 0.026',
      'place buy 1@120 slot 2',
      'check equity 987.95 maintenance 1.179 pending 0.12',
    ])
    expect(given(all, '118', '121').when('108').slice(0, 2)).toEqual([
      'fill #2 grid buy 1@110 slot 1 fee 0.022',
      'place sell 1@120 slot 1',
    ])
  })
})

describe('a grid without a base', () => {
  const long = { direction: 'long', basePosition: false } as const
  const short = { direction: 'short', basePosition: false } as const

  it.each([
    [long, '0b/0 1b/1'],
    [short, '2s/1 3s/2 4s/3'],
  ])('rests only what opens: %j', (changes, book) => {
    const bot = given(changes, '118')
    expect([bot.book, bot.worth.position]).toEqual([book, 0])
  })

  it.each([
    [long, 'touch', '129.9', []],
    [long, 'touch', '130', ['place buy 1@120 slot 2']],
    [long, 'touch', '145', ['place buy 1@120 slot 2', 'place buy 1@130 slot 3']],
    [long, 'cross', '130', []],
    [long, 'cross', '130.1', ['place buy 1@120 slot 2']],
    [long, 'through', '130', []],
    [long, 'through', '130.1', ['place buy 1@120 slot 2']],
    [short, 'touch', '100.1', []],
    [short, 'touch', '100', ['place sell 1@110 slot 0']],
    [short, 'cross', '100', []],
    [short, 'cross', '99.9', ['place sell 1@110 slot 0']],
    [short, 'through', '100', []],
    [short, 'through', '99.9', ['place sell 1@110 slot 0']],
  ] as const)('wakes slots: %j, %s, at %s: %j', (changes, fillRule, price, expected) => {
    expect(given({ ...changes, fillRule }, '118').when(price)).toEqual(expected)
  })

  it.each([
    [
      long,
      '105',
      '131',
      [
        'fill #2 grid sell 1@120 slot 1 fee 0.024',
        'place buy 1@110 slot 1',
        'place buy 1@120 slot 2',
      ],
    ],
    [
      short,
      '125',
      '99',
      [
        'fill #2 grid buy 1@110 slot 1 fee 0.022',
        'place sell 1@120 slot 1',
        'place sell 1@110 slot 0',
      ],
    ],
  ] as const)('fills before it wakes: %j, %s, then %s', (changes, before, price, expected) => {
    expect(given(changes, '118', before).when(price)).toEqual(expected)
  })

  it('wakes a slot once, and its order fills when a later tick reaches it', () => {
    const bot = given(long, '118', '131', '125')
    expect(bot.when('131')).toEqual([])
    expect(bot.when('120').slice(0, 2)).toEqual([
      'fill #1 grid buy 1@120 slot 2 fee 0.024',
      'place sell 1@130 slot 2',
    ])
  })
})

describe('funding', () => {
  it.each([
    ['long', '0.0001', 'funding 0.0001 of 2@118 = -0.0236'],
    ['long', '-0.0001', 'funding -0.0001 of 2@118 = 0.0236'],
    ['short', '1e-4', 'funding 1e-4 of -1@118 = 0.0118'],
    ['short', '-0.0001', 'funding -0.0001 of -1@118 = -0.0118'],
    ['long', '0', 'funding 0 of 2@118 = 0'],
  ] as const)('%s at %s: %s', (direction, rate, expected) => {
    expect(given({ direction }, '118').when('118', funding(rate))[0]).toBe(expected)
  })

  it('settles before orders move, at the mark of the tick, and counts in its check', () => {
    expect(given({ direction: 'long' }, '118').when(['130', '131'], funding('0.0001'))).toEqual([
      'funding 0.0001 of 2@131 = -0.0262',
      'fill #3 grid sell 1@130 slot 2 fee 0.026',
      'place buy 1@120 slot 2',
      'check equity 1024.8298 maintenance 0.5895 pending 0.165',
    ])
  })

  it('settles each that is due, in order, with the first tick at or after its time', () => {
    const lines = given({ direction: 'long' }, '118').when(
      '118',
      funding('0.0001', 59_999_999),
      funding('0.0002', 1),
      funding('0.0003'),
    )
    expect(lines.slice(0, 3)).toEqual([
      'funding 0.0001 of 2@118 = -0.0236',
      'funding 0.0002 of 2@118 = -0.0472',
      'funding 0.0003 of 2@118 = -0.0708',
    ])
  })

  it('is no event for a bot that holds nothing at that moment', () => {
    expect(given({}, '118').when('118', funding('0.0001'))).toEqual([])
    expect(given({}, '118').when('110', funding('0.0001'))[0]).toMatch(/^fill #1/)
  })

  it.each([
    ['0.000000000125', '-0.00000002', 'the tie 2.5 goes to 2'],
    ['0.000000000375', '-0.00000008', 'the tie 7.5 goes to 8'],
    ['-0.000000000125', '0.00000002', 'also when received'],
    ['0.00000000007499999999', '-0.00000001', 'just below a tie'],
    ['0.00000000002500000001', '-0.00000001', 'just above a tie'],
    ['0.000000000025', '0', 'the tie 0.5 goes to 0, which is still an event'],
    ['-0.00000000000001', '0', 'and has no sign'],
  ])('200 USDT at %s gives %s: %s', (rate, amount) => {
    const [line] = given({ direction: 'long' }, '118').when(['118', '100'], funding(rate))
    expect(line).toBe(`funding ${rate} of 2@100 = ${amount}`)
  })

  it('is rounded once, however long the rate is: 2.5 and a trace is 3', () => {
    const rate = `0.000000000125${'0'.repeat(40)}1`
    const [line] = given({ direction: 'long' }, '118').when(['118', '100'], funding(rate))
    expect(line).toBe(`funding ${rate} of 2@100 = -0.00000003`)
  })
})

describe('liquidation', () => {
  const long = { direction: 'long', leverage: '20' } as const

  it.each([
    ['30', '103.5', 'taken over 0.7785 shortfall 0', '0.882', '0.9315', '0.1035', '0.2215'],
    ['30', '100', 'taken over 0 shortfall 6.218', '-6.118', '0.9', '0.1', '0.218'],
    ['29.159', '104', 'taken over 0.937 shortfall 0', '1.041', '0.936', '0.104', '0.222'],
  ])('with %s at mark %s: %s', (investment, mark, rest, equity, maintenance, fee, fees) => {
    const bot = given({ ...long, investment }, '118')
    expect(bot.when(['118', mark])).toEqual([
      `check equity ${equity} maintenance ${maintenance} pending 0.105`,
      'cancel buy line 1',
      'cancel buy line 0',
      'cancel sell line 3',
      'cancel sell line 4',
      `liquidated 2@${mark} fee ${fee} ${rest}`,
      'stopped liquidated equity 0',
    ])
    const worth = { equity: '0', position: 0, fees, cost: '0' }
    expect(bot.after(['118', mark])).toMatchObject({ worth, book: '' })
  })

  it.each([
    ['30', '105', 'check equity 3.882 maintenance 0.945 pending 0.105'],
    ['29.15900001', '104', 'check equity 1.04100001 maintenance 0.936 pending 0.105'],
  ])('with %s at mark %s, a hair above, it lives', (investment, mark, check) => {
    expect(given({ ...long, investment }, '118').when(['118', mark])).toEqual([check])
  })

  it('ends a short above', () => {
    const short = { direction: 'short', leverage: '20', investment: '30' } as const
    expect(given(short, '122').when(['122', '137']).at(-2)).toBe(
      'liquidated -2@137 fee 0.137 taken over 0 shortfall 0.259',
    )
  })

  it('gives no events at later ticks, whatever falls due', () => {
    const bot = given({ ...long, investment: '30' }, '118', ['118', '100'])
    const due = [funding('0.01'), amendment({ addMargin: '1000' })]
    expect(bot.when('95', ...due)).toEqual([])
    expect(bot.whenEnding('95', ...due)).toEqual([])
  })

  it('comes after the fills of its tick and before any stop', () => {
    const stopLoss = { price: '95' }
    const lines = given({ ...long, investment: '30', stopLoss }, '118').when('94')
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      ...['fill', 'place', 'fill', 'place', 'check'],
      ...['cancel', 'cancel', 'cancel', 'cancel', 'liquidated', 'stopped'],
    ])
    expect(lines.at(-1)).toBe('stopped liquidated equity 0')
  })

  it('ends a position that a stop kept, which was stopped already', () => {
    const keep = { onStop: 'keep', stopLoss: { price: '95' }, investment: '100' } as const
    const bot = given({ ...long, ...keep }, '118', '94')
    expect(bot.when('87')).toEqual(['check equity 1.84 maintenance 1.566 pending 0'])
    expect(bot.after('87').when('86.9')).toEqual([
      'check equity 1.44 maintenance 1.5642 pending 0',
      'liquidated 4@86.9 fee 0.1738 taken over 1.2662 shortfall 0',
    ])
    expect(bot.after('86.9').when('80', funding('0.01'), amendment({ addMargin: '9' }))).toEqual([])
  })
})

describe('stops', () => {
  it('stop loss: cancels, then closes at the last price, worse by the slippage, as taker', () => {
    const stop = { stopLoss: { price: '95' }, slippageTicks: 3 }
    const bot = given({ direction: 'long', ...stop }, '118')
    expect(bot.when(['94', '96']).slice(4)).toEqual([
      'check equity 937.84 maintenance 1.728 pending 0',
      'stop loss by price 95 at 94 equity 937.84',
      'cancel sell line 1',
      'cancel sell line 2',
      'cancel sell line 3',
      'cancel sell line 4',
      'fill #5 stop sell 4@93.7 no slot fee 0.1874',
      'stopped stopLoss equity 928.4526',
    ])
    expect(bot.after('94').when('120', funding('0.01'))).toEqual([])
    expect(bot.after('94').whenEnding('120')).toEqual([])
  })

  it('a short is bought back dearer by the slippage', () => {
    const stop = { stopLoss: { price: '145' }, slippageTicks: 3 }
    expect(
      given({ direction: 'short', ...stop }, '118')
        .when('146')
        .slice(-8),
    ).toEqual([
      'check equity 923.863 maintenance 2.628 pending 0',
      'stop loss by price 145 at 146 equity 923.863',
      'cancel buy line 3',
      'cancel buy line 2',
      'cancel buy line 1',
      'cancel buy line 0',
      'fill #5 stop buy 4@146.3 no slot fee 0.2926',
      'stopped stopLoss equity 922.3704',
    ])
  })

  it('a flat grid just stops: cancelled from the price outwards, no fill', () => {
    const bot = given({ direction: 'long', takeProfit: { price: '150' } }, '118')
    expect(bot.when('150').slice(4)).toEqual([
      'take profit by price 150 at 150 equity 1033.828',
      'cancel buy line 3',
      'cancel buy line 2',
      'cancel buy line 1',
      'cancel buy line 0',
      'stopped takeProfit equity 1033.828',
    ])
  })

  it('keep: the position stays, is funded and checked without pending fees, to the end', () => {
    const keep = { onStop: 'keep', stopLoss: { price: '95' } } as const
    const bot = given({ direction: 'long', ...keep }, '118')
    expect(bot.when('94').slice(-6)).toEqual([
      'stop loss by price 95 at 94 equity 929.84',
      'cancel sell line 1',
      'cancel sell line 2',
      'cancel sell line 3',
      'cancel sell line 4',
      'stopped stopLoss equity 929.84',
    ])
    const kept = bot.after('94')
    expect(kept.when('120', funding('0.001'))).toEqual([
      'funding 0.001 of 4@120 = -0.48',
      'check equity 1033.36 maintenance 2.16 pending 0',
    ])
    expect(kept.when('90')).toEqual(['check equity 913.84 maintenance 1.62 pending 0'])
    expect(kept.whenEnding('120', funding('0.001'))).toEqual(['funding 0.001 of 4@120 = -0.48'])
  })

  const free = { makerFee: '0', takerFee: '0' }
  it.each([
    ['long take profit', { direction: 'long', takeProfit: { price: '150' } }, '149.9', false],
    ['long take profit', { direction: 'long', takeProfit: { price: '150' } }, '150', true],
    ['long stop loss', { direction: 'long', stopLoss: { price: '95' } }, '95.1', false],
    ['long stop loss', { direction: 'long', stopLoss: { price: '95' } }, '95', true],
    ['short take profit', { direction: 'short', takeProfit: { price: '95' } }, '95.1', false],
    ['short take profit', { direction: 'short', takeProfit: { price: '95' } }, '95', true],
    ['short stop loss', { direction: 'short', stopLoss: { price: '150' } }, '149.9', false],
    ['short stop loss', { direction: 'short', stopLoss: { price: '150' } }, '150', true],
    ['neutral take profit below', { takeProfit: { price: '99' } }, '99', true],
    ['neutral stop loss above', { stopLoss: { price: '141' } }, '141', true],
    ['neutral stop loss above', { stopLoss: { price: '141' } }, '99', false],
    ['off the ticks, above', { takeProfit: { price: '150.05' } }, '150', false],
    ['off the ticks, above', { takeProfit: { price: '150.05' } }, '150.1', true],
    ['off the ticks, below', { stopLoss: { price: '95.05' } }, '95.1', false],
    ['off the ticks, below', { stopLoss: { price: '95.05' } }, '95', true],
    ['a price, the last not the mark', { stopLoss: { price: '95' } }, ['118', '90'], false],
    ['a gain', { takeProfit: { ratio: '0.01' } }, ['110', '119.9'], false],
    ['a gain', { takeProfit: { ratio: '0.01' } }, ['110', '120'], true],
    ['a loss', { stopLoss: { ratio: '0.01' } }, ['110', '100.1'], false],
    ['a loss', { stopLoss: { ratio: '0.01' } }, ['110', '100'], true],
    ['a gain in 1e-8', { takeProfit: { ratio: '0.0001' } }, ['110', '110.1'], true],
    ['a gain in 1e-9', { takeProfit: { ratio: '0.000100000001' } }, ['110', '110.1'], false],
    ['a loss in 1e-9', { stopLoss: { ratio: '0.000100000001' } }, ['110', '109.9'], false],
    ['a ratio, the mark not the last', { stopLoss: { ratio: '0.01' } }, ['99', '110'], false],
  ] as const)('%s: %j at %j triggers: %s', (_, changes, point, triggers) => {
    const lines = given({ ...free, ...changes }, '118').when(point)
    expect(lines.some((line) => /^(take profit|stop loss)/.test(line))).toBe(triggers)
  })

  it('looks at the stop loss first where both are met', () => {
    const both = { takeProfit: { price: '99' }, stopLoss: { ratio: '0.01' } }
    const lines = given(both, '118').when(['99', '50'])
    expect(lines).toContain('stop loss by ratio 0.01 at 99 equity 889.958')
    expect(lines.filter((line) => /^(take|stop)/.test(line))).toHaveLength(2)
    expect(lines.at(-1)).toBe('stopped stopLoss equity 987.859')
  })
})

describe('the end tick', () => {
  it('settles funding, values the position at the mark: no order moves, no check, no fee', () => {
    const bot = given({ direction: 'long' }, '118')
    expect(bot.whenEnding(['90', '91'], funding('0.0001'))).toEqual([
      'funding 0.0001 of 2@91 = -0.0182',
      'stopped seasonEnd equity 945.8638',
    ])
  })

  it('neither stops nor liquidates', () => {
    const poor = { direction: 'long', investment: '30', leverage: '20' } as const
    const bot = given({ ...poor, stopLoss: { price: '95' } }, '118')
    expect(bot.whenEnding('50')).toEqual(['stopped seasonEnd equity -106.118'])
  })

  it('is the second tick of the shortest season', () => {
    expect(given({}, '110').whenEnding('110')).toEqual(['stopped seasonEnd equity 1000'])
  })
})

describe('tiers', () => {
  // Neutral at 135: buys at 130, 120, 110 and 100.
  it.each([
    ['500', '120', '540', '1000 contracts belong to the first tier, 0.40 %'],
    ['500.01', '120', '660.0132', '1000.02 to the second, 0.50 %, and all of them'],
    ['500', '110', '907.5', '1500 to the second'],
    ['2500', '120', '3300', '5000 to the second'],
    ['2500.01', '120', '4800.0192', '5000.02 to the third, 0.75 %'],
    ['5000', '100', '16000', '20000 to the third'],
  ])('%s a grid at %s maintains %s: %s', (quantityPerGrid, price, maintenance) => {
    const bot = given({ quantityPerGrid, investment: '1000000' }, '135')
    expect(bot.when(price).at(-1)).toContain(` maintenance ${maintenance} `)
  })

  it('change with the position, up and down', () => {
    const rich = { quantityPerGrid: '500', investment: '1000000' }
    const bot = given(rich, '135', '120')
    expect(bot.after('110').when('115').at(-1)).toContain(' maintenance 948.75 ')
    expect(bot.after('110').when('120').at(-1)).toContain(' maintenance 540 ')
  })
})

it('the worked example of the rules: 64350, 64000, 65000', () => {
  const worked = { lowerPrice: '60000', upperPrice: '70000', gridCount: 10, quantityPerGrid: null }
  const bot = givenOn(BTC_USDT_SWAP, { direction: 'long', ...worked }, '64350')
  expect(bot.story[0]).toContain('started with 0.76 on 60000 61000')
  expect(bot.story.at(-1)).toBe('check equity 998.77735 maintenance 11.00385 pending 1.178')
  expect(bot.when('64000').slice(0, 2)).toEqual([
    'fill #6 grid buy 0.76@64000 slot 4 fee 0.09728',
    'place sell 0.76@65000 slot 4',
  ])
  expect(bot.after('64000').when('65000').slice(0, 2)).toEqual([
    'fill #7 grid sell 0.76@65000 slot 4 fee 0.0988',
    'place buy 0.76@64000 slot 4',
  ])
})
