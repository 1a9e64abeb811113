import * as fc from 'fast-check'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import {
  type RunSketch,
  type SeasonSketch,
  type Step,
  DAY,
  MINUTE,
  START,
  amended,
  bars,
  cutBefore,
  everyMinute,
  filled,
  funded,
  liquidated,
  minutes,
  placed,
  refused,
  seasonOf,
  started,
  stopped,
  usdt,
  viewOf,
  viewsByTick,
} from './testing'
import { type EquityView, equity, equityCurve, equityOf } from './equity'

/** The equity of a sketched season after its last tick, and its samples as minute and money. */
function seasonWith(sketch: Omit<SeasonSketch, 'runs'>, steps: RunSketch['steps']): EquityView {
  return viewOf(equity, seasonOf({ ...sketch, runs: { bot: { steps } } }))
}

function samplesOf({ sampling }: EquityView): readonly (readonly [number, number])[] {
  return sampling.samples.map(({ timeMicros, equity: value }) => [
    (timeMicros - START) / MINUTE,
    value / 1e8,
  ])
}

/** Ten coins for 1000 USDT: the equity is ten times the price. */
const tenCoins = [started({}, { price: 115 }), filled(0, 'buy', 100, { quantity: 10 })]

describe('equity: cash flows', () => {
  const buy = filled(1, 'buy', 110, { quantity: 2, fee: '0.05' })
  const sell = filled(1, 'sell', 110, { quantity: 2, fee: '0.05' })

  it.each<[name: string, steps: readonly Step[], last: number, expected: string]>([
    ['nothing but the investment', [], 120, '1000'],
    // 1000 − 220 − 0.05 + 240
    ['a long position that gained', [buy], 120, '1019.95'],
    // 1000 − 220 − 0.05 + 200
    ['a long position that lost', [buy], 100, '979.95'],
    // 1000 + 220 − 0.05 − 240
    ['a short position that lost', [sell], 120, '979.95'],
    // 1000 + 220 − 0.05 − 200
    ['a short position that gained', [sell], 100, '1019.95'],
    // 1000 − 110 − 0.022 + 120 − 0.024
    [
      'a pair, whatever the price is then',
      [filled(1, 'buy', 110, { fee: '0.022' }), filled(1, 'sell', 120, { fee: '0.024' })],
      77,
      '1009.954',
    ],
    // 1000 + 0.011
    [
      'a fee that is a rebate',
      [filled(1, 'buy', 110, { fee: '-0.011' }), filled(1, 'sell', 110)],
      90,
      '1000.011',
    ],
    ['funding paid', [funded(1, '-1.5')], 120, '998.5'],
    ['funding received', [funded(1, '0.00000001')], 120, '1000.00000001'],
    ['margin added', [amended(1, { addedMargin: '500' })], 120, '1500'],
    ['an amendment without margin', [amended(1, { relaid: true })], 120, '1000'],
    ['an amendment that was refused', [refused(1)], 120, '1000'],
    ['orders that only rest', [placed(1, 'buy', 1), placed(1, 'sell', 3)], 120, '1000'],
    ['a liquidation: nothing is left', [buy, liquidated(1, '0.05')], 120, '0'],
    // 1000 − 220 − 0.05 + 240: a stop that keeps its position
    ['a position that was kept at a stop', [buy, stopped(1, 'stopLoss')], 120, '1019.95'],
  ])('%s', (_, steps, last, expected) => {
    const view = seasonWith({ ticks: everyMinute(115, 110, last) }, [started(), ...steps])
    expect(equityOf(view)).toBe(usdt(expected))
  })

  it('takes a price tick and a lot for what the instrument says they are', () => {
    // 0.76 contracts of 0.01 BTC from 64350 to 65000 USDT: 0.0076 · 650 = 4.94.
    const grid = { lowerPrice: 60000, upperPrice: 70000 }
    const buy = filled(0, 'buy', 64350, { kind: 'rebase', quantity: '0.76' })
    const sketch = { ticks: everyMinute(64350, 65000), instrument: BTC_USDT_SWAP }
    const view = seasonWith(sketch, [started(grid), buy])
    expect(equityOf(view)).toBe(usdt('1004.94'))
  })

  it('is nothing before the grid starts', () => {
    const late = { ...started(), tick: 1 }
    const views = viewsByTick(
      equity,
      seasonOf({ ticks: everyMinute(100, 110), runs: { bot: { steps: [late] } } }),
    )
    expect(views.map(equityOf)).toEqual([0, usdt(1000)])
  })

  it('equals what the journal of cash flows says, for any of them', () => {
    const flow = fc.record({
      side: fc.constantFrom('buy' as const, 'sell' as const),
      price: fc.integer({ min: 1, max: 5000 }),
      quantity: fc.integer({ min: 1, max: 9 }),
      feeUnits: fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
      fundingUnits: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
    })
    fc.assert(
      fc.property(fc.array(flow), fc.integer({ min: 1, max: 5000 }), (flows, last) => {
        const steps = flows.flatMap(({ side, price, quantity, feeUnits, fundingUnits }) => [
          filled(1, side, price, { kind: 'rebase', quantity, fee: (feeUnits / 1e8).toFixed(8) }),
          funded(1, (fundingUnits / 1e8).toFixed(8)),
        ])
        const expected = flows.reduce((sum, { side, price, quantity, ...paid }) => {
          const gain = (last - price) * quantity * (side === 'buy' ? 1 : -1)
          return sum + gain * 1e8 - paid.feeUnits + paid.fundingUnits
        }, usdt(1000))
        const view = seasonWith({ ticks: everyMinute(115, last) }, [started(), ...steps])
        expect(equityOf(view)).toBe(expected)
      }),
    )
  })
})

