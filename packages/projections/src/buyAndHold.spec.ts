import * as fc from 'fast-check'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import {
  type SeasonSketch,
  MINUTE,
  START,
  bars,
  everyMinute,
  minutes,
  seasonOf,
  usdt,
  viewOf,
  viewsByTick,
} from './testing'
import { type BuyAndHoldView, buyAndHold } from './buyAndHold'
import { equityOf } from './equity'

const held = (leverage: number, sketch: SeasonSketch): BuyAndHoldView => {
  return viewOf(buyAndHold(leverage, '1000'), seasonOf(sketch), null)
}
const worth = ({ drawdown }: BuyAndHoldView) => equityOf(drawdown.equity)
const lotsOf = ({ drawdown }: BuyAndHoldView) => drawdown.equity.account.positionLots

describe('buyAndHold: the purchase', () => {
  it.each<[name: string, leverage: number, price: number, lots: number, fee: string]>([
    // 1000 / 100, fee 0.05 % of 1000
    ['once, to the whole', 1, 100, 10, '0.5'],
    // 1000 / 99 = 10.1, fee 0.05 % of 990
    ['once, floored to the lot', 1, 99, 10, '0.495'],
    // 5000 / 99 = 50.5, fee 0.05 % of 4950
    ['five times, floored to the lot', 5, 99, 50, '2.475'],
    // 1000 / 1001
    ['nothing where a lot costs more than there is', 1, 1001, 0, '0'],
  ])('%s', (_, leverage, price, lots, fee) => {
    const view = held(leverage, { ticks: everyMinute(price, price) })
    expect(lotsOf(view)).toBe(lots)
    expect(view.holding.fee).toBe(usdt(fee))
    expect(worth(view)).toBe(usdt(1000) - usdt(fee))
    expect(view.holding.startTicks).toBe(price)
  })

  it('takes the lots and ticks of the instrument: 454 lots of 0.0001 BTC at 110000', () => {
    // 5000 / (110000 · 0.0001) = 454.5; 0.0454 · 110000 = 4994; 0.05 % of that is 2.497.
    const view = held(5, { ticks: everyMinute(110_000, 110_100), instrument: BTC_USDT_SWAP })
    expect(lotsOf(view)).toBe(454)
    expect(view.holding.fee).toBe(usdt('2.497'))
    // 0.0454 · 100 = 4.54
    expect(worth(view)).toBe(usdt('1002.043'))
  })

  it('is made at the first tick, at the last price, and valued at the mark', () => {
    const view = held(1, { ticks: everyMinute(100, 100), marks: [[minutes(0), 110]] })
    expect(worth(view)).toBe(usdt('1099.5'))
  })

  it('is of the whole investment, whatever the amount', () => {
    const whole = seasonOf({ ticks: everyMinute(100, 100) })
    expect(lotsOf(viewOf(buyAndHold(2, '12345.67'), whole, null))).toBe(246)
  })

  it('is sampled like a run, the start with the investment', () => {
    const sketch = { ticks: everyMinute(100, 110, 120), sampleEveryMicros: MINUTE }
    const { samples } = held(1, sketch).drawdown.equity.sampling
    expect(samples.map(({ equity }) => equity)).toEqual([1000, 1099.5, 1199.5].map(usdt))
  })

  it('is sampled at the last tick before, where no bar opens', () => {
    const ticks = [...bars(4 * MINUTE, [100, 101, 102, 103]), [minutes(4), 104]] as const
    const sketch = { ticks, intervalMicros: 4 * MINUTE, sampleEveryMicros: 2 * MINUTE }
    const { samples } = held(1, sketch).drawdown.equity.sampling
    expect(samples.map(({ equity }) => equity)).toEqual([1000, 1009.5, 1039.5].map(usdt))
  })

  it('is sampled at so many points, where that is asked for', () => {
    const whole = seasonOf({ ticks: everyMinute(100, 110, 120, 130, 140) })
    const { samples } = viewOf(buyAndHold(1, '1000', 2), whole, null).drawdown.equity.sampling
    expect(samples.map(({ timeMicros }) => (timeMicros - START) / MINUTE)).toEqual([0, 2, 4])
  })

  it('falls from the investment on', () => {
    const { falls } = held(1, { ticks: everyMinute(100, 90, 120, 60) }).drawdown
    // 10 coins less the fee of 0.5: 1199.5 and 599.5
    expect(falls.deepest).toEqual({ peak: usdt('1199.5'), trough: usdt('599.5') })
    const early = held(1, { ticks: everyMinute(100, 90, 95) }).drawdown.falls
    expect(early.deepest).toEqual({ peak: usdt(1000), trough: usdt('899.5') })
  })
})

