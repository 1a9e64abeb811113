import { BTC_USDT_SWAP, Decimal } from '@gridledger/domain'
import {
  type SeasonSketch,
  type Step,
  type TimedPrice,
  DAY,
  GRID,
  START,
  amended,
  everyMinute,
  filled,
  funded,
  liquidated,
  minutes,
  seasonOf,
  started,
  stopped,
  viewOf,
} from './testing'
import { buyAndHold } from './buyAndHold'
import { drawdown } from './drawdown'
import { gridFacts } from './gridFacts'
import { gridProfit } from './gridProfit'
import { liquidationDistance } from './liquidationDistance'
import { offGrid } from './offGrid'
import { type RunReport, benchmarkReport, runReport } from './runReport'

/** The report of a sketched season, up to its last tick. */
function reportOf(
  sketch: Omit<SeasonSketch, 'runs' | 'ticks'> & { readonly ticks: readonly TimedPrice[] },
  steps: readonly Step[],
): RunReport {
  const whole = seasonOf({ ...sketch, runs: { bot: { steps } } })
  return runReport('sketched.bot', 'bot', sketch.ticks.at(-1)![0], {
    facts: viewOf(gridFacts, whole),
    drawdown: viewOf(drawdown, whole),
    offGrid: viewOf(offGrid, whole),
    gridProfit: viewOf(gridProfit, whole),
    liquidation: viewOf(liquidationDistance, whole),
  })
}

const day = (days: number, price: number): TimedPrice => [START + days * DAY, price]

/** Ten coins for 1000 USDT: the equity is ten times the price. */
const tenCoins = [
  started({}, { price: 115 }),
  filled(0, 'buy', 100, { quantity: 10, kind: 'base' }),
]

/** Two days and a half, sampled daily: +5 %, −1 % and +2 %, with −20 % between two samples. */
const TWO_AND_A_HALF = [day(0, 100), day(0.5, 105), day(1, 80), day(1.5, 99), day(2.5, 102)]