describe('equity: marks', () => {
  const ticks = everyMinute(100, 101, 102, 103, 104)
  const marksAt = (...marks: readonly (readonly [minute: number, mark: number])[]) =>
    marks.map(([minute, mark]) => [minutes(minute), mark] as const)

  it.each<[name: string, marks: SeasonSketch['marks'], byTick: readonly number[]]>([
    ['without marks the last price', undefined, [1000, 1010, 1020, 1030, 1040]],
    ['before the first mark the last price', marksAt([2.5, 90]), [1000, 1010, 1020, 900, 900]],
    ['a mark at the very tick counts', marksAt([2, 90]), [1000, 1010, 900, 900, 900]],
    ['the latest of several', marksAt([0.2, 80], [0.9, 90], [3.5, 70]), [1000, 900, 900, 900, 700]],
    ['one from before the start', marksAt([-60, 95]), [950, 950, 950, 950, 950]],
    ['a microsecond late is too late', marksAt([1 + 1 / MINUTE, 90]), [1000, 1010, 900, 900, 900]],
  ])('%s', (_, marks, byTick) => {
    const whole = seasonOf({
      ticks,
      ...(marks === undefined ? {} : { marks }),
      runs: { bot: { steps: tenCoins } },
    })
    const worth = viewsByTick(equity, whole).map(equityOf)
    expect(worth).toEqual(byTick.map(usdt))
  })
})

