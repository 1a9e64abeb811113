import { BTC_USDT_SWAP, Decimal } from '@gridledger/domain'
import {
  type Step,
  amended,
  everyMinute,
  filled,
  funded,
  liquidated,
  placed,
  seasonOf,
  started,
  stopped,
  usdt,
  viewOf,
} from './testing'
import { type GridProfitView, gridProfit } from './gridProfit'

function after(start: Step, ...steps: readonly Step[]): GridProfitView {
  const run = { steps: [start, ...steps] }
  return viewOf(gridProfit, seasonOf({ ticks: everyMinute(115, 115, 115), runs: { bot: run } }))
}

const LINES = [100, 110, 120, 130, 140]
const FEE = 0.0002

/** A fill on a line of the small grid, with the maker fee of 0.02 %. */
function fill(side: 'buy' | 'sell', line: number): Step {
  const price = LINES[line]!
  const slot = side === 'buy' ? line : line - 1
  return filled(1, side, price, { line, slot, fee: new Decimal(price).times(FEE).toFixed() })
}

/** A taker fill that belongs to no line: base, stop or rebase. */
function atMarket(kind: 'base' | 'stop' | 'rebase', slot: number | null = null): Step {
  return filled(1, 'buy', 115, { kind, slot, fee: '0.0575' })
}

type Row = [name: string, fills: readonly Step[], pairs: number, profit: string, trades: number]

describe('gridProfit: pairs by slot', () => {
  it.each<Row>([
    ['nothing yet', [], 0, '0', 0],
    ['half a pair', [fill('buy', 1)], 0, '0', 1],
    // 10 − 0.022 − 0.024
    ['bought, then sold one line above', [fill('buy', 1), fill('sell', 2)], 1, '9.954', 2],
    ['sold, then bought one line below', [fill('sell', 2), fill('buy', 1)], 1, '9.954', 2],
    [
      'the third fill of a slot begins the next pair',
      [fill('buy', 1), fill('sell', 2), fill('buy', 1)],
      1,
      '9.954',
      3,
    ],
    [
      'two pairs of one slot',
      [fill('buy', 1), fill('sell', 2), fill('buy', 1), fill('sell', 2)],
      2,
      '19.908',
      4,
    ],
    [
      'slots are apart: two buys and two sells, the later bought first sold',
      [fill('buy', 1), fill('buy', 0), fill('sell', 1), fill('sell', 2)],
      2,
      // 10 − 0.02 − 0.022 and 10 − 0.022 − 0.024
      '19.912',
      4,
    ],
    [
      'a buy and a sell of neighbouring slots are no pair',
      [fill('buy', 1), fill('sell', 1)],
      0,
      '0',
      2,
    ],
    [
      'long and short slots side by side',
      [fill('sell', 4), fill('sell', 3), fill('buy', 2), fill('buy', 3)],
      2,
      // 10 − 0.024 − 0.026 and 10 − 0.026 − 0.028
      '19.896',
      4,
    ],
  ])('%s', (_, fills, pairs, profit, trades) => {
    const view = after(started(), ...fills)
    expect(view.arbitrageNum).toBe(pairs)
    expect(view.gridProfit).toBe(usdt(profit))
    expect(view.tradeNum).toBe(trades)
  })

  it('counts orders that only rest as no trade', () => {
    expect(after(started(), placed(1, 'buy', 1), placed(1, 'sell', 3)).tradeNum).toBe(0)
  })

  it('counts the quantity and the instrument: the worked example from 64350', () => {
    // 0.0076 BTC from 64000 to 65000: 7.6 − 0.0002·0.0076·129000.
    const grid = { direction: 'long', lowerPrice: 60000, upperPrice: 70000, gridCount: 10 } as const
    const steps = [
      started({ ...grid, quantityPerGrid: null }),
      filled(1, 'buy', 64000, { fee: '0.09728' }),
      filled(1, 'sell', 65000, { fee: '0.0988' }),
    ]
    const ticks = everyMinute(64350, 64000)
    const whole = seasonOf({ ticks, instrument: BTC_USDT_SWAP, runs: { bot: { steps } } })
    const view = viewOf(gridProfit, whole)
    expect(view.gridProfit).toBe(usdt('7.40392'))
  })
})