describe('runReport: figures of equity', () => {
  const report = reportOf({ ticks: TWO_AND_A_HALF }, tenCoins)

  it.each<[field: keyof RunReport, why: string, expected: string]>([
    ['equity', '10 · 102', '1020'],
    ['totalPnl', '1020 − 1000', '20'],
    ['returnPct', '20 of 1000', '2.00000000'],
    ['peakReturnPct', 'the highest sample', '5.00000000'],
    ['peakToEndPct', '5 − 2', '3.00000000'],
    ['maxDrawdownPct', 'from 5 to −1, in points', '6.00000000'],
    ['maxDrawdownTickPct', '(1050 − 800) / 1050', '23.80952380952380952380952380952381'],
    ['bestDay', 'of +5, −6 and +3, the short first one with them', '5.00000000'],
  ])('%s: %s', (field, _, expected) => {
    expect(report[field]).toBe(expected)
  })

  it('smoothness: the population deviation of +5, −6 and +3', () => {
    // The mean is 2/3, the squares are 169/9, 400/9 and 49/9: their mean is 618/27.
    const square = new Decimal(report.smoothness).pow(2)
    expect(square.times(27).minus(618).abs().toNumber()).toBeLessThan(1e-28)
    expect(report.smoothness).toMatch(/^4\.78423336/)
  })

  it('samples: with their times and equity, the start with the investment', () => {
    expect(report.samples).toEqual([
      { time: '2025-01-01T00:00:00Z', equity: '1000' },
      { time: '2025-01-01T12:00:00Z', equity: '1050' },
      { time: '2025-01-02T12:00:00Z', equity: '990' },
      { time: '2025-01-03T12:00:00Z', equity: '1020' },
    ])
  })

  type Row = readonly [peak: number, toEnd: number, fall: number, best: number, smooth: number]
  it.each<[name: string, prices: readonly number[], figures: Row]>([
    ['never above the start: the peak is 0', [98, 97, 99], [0, 1, 3, 2, 1.699673171197595]],
    ['every day worse: the best of them is a loss', [99, 97], [0, 3, 3, -1, 0.5]],
    ['two changes, +5 and −3: the mean is 1, the deviation 4', [105, 102], [5, 3, 3, 5, 4]],
    ['equal changes deviate by nothing', [101, 102, 103], [3, 0, 0, 1, 0]],
    ['one change alone', [107], [7, 0, 0, 7, 0]],
    [
      'the deepest fall is not from the highest peak',
      [104, 95, 110, 107],
      [10, 3, 9, 15, 8.926785535678562],
    ],
  ])('%s', (_, prices, [peak, toEnd, fall, best, smooth]) => {
    const ticks = [day(0, 100), ...prices.map((price, index) => day(index + 1, price))]
    const daily = reportOf({ ticks }, tenCoins)
    const last = prices.at(-1)!
    expect(Number(daily.returnPct)).toBe(last - 100)
    expect(Number(daily.peakReturnPct)).toBe(peak)
    expect(Number(daily.peakToEndPct)).toBe(toEnd)
    expect(Number(daily.maxDrawdownPct)).toBe(fall)
    expect(Number(daily.bestDay)).toBe(best)
    expect(Number(daily.smoothness)).toBeCloseTo(smooth, 10)
  })

  it('measures in percent of the investment, whatever it is', () => {
    const start = started({ investment: '3' }, { price: 115 })
    const report3 = reportOf({ ticks: everyMinute(100, 101) }, [start, filled(0, 'buy', 100)])
    expect(report3.returnPct).toBe('33.33333333333333333333333333333333')
    expect(report3.totalPnl).toBe('1')
  })

  it('writes percentages with at least 8 decimals, and all there are', () => {
    // 0.0000001 of 1000 is 0.00000001 %, and 0.00000001 of 1000 is a tenth of that.
    const tiny = reportOf({ ticks: everyMinute(115, 115) }, [started(), funded(1, '0.0000001')])
    expect(tiny.returnPct).toBe('0.00000001')
    const tinier = reportOf({ ticks: everyMinute(115, 115) }, [started(), funded(1, '0.00000001')])
    expect(tinier.returnPct).toBe('0.000000001')
    expect(tinier.equity).toBe('1000.00000001')
    for (const [name, value] of Object.entries(report)) {
      if (name.endsWith('Pct') || name === 'bestDay' || name === 'smoothness') {
        expect(value).toMatch(/^-?\d+\.\d{8,}$/)
      }
    }
  })

  // The same prices, and 500 more from the tick at day 1 on.
  const funds = reportOf({ ticks: TWO_AND_A_HALF }, [
    ...tenCoins,
    amended(2, { addedMargin: '500' }),
  ])

  it('counts margin that was added as no profit', () => {
    expect(funds.equity).toBe('1520')
    expect(funds.totalPnl).toBe('20')
    expect(funds.returnPct).toBe(report.returnPct)
    expect(funds.totalAnnualizedRate).toBe(report.totalAnnualizedRate)
  })

  it.each(['peakReturnPct', 'peakToEndPct', 'maxDrawdownPct', 'bestDay', 'smoothness'] as const)(
    'has the same %s with margin that was added: it is profit at no sample',
    (field) => {
      expect(funds[field]).toBe(report[field])
    },
  )
})

