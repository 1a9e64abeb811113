import { type AmendmentSet } from '@gridledger/domain'
import { type Bench, amendment, funding, given } from './bench'

// The grid of all tables, unless they change it: lines 100, 110, 120, 130 and 140, one contract of
// one coin each, 1000 USDT at 5x; maker 0.02 %, taker 0.05 %. A point is a last price, or last and
// mark.

/** The new grid of the tables: lines 100, 105, 110 … 140. */
const finer = { gridCount: 8 }
const long = { direction: 'long' } as const

/** What an amendment brings, without the orders that it cancels and lays. */
function broughtBy(bot: Bench, set: AmendmentSet, price: string): readonly string[] {
  return bot.when(price, amendment(set)).filter((line) => !/^(cancel|place)/.test(line))
}

describe('fees, stops, fill rule and margin', () => {
  it.each([
    [{ makerFee: '0.0001' }, '0.011', '999.989'],
    [{ takerFee: '0.001' }, '0.022', '999.978'],
    [{ onStop: 'keep' }, '0.022', '999.978'],
    [{ slippageTicks: 5 }, '0.022', '999.978'],
    [{ takeProfit: { ratio: '0.5' }, stopLoss: { price: '95' } }, '0.022', '999.978'],
    [{ fillRule: 'touch' }, '0.022', '999.978'],
    [{ direction: 'neutral', gridCount: 4, makerFee: '0.0003' }, '0.033', '999.967'],
  ] as const)('%j touches no order: the tick fills what it reaches', (set, fee, equity) => {
    expect(given({}, '118').when('110', amendment(set))).toEqual([
      'amended',
      `fill #1 grid buy 1@110 slot 1 fee ${fee}`,
      'place sell 1@120 slot 1',
      `check equity ${equity} maintenance 0.495 pending 0.185`,
    ])
  })

  it('the fill rule holds from its tick on', () => {
    expect(given({}, '118').when('110', amendment({ fillRule: 'cross' }))).toEqual(['amended'])
    expect(given({}, '118').when('110', amendment({ fillRule: 'through' }))).toEqual(['amended'])
    const cross = given({ fillRule: 'cross' }, '118', '110')
    expect(cross.when('110')).toEqual([])
    expect(cross.when('110', amendment({ fillRule: 'touch' }))[1]).toMatch(/^fill #1 grid buy/)
  })

  it('stops hold from the next fill on, with the fee, slippage and way of stopping set', () => {
    const set = { stopLoss: { price: '95' }, slippageTicks: 3, takerFee: '0.001' }
    const bot = given(long, '118').after('118', amendment(set))
    expect(bot.when('94').slice(-2)).toEqual([
      'fill #5 stop sell 4@93.7 no slot fee 0.3748',
      'stopped stopLoss equity 928.2652',
    ])
    const keeping = bot.after('118', amendment({ onStop: 'keep' }))
    expect(keeping.when('94').at(-1)).toBe('stopped stopLoss equity 929.84')
    const without = bot.after('118', amendment({ stopLoss: null }))
    expect(without.when('94').at(-1)).toMatch(/^check/)
  })

  it('added margin counts in equity, and a ratio still asks for a share of the investment', () => {
    const free = { makerFee: '0', takeProfit: { ratio: '0.01' } }
    const bot = given(free, '118', '110').after('110', amendment({ addMargin: '500' }))
    expect(bot.story.slice(-2)).toEqual([
      'amended, added 500',
      'check equity 1500 maintenance 0.495 pending 0.185',
    ])
    expect(bot.when(['115', '119.9'])).toHaveLength(1)
    expect(bot.when(['115', '120'])).toContain('take profit by ratio 0.01 at 115 equity 1510')
  })

  it('added margin saves a bot from liquidation at its very tick', () => {
    const poor = { ...long, leverage: '20', investment: '30' }
    expect(given(poor, '118').when(['118', '100']).at(-1)).toMatch(/^stopped liquidated/)
    expect(given(poor, '118').when(['118', '100'], amendment({ addMargin: '8' }))).toEqual([
      'amended, added 8',
      'check equity 1.882 maintenance 0.9 pending 0.105',
    ])
  })
})

describe('changed lines or quantity', () => {
  it('neutral: cancels all, keeps its position and lays orders as at a start at that price', () => {
    const bot = given({}, '118', '109')
    expect(bot.book).toBe('0b/0 2s/1 3s/2 4s/3')
    const set = { lowerPrice: '90', upperPrice: '150', gridCount: 3 }
    expect(bot.when('109.5', amendment(set))).toEqual([
      'cancel buy line 0',
      'cancel sell line 2',
      'cancel sell line 3',
      'cancel sell line 4',
      'amended, relaid with 1 on 90 110 130 150 at 109.5',
      'place buy 1@90 slot 0',
      'place sell 1@130 slot 1',
      'place sell 1@150 slot 2',
      'check equity 999.478 maintenance 0.49275 pending 0.12',
    ])
    expect(bot.after('109.5', amendment(set)).worth).toMatchObject({ position: 1, cost: '110' })
  })

  it.each([
    ['slots', '0b/0 1b/1 2b/2 4s/3 5s/4 6s/5 7s/6 8s/7'],
    ['all', '0b/0 1b/1 2b/2 3s/2 4s/3 5s/4 6s/5 7s/6 8s/7'],
    ['skip-nearest', '0b/0 1b/1 3s/2 4s/3 5s/4 6s/5 7s/6 8s/7'],
  ] as const)('%s, at 112 on the finer grid: rests %s', (neutralStart, book) => {
    const bot = given({ neutralStart }, '118').after('112', amendment(finer))
    expect([bot.book, bot.worth.position]).toEqual([book, 0])
  })

  it('fills no order at that tick, neither an old one nor a new one', () => {
    const bot = given({}, '118')
    expect(bot.when('105').filter((line) => line.startsWith('fill'))).toHaveLength(1)
    const lines = bot.when('105', amendment(finer))
    expect(lines.filter((line) => line.startsWith('fill'))).toEqual([])
    expect(lines).toContain('place buy 1@105 slot 1')
    const after = bot.after('105', amendment(finer))
    expect(after.when('105')[0]).toBe('fill #1 grid buy 1@105 slot 1 fee 0.021')
  })

  it('long with a base buys or sells the difference as taker, in one fill', () => {
    const bot = given(long, '118')
    expect(bot.when('117', amendment(finer))).toEqual([
      'cancel buy line 1',
      'cancel buy line 0',
      'cancel sell line 3',
      'cancel sell line 4',
      'amended, relaid with 1 on 100 105 110 115 120 125 130 135 140 at 117',
      'fill #3 rebase buy 2@117 no slot fee 0.117',
      'place buy 1@100 slot 0',
      'place buy 1@105 slot 1',
      'place buy 1@110 slot 2',
      'place buy 1@115 slot 3',
      'place sell 1@125 slot 4',
      'place sell 1@130 slot 5',
      'place sell 1@135 slot 6',
      'place sell 1@140 slot 7',
      'check equity 997.765 maintenance 2.106 pending 0.215',
    ])
    expect(bot.when('117', amendment({ gridCount: 2 })).slice(5)).toEqual([
      'fill #3 rebase sell 1@117 no slot fee 0.0585',
      'place buy 1@100 slot 0',
      'place sell 1@140 slot 1',
      'check equity 997.8235 maintenance 0.5265 pending 0.05',
    ])
  })

  it.each([
    ['long', { gridCount: 8 }, '131', 'fill #3 rebase sell 1@131 no slot fee 0.0655'],
    ['long', { gridCount: 8 }, '136', 'fill #3 rebase sell 2@136 no slot fee 0.136'],
    ['long', { quantityPerGrid: '2' }, '118', 'fill #3 rebase buy 2@118 no slot fee 0.118'],
    ['short', { gridCount: 8 }, '117', 'fill #2 rebase sell 2@117 no slot fee 0.117'],
    ['short', { gridCount: 8 }, '104', 'fill #2 rebase buy 1@104 no slot fee 0.052'],
    ['short', { quantityPerGrid: '0.5' }, '118', 'fill #2 rebase buy 0.5@118 no slot fee 0.0295'],
  ] as const)('%s, %j at %s: %s', (direction, set, price, expected) => {
    expect(broughtBy(given({ direction }, '118'), set, price)[1]).toBe(expected)
  })

  it('trades nothing where the base is the same', () => {
    const set = { lowerPrice: '104', upperPrice: '144' }
    expect(broughtBy(given(long, '118'), set, '117')).toEqual([
      'amended, relaid with 1 on 104 114 124 134 144 at 117',
      'check equity 997.882 maintenance 1.053 pending 0.109',
    ])
  })

  it.each([
    ['long', '105', 1, '0b/0 1b/1 2b/2 3b/3'],
    ['short', '121', -1, '4s/3 5s/4 6s/5 7s/6 8s/7'],
  ] as const)('%s without a base keeps what it holds: %s', (direction, price, position, book) => {
    const bot = given({ direction, basePosition: false }, '118', price)
    expect(bot.worth.position).toBe(position)
    const after = bot.after('117', amendment(finer))
    expect([after.worth.position, after.book]).toEqual([position, book])
  })

  it.each([
    ['the whole margin', '0', {}, '9.97'],
    ['and what is added', '0', { addMargin: '500' }, '14.96'],
    ['less a reserve', '0.05', { addMargin: '500' }, '14.46'],
    ['with another leverage', '0', { leverage: '10' }, '19.9'],
  ] as const)('sizes again from the original margin: %s', (_, reserve, set, quantity) => {
    const lines = broughtBy(
      given({ reserve }, '118', '99', '80'),
      { quantityPerGrid: null, ...set },
      '105',
    )
    expect(lines[0]).toContain(`relaid with ${quantity} on 100 110 120 130 140 at 105`)
  })

  it('sizes from margin that was added before, too', () => {
    const bot = given({ quantityPerGrid: null }, '118').after(
      '118',
      amendment({ addMargin: '500' }),
    )
    expect(broughtBy(bot, { gridCount: 2 }, '118')[0]).toBe(
      'amended, relaid with 28.77 on 100 120 140 at 118',
    )
  })

  it('is checked for liquidation and stops like any tick', () => {
    const poor = { ...long, leverage: '20', investment: '60', stopLoss: { ratio: '0.3' } }
    const lines = broughtBy(given(poor, '118'), finer, '110.5')
    expect(lines).toEqual([
      'amended, relaid with 1 on 100 105 110 115 120 125 130 135 140 at 110.5',
      'fill #3 rebase buy 3@110.5 no slot fee 0.16575',
      'check equity 44.71625 maintenance 2.48625 pending 0.1575',
    ])
    expect(given(poor, '118').after('110.5', amendment(finer)).when('105').at(-1)).toMatch(
      /^stopped stopLoss/,
    )
  })
})

describe('a refused amendment', () => {
  it.each([
    [{ direction: 'long' }, 'direction-is-fixed (direction)'],
    [{ lowerPrice: '120' }, 'start-outside-range (lowerPrice, upperPrice)'],
    [{ lowerPrice: '110' }, 'start-outside-range (lowerPrice, upperPrice)'],
    [{ upperPrice: '110' }, 'start-outside-range (lowerPrice, upperPrice)'],
    [{ upperPrice: '100' }, 'upper-not-above-lower (upperPrice)'],
    [{ gridCount: 1 }, 'too-few-grids (gridCount)'],
    [{ gridCount: 400 }, 'too-many-grids (gridCount)'],
    [{ leverage: '100.5' }, 'leverage-out-of-range (leverage)'],
    [{ quantityPerGrid: '0.005' }, 'quantity-not-in-lots (quantityPerGrid)'],
    [{ quantityPerGrid: '10000.01' }, 'position-beyond-last-tier (gridCount, quantityPerGrid)'],
    [{ makerFee: '0.06' }, 'fee-out-of-range (makerFee)'],
    [{ makerFee: '0.04' }, 'grid-profit-not-positive (makerFee)'],
    [{ slippageTicks: -1 }, 'slippage-out-of-range (slippageTicks)'],
    [{ takeProfit: { price: '130' } }, 'take-profit-on-wrong-side (takeProfit)'],
    [{ stopLoss: { price: '130' } }, 'stop-loss-on-wrong-side (stopLoss)'],
    [{ stopLoss: { price: '95' }, takeProfit: { price: '90' } }, 'stops-on-same-side (stopLoss)'],
    [{ gridCount: 8, makerFee: '0.06', addMargin: '5' }, 'fee-out-of-range (makerFee)'],
  ] as const)('%j: %s, and the tick goes on with the grid as it was', (set, reason) => {
    const bot = given({}, '118')
    expect(bot.when('110', amendment(set))).toEqual([`refused ${reason}`, ...bot.when('110')])
  })

  it('carries what was asked and why it is refused', () => {
    const set = { lowerPrice: '120', addMargin: '5' }
    const { emitted } = given({}, '118').after('110', amendment(set))
    expect(emitted.flatMap((each) => (each.kind === 'event' ? [each.event] : []))).toContainEqual({
      type: 'AmendmentRefused',
      data: {
        set,
        reason: 'start-outside-range',
        field: 'lowerPrice, upperPrice',
        expected: 'the price inside 120 to 140',
        found: '110',
      },
    })
  })

  it('leaves the state as it was, its revision apart', () => {
    const bot = given(long, '118', '115')
    const after = bot.after('115', amendment({ gridCount: 1, addMargin: '5' }))
    expect({ ...after.state, revision: 0, checks: 0, due: [] }).toEqual({
      ...bot.state,
      revision: 0,
      checks: 0,
      due: [],
    })
  })

  it('is one whose stop the market already meets', () => {
    const bot = given(long, '118')
    const refused = 'refused stop-already-met (stopLoss)'
    expect(broughtBy(bot, { stopLoss: { ratio: '0.0001' } }, '118')[0]).toBe(refused)
    expect(broughtBy(bot, { stopLoss: { ratio: '0.00012' } }, '118')[0]).toBe('amended')
    const both = { ...finer, stopLoss: { ratio: '0.00012' } }
    expect(broughtBy(bot, both, '118')[0]).toBe(refused)
  })

  it('is one whose base needs more margin than there is', () => {
    const bot = given({ ...long, investment: '50' }, '118')
    expect(broughtBy(bot, finer, '118')[0]).toBe('refused base-margin-exceeds-equity (investment)')
  })

  it('is every one after a stop, and there is none after a liquidation', () => {
    const stopped = given({ ...long, stopLoss: { price: '95' } }, '118', '94')
    const kept = given({ ...long, onStop: 'keep', stopLoss: { price: '95' } }, '118', '94')
    const gone = given({ ...long, leverage: '20', investment: '30' }, '118', ['118', '100'])
    const set = { addMargin: '5' }
    const refused = 'refused grid-has-stopped (amendments)'
    expect(stopped.when('118', amendment(set))).toEqual([refused])
    expect(kept.when('118', amendment(set))).toEqual([refused, ...kept.when('118')])
    expect(gone.when('118', amendment(set))).toEqual([])
  })
})

describe('the order at the seam', () => {
  it('funding due comes first, paid by the position before the change', () => {
    const lines = given(long, '118').when('117', funding('0.001'), amendment(finer))
    expect(lines[0]).toBe('funding 0.001 of 2@117 = -0.234')
    expect(lines[5]).toMatch(/^amended/)
  })

  it('funding due comes first also where the amendment was asked for a little earlier', () => {
    const lines = given(long, '118').when('117', amendment(finer, 30_000_000), funding('0.001'))
    expect(lines[0]).toBe('funding 0.001 of 2@117 = -0.234')
  })

  it('an amendment waits for the first tick at or after its time', () => {
    const lines = given({}, '118').when('118', amendment({ addMargin: '5' }, 59_999_999))
    expect(lines).toEqual(['amended, added 5'])
  })

  it('several at one tick come in order of time, and one that lays orders is enough', () => {
    const [first, second, third] = [{ gridCount: 1 }, finer, { makerFee: '0.0001' }]
    const due = [amendment(first, 3), amendment(second, 2), amendment(third, 1)]
    const lines = given({}, '118').when('110', ...due)
    expect(lines.filter((line) => !/^(cancel|place)/.test(line))).toEqual([
      'refused too-few-grids (gridCount)',
      'amended, relaid with 1 on 100 105 110 115 120 125 130 135 140 at 110',
      'amended',
    ])
  })
})

describe('what an amendment is judged by', () => {
  it('the base is judged after its fee, at the taker fee of the amendment', () => {
    const set = { ...finer, takerFee: '0.05', stopLoss: { ratio: '0.01' } }
    expect(broughtBy(given(long, '118'), set, '118')[0]).toBe('refused stop-already-met (stopLoss)')
  })

  it('a stop is accepted where the largest position stays what it was', () => {
    const large = { ...long, quantityPerGrid: '4000', investment: '1000000' }
    const bot = given(large, '118')
    expect(broughtBy(bot, { stopLoss: { price: '95' } }, '118')[0]).toBe('amended')
  })

  it('the margin of the new base is asked for, also where none of it has to be traded', () => {
    const bot = given({ ...long, investment: '200' }, '118')
    const refused = 'refused base-margin-exceeds-equity (investment)'
    expect(broughtBy(bot, { leverage: '1' }, '118')[0]).toBe(refused)
    expect(broughtBy(bot, { leverage: '1', gridCount: 8 }, '118')[0]).toBe(refused)
  })

  it('margin beyond what 2^53 units of 1e-8 hold is refused', () => {
    const bot = given({ investment: '80000000' }, '118')
    expect(broughtBy(bot, { addMargin: '80000000' }, '118')[0]).toMatch(
      /^refused numbers-too-large/,
    )
  })
})
