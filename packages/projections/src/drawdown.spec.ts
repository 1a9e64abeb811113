import {
  type Step,
  amended,
  everyMinute,
  filled,
  funded,
  liquidated,
  minutes,
  seasonOf,
  started,
  stopped,
  usdt,
  viewOf,
  viewsByTick,
} from './testing'
import { type DrawdownView, drawdown } from './drawdown'
import { equity } from './equity'

/** Ten coins for 1000 USDT: the equity is ten times the price. */
const tenCoins = [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 10 })]

function after(prices: readonly number[], steps: readonly Step[]): DrawdownView {
  return viewOf(drawdown, seasonOf({ ticks: everyMinute(...prices), runs: { bot: { steps } } }))
}

const deepestOf = ({ falls }: DrawdownView) => falls.deepest

describe('drawdown', () => {
  it.each<[name: string, prices: readonly number[], peak: number, trough: number]>([
    ['a fall from a later peak', [100, 110, 105], 1100, 1050],
    ['a fall from the start: the peak begins at the investment', [100, 90, 95], 1000, 900],
    ['the lowest of a long fall', [100, 120, 110, 118, 60, 110, 119], 1200, 600],
    // 500 of 1000 is half, 1200 of 3000 is less
    ['the largest share, not the largest amount', [100, 50, 300, 180], 1000, 500],
    // 5 % of 1000, then 10 % of 1100
    ['a larger share that comes later', [100, 95, 110, 99], 1100, 990],
    ['the first of two equal shares', [100, 90, 200, 180, 200], 1000, 900],
    ['the last tick', [100, 120, 60], 1200, 600],
  ])('%s', (_, prices, peak, trough) => {
    expect(deepestOf(after(prices, tenCoins))).toEqual({ peak: usdt(peak), trough: usdt(trough) })
  })

  it('may be more than all of it', () => {
    const debts = [...tenCoins, funded(2, -230)]
    expect(deepestOf(after([100, 110, 12], debts))).toEqual({
      peak: usdt(1100),
      trough: usdt(-110),
    })
  })

  it('is none where equity never falls', () => {
    const { peak, trough } = deepestOf(after([100, 100, 110, 110, 120], tenCoins))
    expect(peak - trough).toBe(0)
    expect(peak).toBeGreaterThan(0)
  })

  it('counts the fees of the base as a fall from the investment', () => {
    const base = filled(0, 'buy', 100, { quantity: 10, fee: '5', kind: 'base' })
    const view = after([100, 100], [started({}, { price: 115 }), base])
    expect(deepestOf(view)).toEqual({ peak: usdt(1000), trough: usdt(995) })
  })

  it('is taken at the end of a tick: what lies inside one is no fall', () => {
    // At 90 the position is worth 900, and funding of the same tick brings it to 1100.
    const view = after([100, 90, 95], [...tenCoins, funded(1, 200)])
    const { peak, trough } = deepestOf(view)
    expect(peak - trough).toBe(0)
    expect(view.falls.peak).toBe(usdt(1150))
  })

  it('counts what the orders of a tick cost', () => {
    // 1100 at the price alone, 1090 once the fee is paid: so high was it never.
    const steps = [...tenCoins, filled(1, 'buy', 110, { fee: '10' }), filled(2, 'sell', 110)]
    const view = after([100, 110, 110], steps)
    expect(view.falls.peak).toBe(usdt(1090))
  })

  it('counts a liquidation as all that is left', () => {
    const steps = [...tenCoins, liquidated(2), stopped(2, 'liquidated')]
    expect(deepestOf(after([100, 105, 60, 200], steps))).toEqual({ peak: usdt(1050), trough: 0 })
  })

  it('counts a stop that closed at a loss, and nothing after it', () => {
    const close = filled(1, 'sell', 80, { quantity: 10, kind: 'stop', fee: '4' })
    const steps = [...tenCoins, close, stopped(1, 'stopLoss')]
    expect(deepestOf(after([100, 90, 10], steps))).toEqual({
      peak: usdt(1000),
      trough: usdt(796),
    })
  })

  it('is judged at the mark', () => {
    const sketch = { ticks: everyMinute(100, 50, 100), marks: [[minutes(0), 99]] as const }
    const view = viewOf(drawdown, seasonOf({ ...sketch, runs: { bot: { steps: tenCoins } } }))
    expect(deepestOf(view)).toEqual({ peak: usdt(1000), trough: usdt(990) })
  })

  it('takes in the last tick only when it is finished', () => {
    const whole = seasonOf({ ticks: everyMinute(100, 95, 90), runs: { bot: { steps: tenCoins } } })
    const troughs = viewsByTick(drawdown, whole).map(({ falls }) => falls.deepest.trough)
    expect(troughs.at(-1)).toBe(usdt(950))
    expect(deepestOf(viewOf(drawdown, whole)).trough).toBe(usdt(900))
  })

  it('raises the peak by margin that is added: a gift is no gain', () => {
    // Peak 1100; 500 added at 105 makes 1550 of a peak of 1600: 1/32 and not the 1/22 before.
    const steps = [...tenCoins, amended(2, { addedMargin: '500' })]
    const view = after([100, 110, 105, 105], steps)
    expect(view.falls.peak).toBe(usdt(1600))
    expect(deepestOf(view)).toEqual({ peak: usdt(1600), trough: usdt(1550) })
  })

  it('holds the same equity as the view of equity', () => {
    const whole = seasonOf({
      ticks: everyMinute(100, 110, 90, 95),
      marks: [[minutes(1), 108]],
      sampleEveryMicros: 60_000_000,
      runs: {
        bot: {
          steps: [...tenCoins, funded(1, 3), filled(2, 'sell', 100), stopped(3)],
          checks: [1],
        },
      },
    })
    const alone = viewsByTick(equity, whole)
    expect(viewsByTick(drawdown, whole).map((view) => view.equity)).toEqual(alone)
    expect(viewOf(drawdown, whole).equity).toEqual(viewOf(equity, whole))
  })
})