describe('runReport: figures of the grid', () => {
  // A pair of 10 less fees of 0.046, funding of −4, and a base fee of 0.5.
  const pair = [
    filled(1, 'buy', 110, { slot: 1, fee: '0.022' }),
    filled(1, 'sell', 120, { slot: 1, fee: '0.024' }),
  ]
  const base = filled(0, 'buy', 100, { quantity: 10, kind: 'base', fee: '0.5' })
  const report = reportOf({ ticks: TWO_AND_A_HALF }, [
    started({}, { price: 115 }),
    base,
    ...pair,
    funded(2, -4),
  ])

  it.each<[field: keyof RunReport, why: string, expected: string | number | boolean | null]>([
    ['run', 'its name', 'sketched.bot'],
    ['contestant', 'its name', 'bot'],
    ['gridProfit', '10 − 0.046', '9.954'],
    ['totalPnl', '20 + 9.954 − 4 − 0.5', '25.454'],
    ['floatProfit', '25.454 − 9.954', '15.5'],
    ['fee', '0.5 + 0.046, positive when paid', '0.546'],
    ['fundingFee', 'positive when received', '-4'],
    ['arbitrageNum', 'one pair', 1],
    ['tradeNum', 'base and two', 3],
    ['fillsPerDay', '3 / 2.5', '1.2'],
    ['annualizedRate', '9.954 / 1000 · 8760 / 60', '1.453284'],
    ['totalAnnualizedRate', '25.454 / 1000 · 8760 / 60', '3.716284'],
    ['monthlyRate', '0.025454 · 30 / 2.5', '0.305448'],
    ['position', 'ten coins', '10'],
    ['quantityPerGrid', 'one contract', '1'],
    ['startPrice', 'as the grid has it', '115'],
    ['liquidated', 'it was not', false],
    ['stopReason', 'it still runs', null],
  ])('%s: %s', (field, _, expected) => {
    expect(report[field]).toBe(expected)
  })

  // A pair of 10 and funding of −4 make 6 of 1000.
  const free = [filled(1, 'buy', 110, { slot: 1 }), filled(1, 'sell', 120, { slot: 1 })]
  const six = [started(), ...free, funded(1, -4)]
  const ending = (span: number) => [[START, 115] as const, [minutes(span), 115] as const]

  it.each<[minutes: number, why: string, grid: string, total: string]>([
    [59, 'not an hour: 0', '0', '0'],
    [59.99, 'not quite an hour: 0', '0', '0'],
    [60, 'an hour', '87.6', '52.56'],
    [119, 'the hours are whole', '87.6', '52.56'],
    [120, 'two of them', '43.8', '26.28'],
    [25 * 60 + 30, '25', '3.504', '2.1024'],
  ])('annualized after %d minutes, %s', (span, _, grid, total) => {
    const rates = reportOf({ ticks: ending(span) }, six)
    expect(rates.annualizedRate).toBe(grid)
    expect(rates.totalAnnualizedRate).toBe(total)
  })

  it('counts hours and days to the season’s end, also after a stop', () => {
    const ticks = [day(0, 115), day(0.1, 115), day(2.5, 115)]
    const early = reportOf({ ticks }, [...six, stopped(1, 'takeProfit')])
    expect(early.annualizedRate).toBe('1.46')
    expect(early.fillsPerDay).toBe('0.8')
    expect(early.monthlyRate).toBe('0.072')
    expect(early.stopReason).toBe('takeProfit')
  })

  it('does not round the days: 36 hours are one and a half', () => {
    const report36 = reportOf({ ticks: ending(36 * 60) }, six)
    expect(report36.monthlyRate).toBe('0.12')
    expect(new Decimal(report36.fillsPerDay).times(3).toFixed(30)).toBe(`4.${'0'.repeat(30)}`)
  })

  it('reproduces the rates of OKX’s example A', () => {
    // Created and pushed in milliseconds: 23 whole hours and a part of one.
    const ticks = [
      [1_653_400_065_912_000, '29216.3'],
      [1_653_484_573_918_000, '29541.7'],
    ] as const
    const example = reportOf({ ticks, instrument: BTC_USDT_SWAP }, [
      started({ direction: 'long', investment: '10000' }, { lines: ['10', '28007.2', '30007'] }),
      filled(1, 'buy', '28007.2', { fee: '0.0560144' }),
      filled(1, 'sell', '30007', { fee: '0.060014' }),
      funded(1, '109.53785823'),
    ])
    expect(example.gridProfit).toBe('19.8819716')
    const relative = (text: string, figure: string) =>
      new Decimal(text).div(figure).minus(1).abs().toNumber()
    expect(relative(example.annualizedRate, '0.7572437878956523')).toBeLessThan(1e-12)
    // Money has eight decimals here, the example twelve.
    expect(relative(example.floatProfit, '109.537858234853')).toBeLessThan(1e-10)
    expect(relative(example.totalPnl, '129.419829834853')).toBeLessThan(1e-10)
    expect(relative(example.totalAnnualizedRate, '4.929207431970923')).toBeLessThan(1e-10)
  })

  it('shows a position in base currency and with its sign, the quantity in contracts', () => {
    const start = started({ lowerPrice: 60000, upperPrice: 70000, quantityPerGrid: '0.76' })
    const ticks = everyMinute(64350, 65000)
    const short = filled(1, 'sell', 65000)
    const swap = reportOf({ ticks, instrument: BTC_USDT_SWAP }, [start, short])
    expect(swap.position).toBe('-0.0076')
    expect(swap.quantityPerGrid).toBe('0.76')
    expect(swap.startPrice).toBe('64350')
  })

  it('shows the quantity as it is now', () => {
    const doubled = amended(1, { relaid: true, quantity: 2 })
    expect(reportOf({ ticks: ending(5) }, [started(), doubled]).quantityPerGrid).toBe('2')
  })

  it('shows when and how far the price was off the grid, in quote currency', () => {
    const start = started({}, { lines: [100, 110, 120] })
    const ticks = everyMinute(110, 121.5, 120.1, 115, 99.5, 99)
    const off = reportOf({ ticks, instrument: BTC_USDT_SWAP }, [start, stopped(5)])
    expect(off.offGrid).toEqual([
      { from: '2025-01-01T00:01:00Z', to: '2025-01-01T00:03:00Z', side: 'above', depth: '1.5' },
      { from: '2025-01-01T00:04:00Z', to: '2025-01-01T00:05:00Z', side: 'below', depth: '1' },
    ])
  })

  it('shows a liquidation: nothing is left', () => {
    const end = [liquidated(1, '2'), stopped(1, 'liquidated')]
    expect(reportOf({ ticks: everyMinute(100, 50, 60) }, [...tenCoins, ...end])).toMatchObject({
      equity: '0',
      totalPnl: '-1000',
      returnPct: '-100.00000000',
      maxDrawdownTickPct: '100.00000000',
      fee: '2',
      position: '0',
      liquidated: true,
      stopReason: 'liquidated',
    })
  })

  it('throws for a grid that was never started', () => {
    expect(() => reportOf({ ticks: ending(5) }, [])).toThrow('sketched.bot: no grid was started')
  })
})