describe('gridProfit: base lots', () => {
  // At 115 a long grid fills slots 2 and 3 (lines 120 and 130) at once.
  const long = started({ direction: 'long' })
  // The mirror: slot 0, whose sell rests at 110.
  const short = started({ direction: 'short' })
  const base = (slot: number) => atMarket('base', slot)

  it.each<[name: string, start: Step, fills: readonly Step[], pairs: number, profit: string]>([
    [
      'the fill that closes one is not counted: sold and bought again is half a pair',
      long,
      [base(2), fill('sell', 3), fill('buy', 2)],
      0,
      '0',
    ],
    [
      'the next fill in that slot is the first',
      long,
      [
        base(2),
        filled(1, 'sell', 130, { line: 3, slot: 2, fee: '5' }),
        fill('buy', 2),
        fill('sell', 3),
      ],
      1,
      // 10 − 0.024 − 0.026, whatever the fill before them cost
      '9.95',
    ],
    [
      'one slot’s base lot closes, the other’s stays',
      long,
      [base(2), base(3), fill('sell', 3), fill('buy', 2), fill('sell', 3), fill('sell', 4)],
      1,
      '9.95',
    ],
    [
      'a slot without one counts from its first fill',
      long,
      [fill('buy', 1), fill('sell', 2)],
      1,
      '9.954',
    ],
    [
      'short: the buy that closes one is not counted',
      short,
      [base(0), fill('buy', 0), fill('sell', 1)],
      0,
      '0',
    ],
    [
      'short: the next sell is the first',
      short,
      [base(0), fill('buy', 0), fill('sell', 1), fill('buy', 0)],
      1,
      // 10 − 0.02 − 0.022
      '9.958',
    ],
    [
      'base off: no slot holds one',
      started({ direction: 'long', basePosition: false }),
      [fill('buy', 2), fill('sell', 3)],
      1,
      '9.95',
    ],
    [
      'neutral: no slot holds one',
      started({ basePosition: true }),
      [fill('sell', 3), fill('buy', 2)],
      1,
      '9.95',
    ],
    [
      'a price on a line: that slot is filled at once too',
      started({ direction: 'long' }, { price: 110 }),
      [base(1), fill('sell', 2), fill('buy', 1), fill('sell', 2)],
      1,
      '9.954',
    ],
  ])('%s', (_, start, fills, pairs, profit) => {
    const view = after(start, ...fills)
    expect(view.arbitrageNum).toBe(pairs)
    expect(view.gridProfit).toBe(usdt(profit))
  })

  it('reproduces OKX’s example A: 37 trades, 1 pair, 19.8819716', () => {
    // 50 grids from 10 to 100000: 35 of them begin above 29216.3, then 28007.2 and 30007 fill.
    const grid = {
      direction: 'long',
      lowerPrice: '10',
      upperPrice: '100000',
      gridCount: 50,
      investment: '10000',
      quantityPerGrid: '1',
    } as const
    const bases = Array.from({ length: 35 }, (_, index) =>
      filled(0, 'buy', '29216.3', { kind: 'base', slot: 15 + index }),
    )
    const steps = [
      started(grid),
      ...bases,
      filled(1, 'buy', '28007.2', { fee: '0.0560144' }),
      filled(1, 'sell', '30007', { fee: '0.060014' }),
    ]
    const ticks = everyMinute('29216.3', '28007.2')
    const whole = seasonOf({ ticks, instrument: BTC_USDT_SWAP, runs: { bot: { steps } } })
    const view = viewOf(gridProfit, whole)
    expect(view.tradeNum).toBe(37)
    expect(view.arbitrageNum).toBe(1)
    expect(view.gridProfit).toBe(usdt('19.8819716'))
  })
})

describe('gridProfit: fees and funding', () => {
  it('takes the fees that were really paid', () => {
    const view = after(
      started(),
      filled(1, 'buy', 110, { slot: 1, line: 1, fee: '0.5' }),
      filled(1, 'sell', 120, { slot: 1, line: 2, fee: '-0.25' }),
    )
    expect(view.gridProfit).toBe(usdt('9.75'))
    expect(view.fee).toBe(usdt('0.25'))
  })

  it('adds up all fees, those of base, stop, rebase and liquidation with them', () => {
    const view = after(
      started(),
      atMarket('base', 2),
      fill('buy', 1),
      atMarket('rebase'),
      atMarket('stop'),
      liquidated(1, '0.5'),
    )
    // Three times 0.0575, 0.022 and 0.5.
    expect(view.fee).toBe(usdt('0.6945'))
    expect(view.tradeNum).toBe(4)
    expect(view.arbitrageNum).toBe(0)
  })

  it('adds up funding, positive when received', () => {
    expect(after(started(), funded(1, '1.5'), funded(2, '-4')).fundingFee).toBe(usdt('-2.5'))
  })

  it('counts a stop’s close in no pair', () => {
    const close = filled(1, 'sell', 120, { kind: 'stop', fee: '0.06' })
    const view = after(started(), fill('buy', 1), close, stopped(1, 'stopLoss'))
    expect(view.gridProfit).toBe(0)
    expect(view.tradeNum).toBe(2)
  })
})

describe('gridProfit: amendments', () => {
  const relaid = amended(1, { relaid: true })

  it('drops half pairs where the grid is laid anew', () => {
    const view = after(started(), fill('buy', 1), relaid, fill('sell', 2))
    expect([view.arbitrageNum, view.gridProfit]).toEqual([0, 0])
    const next = after(started(), fill('buy', 1), relaid, fill('sell', 2), fill('buy', 1))
    expect([next.arbitrageNum, next.gridProfit]).toEqual([1, usdt('9.954')])
  })

  it('keeps what pairs have earned', () => {
    const view = after(started(), fill('buy', 1), fill('sell', 2), fill('buy', 1), relaid)
    expect([view.arbitrageNum, view.gridProfit, view.tradeNum]).toEqual([1, usdt('9.954'), 3])
  })

  it('keeps half pairs where no order is touched', () => {
    const view = after(started(), fill('buy', 1), amended(1, { addedMargin: '5' }), fill('sell', 2))
    expect([view.arbitrageNum, view.gridProfit]).toEqual([1, usdt('9.954')])
  })

  it('counts the new quantity', () => {
    const doubled = amended(1, { relaid: true, quantity: 2 })
    const lots = { quantityLots: 2, slot: 1, fee: '0' }
    const view = after(
      started(),
      doubled,
      filled(1, 'buy', 110, lots),
      filled(1, 'sell', 120, lots),
    )
    expect(view.gridProfit).toBe(usdt(20))
  })

  it('takes the base lots of the new grid: their closing fills are not counted', () => {
    // Laid anew at 125: slot 3 alone holds a base lot, slot 2 no longer does.
    const grid = { direction: 'long' } as const
    const higher = amended(1, { grid, relaid: true, price: 125 })
    const view = after(started(grid), atMarket('base', 2), atMarket('base', 3), higher)
    expect([...view.baseSlots]).toEqual([3])
    const sold = after(started(grid), higher, fill('sell', 4), fill('buy', 2), fill('sell', 3))
    expect([sold.arbitrageNum, sold.gridProfit]).toEqual([1, usdt('9.95')])
  })
})