describe('buyAndHold: funding', () => {
  type Rates = NonNullable<SeasonSketch['fundings']>
  it.each<[name: string, fundings: Rates, received: string]>([
    // 10 · 110 · 0.001
    ['a positive rate is paid', [[minutes(1), '0.001']], '-1.1'],
    ['a negative rate is received', [[minutes(1), '-0.001']], '1.1'],
    ['between ticks, at the mark of the next', [[minutes(0.5), '0.001']], '-1.1'],
    // 10 · 120 · 0.001
    ['a microsecond after a tick, at the next', [[minutes(1) + 1, '0.001']], '-1.2'],
    [
      'several',
      [
        [minutes(1), '0.001'],
        [minutes(2), '0.002'],
      ],
      '-3.5',
    ],
    [
      'two at one tick',
      [
        [minutes(1.2), '0.001'],
        [minutes(1.8), '0.002'],
      ],
      '-3.6',
    ],
    ['at the end', [[minutes(3), '0.001']], '-1.3'],
    ['in exponent form', [[minutes(1), '1e-3']], '-1.1'],
    // 10 · 110 · 0.00000000000455 = 0.000000005005 is rounded to 1e-8
    ['rounded to 1e-8', [[minutes(1), '0.00000000000455']], '-0.00000001'],
  ])('%s', (_, fundings, received) => {
    const view = held(1, { ticks: everyMinute(100, 110, 120, 130), fundings })
    expect(view.holding.fundingFee).toBe(usdt(received))
    expect(worth(view)).toBe(usdt('1299.5') + usdt(received))
  })

  it('is paid on the mark, where there is one', () => {
    const sketch = { ticks: everyMinute(100, 110), marks: [[minutes(1), 200]] as const }
    const view = held(1, { ...sketch, fundings: [[minutes(1), '0.001']] })
    expect(view.holding.fundingFee).toBe(usdt(-2))
  })

  it('is in the sample of its tick', () => {
    const sketch = { ticks: everyMinute(100, 100, 100), sampleEveryMicros: MINUTE }
    const view = held(1, { ...sketch, fundings: [[minutes(1), '0.001']] })
    const { samples } = view.drawdown.equity.sampling
    expect(samples.map(({ equity }) => equity)).toEqual([1000, 998.5, 998.5].map(usdt))
  })
})