describe('benchmarkReport', () => {
  const whole = seasonOf({ ticks: TWO_AND_A_HALF, fundings: [[START + DAY, '0.001']] })

  it('has the figures of equity, and its own', () => {
    const view = viewOf(buyAndHold(1, GRID.investment), whole, null)
    // 10 coins, 0.5 paid for them, and 10 · 80 · 0.001 of funding.
    const { smoothness, ...report } = benchmarkReport('buy-and-hold-1x', 1, view)
    expect(smoothness).toMatch(/^4\.80635921\d*$/)
    expect(report).toEqual({
      name: 'buy-and-hold-1x',
      leverage: '1',
      returnPct: '1.87000000',
      peakReturnPct: '4.95000000',
      peakToEndPct: '3.08000000',
      maxDrawdownPct: '6.08000000',
      maxDrawdownTickPct: new Decimal(250.8).div(1049.5).times(100).toFixed(),
      bestDay: '4.95000000',
      equity: '1018.7',
      totalPnl: '18.7',
      samples: [
        { time: '2025-01-01T00:00:00Z', equity: '1000' },
        { time: '2025-01-01T12:00:00Z', equity: '1049.5' },
        { time: '2025-01-02T12:00:00Z', equity: '988.7' },
        { time: '2025-01-03T12:00:00Z', equity: '1018.7' },
      ],
      fee: '0.5',
      fundingFee: '-0.8',
      position: '10',
      startPrice: '100',
      liquidated: false,
    })
  })

  it('shows a liquidation', () => {
    const view = viewOf(buyAndHold(5, '1000'), whole, null)
    // 50 coins at 80: 1000 − 2.5 − 1000 is less than nothing.
    expect(benchmarkReport('buy-and-hold-5x', 5, view)).toMatchObject({
      liquidated: true,
      equity: '0',
      position: '0',
      leverage: '5',
    })
  })

  it('throws without a tape', () => {
    const view = buyAndHold(1, '1000').initialView
    expect(() => benchmarkReport('b', 1, view)).toThrow('b: no tape was opened')
  })
})