describe('equity: samples', () => {
  it('are at end − k·sampleEvery, the end included, after the start with the investment', () => {
    const sketch = { ticks: everyMinute(100, 101, 102, 103, 104, 105, 106) }
    const view = seasonWith({ ...sketch, sampleEveryMicros: 2 * MINUTE }, tenCoins)
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [2, 1020],
      [4, 1040],
      [6, 1060],
    ])
  })

  it.each<[name: string, every: number, at: readonly number[]]>([
    ['a short first interval, where the span is no whole number of them', 4, [0, 1, 5]],
    ['two samples alone, where it is longer than the season', 60, [0, 5]],
    ['two samples alone, where it is the season', 5, [0, 5]],
    ['one a minute', 1, [0, 1, 2, 3, 4, 5]],
  ])('%s', (_, every, expected) => {
    const ticks = everyMinute(100, 101, 102, 103, 104, 105)
    const view = seasonWith({ ticks, sampleEveryMicros: every * MINUTE }, tenCoins)
    expect(samplesOf(view)).toEqual(expected.map((minute) => [minute, 1000 + 10 * minute]))
  })

  it('begin with the investment, also where the base has cost fees by then', () => {
    const base = filled(0, 'buy', 100, { quantity: 10, fee: '0.5', kind: 'base' })
    const view = seasonWith({ ticks: everyMinute(100, 100) }, [started({}, { price: 115 }), base])
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [1, 999.5],
    ])
  })

  it.each<[name: string, steps: readonly Step[]]>([
    ['an order fills', [filled(1, 'buy', 110, { fee: '5' })]],
    ['several do', [filled(1, 'sell', 110, { fee: '5' }), filled(1, 'sell', 100, { fee: '5' })]],
    ['margin is added', [amended(1, { addedMargin: '500' })]],
    ['the position is liquidated', [liquidated(1)]],
    ['the grid stops', [filled(1, 'sell', 90, { kind: 'stop', fee: '5' }), stopped(1)]],
  ])('are valued with funding due at that tick, before %s', (_, steps) => {
    const ticks = everyMinute(100, 110, 120)
    const paid = funded(1, '-3')
    const view = seasonWith({ ticks, sampleEveryMicros: MINUTE }, [...tenCoins, paid, ...steps])
    // 10 coins at 110, less the funding: what else the tick brings comes later.
    expect(samplesOf(view)[1]).toEqual([1, 1097])
  })

  it('are valued with the funding of the end, though nothing else happens there', () => {
    const view = seasonWith({ ticks: everyMinute(100, 110) }, [
      ...tenCoins,
      funded(1, '-3'),
      stopped(1),
    ])
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [1, 1097],
    ])
  })

  it('take in all funding due at their tick', () => {
    const steps = [...tenCoins, funded(1, '-3'), funded(1, '-4'), filled(1, 'sell', 110)]
    const view = seasonWith({ ticks: everyMinute(100, 110, 120), sampleEveryMicros: MINUTE }, steps)
    expect(samplesOf(view)[1]).toEqual([1, 1093])
  })

  it('are valued at the mark of their tick', () => {
    const sketch = { ticks: everyMinute(100, 110, 120), marks: [[minutes(1), 130]] as const }
    const view = seasonWith({ ...sketch, sampleEveryMicros: MINUTE }, tenCoins)
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [1, 1300],
      [2, 1300],
    ])
  })

  it('are valued after everything of the last tick before, where no bar opens', () => {
    // Bars of four minutes end at minute 8, the sample two minutes before is in the second.
    const ticks = [
      ...bars(4 * MINUTE, [100, 101, 102, 103], [104, 105, 90, 91]),
      [minutes(8), 95],
    ] as const
    const fill = filled(5, 'buy', 100, { fee: '2' })
    const sketch = { ticks, intervalMicros: 4 * MINUTE, sampleEveryMicros: 2.5 * MINUTE }
    const view = seasonWith(sketch, [...tenCoins, fill])
    // At 8, at 5.5 (the tick at 5: eleven coins at 105, 102 paid), at 3 (the tick at 2), at 0.5.
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [0.5, 1000],
      [3, 1020],
      [5.5, 11 * 105 - 102],
      [8, 11 * 95 - 102],
    ])
  })

  it('are valued at the last tick before, also where a tick that opens no bar is at that moment', () => {
    // A bar's third tick is two minutes after its open; the last tick before is one minute after.
    const ticks = [...bars(4 * MINUTE, [100, 101, 102, 103]), [minutes(4), 104]] as const
    const sketch = { ticks, intervalMicros: 4 * MINUTE, sampleEveryMicros: 2 * MINUTE }
    expect(samplesOf(seasonWith(sketch, tenCoins))).toEqual([
      [0, 1000],
      [2, 1010],
      [4, 1040],
    ])
  })

  it('are all there where several fall between two ticks', () => {
    const ticks = [
      [minutes(0), 100],
      [minutes(1), 101],
      [minutes(5), 105],
      [minutes(6), 106],
    ] as const
    const view = seasonWith({ ticks, sampleEveryMicros: MINUTE }, tenCoins)
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [1, 1010],
      [2, 1010],
      [3, 1010],
      [4, 1010],
      [5, 1050],
      [6, 1060],
    ])
  })

  it('go on at 0 after a liquidation', () => {
    const ticks = everyMinute(100, 50, 120, 130)
    const steps = [...tenCoins, liquidated(1), stopped(1, 'liquidated')]
    const view = seasonWith({ ticks, sampleEveryMicros: MINUTE }, steps)
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [1, 500],
      [2, 0],
      [3, 0],
    ])
  })

  it('count margin from the tick after the one that added it', () => {
    const steps = [...tenCoins, amended(1, { addedMargin: '500' })]
    const view = seasonWith({ ticks: everyMinute(100, 110, 120), sampleEveryMicros: MINUTE }, steps)
    expect(view.account.addedMargin).toBe(usdt(500))
    expect(samplesOf(view)).toEqual([
      [0, 1000],
      [1, 1100],
      [2, 1700],
    ])
  })

  it('are as many as the span holds intervals, whole or begun, and one for the start', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 90 }),
        fc.array(fc.integer({ min: 1, max: 60 })),
        (span, every, cuts) => {
          const ticks = everyMinute(...Array.from({ length: span + 1 }, (_, tick) => 100 + tick))
          const whole = seasonOf({
            ticks,
            sampleEveryMicros: every * MINUTE,
            runs: { bot: { steps: tenCoins } },
          })
          const times = Array.from({ length: span }, (_, minute) => minute + 1)
          const expected = [0, ...times.filter((minute) => (span - minute) % every === 0)]
          const view = viewOf(equity, cutBefore(whole, ...cuts))
          expect(samplesOf(view)).toEqual(expected.map((minute) => [minute, 1000 + 10 * minute]))
        },
      ),
    )
  })

  it('do not change a view that was made before', () => {
    const sketch = { ticks: everyMinute(100, 110, 120), sampleEveryMicros: MINUTE }
    const views = viewsByTick(equity, seasonOf({ ...sketch, runs: { bot: { steps: tenCoins } } }))
    expect(views.map((view) => view.sampling.samples.length)).toEqual([1, 1, 2])
    expect(equity.initialView.sampling.samples).toEqual([])
  })
})

describe('equityCurve', () => {
  it.each([1, 2, 3, 4, 6, 12, 24])('has %d moments at even distances after the start', (points) => {
    const ticks = everyMinute(...Array.from({ length: 25 }, (_, tick) => 100 + tick))
    const whole = seasonOf({ ticks, sampleEveryMicros: DAY, runs: { bot: { steps: tenCoins } } })
    const samples = samplesOf(viewOf(equityCurve(points), whole))
    const step = 24 / points
    const even = Array.from({ length: points + 1 }, (_, index) => index * step)
    expect(samples).toEqual(even.map((minute) => [minute, 1000 + 10 * minute]))
  })
})