describe('buyAndHold: liquidation', () => {
  // 50 coins at 99: the fee is 2.475, the rest −3952.475. To 50 contracts m = 0.005, so that
  // maintenance is 50 · P · 0.0055: 22 at 80 and 21.725 at 79, equity 47.525 and −2.475.
  it('comes at the first tick where equity is down to N(m + 0.0005)', () => {
    const sketch = { ticks: everyMinute(99, 80, 79, 200, 200) }
    const views = viewsByTick(buyAndHold(5, '1000'), seasonOf(sketch), null)
    expect(views.map(({ holding }) => holding.liquidated)).toEqual([false, false, true, true, true])
    expect(views.map(worth)).toEqual([997.525, 47.525, 0, 0, 0].map(usdt))
    // 2.475 and 50 · 79 · 0.0005
    expect(views.at(-1)?.holding.fee).toBe(usdt('4.45'))
    expect(lotsOf(views.at(-1)!)).toBe(0)
  })

  it.each<[name: string, rate: string, isLiquidated: boolean]>([
    // 47.525 − 50 · 80 · 0.00638125 = 22.000
    ['equal to it is liquidated', '0.00638125', true],
    // 47.525 − 50 · 80 · 0.0063812499975 = 22.00000001
    ['one hundred-millionth above it is not', '0.0063812499975', false],
  ])('%s', (_, rate, isLiquidated) => {
    const view = held(5, { ticks: everyMinute(99, 80, 99), fundings: [[minutes(1), rate]] })
    expect(view.holding.liquidated).toBe(isLiquidated)
    // 22.00000001 and 50 · 19 more
    expect(worth(view)).toBe(isLiquidated ? 0 : usdt('972.00000001'))
  })

  it('judges at the mark, not at the last price', () => {
    const marks = [[minutes(1), 79]] as const
    expect(held(5, { ticks: everyMinute(99, 99, 99), marks }).holding.liquidated).toBe(true)
    const high = [[minutes(1), 99]] as const
    expect(held(5, { ticks: everyMinute(99, 50, 99), marks: high }).holding.liquidated).toBe(false)
  })

  it('may come at the start tick, and not at the end tick', () => {
    const atStart = held(5, { ticks: everyMinute(99, 99), marks: [[minutes(0), 79]] })
    expect(atStart.holding.liquidated).toBe(true)
    const atEnd = held(5, { ticks: everyMinute(99, 79) })
    expect(atEnd.holding.liquidated).toBe(false)
    expect(worth(atEnd)).toBe(usdt('-2.475'))
  })

  it('takes the rate of the whole position’s tier', () => {
    // 60 coins at 83 for 996 five times: 0.01 of the last tier. −3982.49 + 60 · 67 = 37.51
    // against 60 · 67 · 0.0105 = 42.21; with 0.005 it would have been 22.11.
    const whole = seasonOf({ ticks: everyMinute(83, 68, 67, 83) })
    const views = viewsByTick(buyAndHold(5, '1000'), whole, null)
    expect(lotsOf(views[0]!)).toBe(60)
    expect(views.map(({ holding }) => holding.liquidated)).toEqual([false, false, true, true])
  })

  it('pays no funding afterwards', () => {
    const fundings = [[minutes(2), '0.001']] as const
    const view = held(5, { ticks: everyMinute(99, 79, 99), fundings })
    expect(view.holding.fundingFee).toBe(0)
    expect(worth(view)).toBe(0)
  })

  it('is sampled before it comes, and at 0 from then on', () => {
    const sketch = { ticks: everyMinute(99, 79, 99, 99), sampleEveryMicros: MINUTE }
    const { samples } = held(5, sketch).drawdown.equity.sampling
    expect(samples.map(({ equity }) => equity)).toEqual([1000, -2.475, 0, 0].map(usdt))
  })

  it('is a fall of all there was', () => {
    const { falls } = held(5, { ticks: everyMinute(99, 79, 99) }).drawdown
    expect(falls.deepest).toEqual({ peak: usdt(1000), trough: 0 })
  })

  it('never comes with one times the investment, whatever is left of the price', () => {
    const view = held(1, { ticks: everyMinute(100, 1, 1) })
    // 10 · 1 and 1000 − 1000 − 0.5 is 9.5, above 10 · 0.0045
    expect(view.holding.liquidated).toBe(false)
    expect(worth(view)).toBe(usdt('9.5'))
  })
})

it('makes of a stretch what its ticks make, near the liquidation and with rates that wait', () => {
  const prices = fc.array(fc.integer({ min: 76, max: 103 }), { minLength: 1, maxLength: 20 })
  const rates = fc.array(fc.integer({ min: -2, max: 15 }), { maxLength: 4 })
  fc.assert(
    fc.property(prices, rates, fc.constantFrom(1, 5, 10, 20), (later, at, leverage) => {
      const ticks = everyMinute(100, ...later)
      const fundings = [...at]
        .sort((a, b) => a - b)
        .map((minute) => [minutes(minute), '0.001'] as const)
      const { opening, ...season } = seasonOf({ ticks, sampleEveryMicros: 3 * MINUTE })
      // Rates that are due with the first tick are in no season, and are paid at the next all the same.
      const events = fundings.map(([timeMicros, rate], index) => ({
        type: 'FundingRatePublished' as const,
        timeMicros,
        tick: null,
        cause: { stream: 'funding.csv', revision: index + 2 },
        data: { rate },
      }))
      viewOf(
        buyAndHold(leverage, '1000'),
        { ...season, opening, fundings: { ...season.fundings, events } },
        null,
      )
    }),
    { numRuns: 200 },
  )
})

it('throws at a tick before its tape was opened', () => {
  const { opening, ...batch } = seasonOf({ ticks: everyMinute(100) })
  expect(opening).toHaveLength(2)
  expect(() => viewOf(buyAndHold(1, '1000'), { ...batch, opening: [] }, null)).toThrow(/opened/)
})
