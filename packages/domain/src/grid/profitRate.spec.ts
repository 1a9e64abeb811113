import { Decimal } from '../decimal'
import { bitcoin, expectClose } from '../../../../test/support/gridSamples'
import { gridLines } from './lines'
import { perGridProfitRate } from './profitRate'

const D = (text: string | number) => new Decimal(text)

/** The rates of the first and the last interval of an arithmetic grid. */
function ends(lower: string, upper: string, gridCount: number, leverage: string, rate?: string) {
  const spec = { spacing: 'arithmetic', lowerPrice: D(lower), upperPrice: D(upper) } as const
  const lines = gridLines(bitcoin, spec, gridCount).map(D)
  const of = (index: number) =>
    perGridProfitRate(
      lines.at(index - 1) ?? D(NaN),
      lines.at(index) ?? D(NaN),
      D(leverage),
      ...(rate === undefined ? [] : [D(rate)]),
    )
  return { first: of(1), last: of(gridCount) }
}

describe('perGridProfitRate', () => {
  it("reproduces OKX's example A at c = 0.0007", () => {
    const { first, last } = ends('10', '100000', 50, '5', '0.0007')
    expectClose(first, '995.7080916791230692')
    expectClose(last, '0.0946277854875634')
  })

  it('gives the worked example its 7.8096 % and 6.7259 % at the default of 0.05 %', () => {
    const { first, last } = ends('60000', '70000', 10, '5')
    expect(first.times(100).toFixed(4)).toBe('7.8096')
    expect(last.times(100).toFixed(4)).toBe('6.7259')
  })

  it.each([
    // 10 earned, 0.105 paid, of a margin of 20.05.
    ['100', '110', '5', '0.493516209476309226932668329177057357'],
    // 0.1 earned, 0.10005 paid.
    ['100', '100.1', '1', '-0.0000004997501249375312343828085957021489'],
  ])('of %s to %s at %sx is %s', (lower, upper, leverage, expected) => {
    expectClose(perGridProfitRate(D(lower), D(upper), D(leverage)), expected)
  })

  it('does not ask in which unit the prices are', () => {
    const inTicks = perGridProfitRate(D(600000), D(610000), D(5))
    expectClose(inTicks, perGridProfitRate(D(60000), D(61000), D(5)).toFixed())
  })
})

/** Spot grids are no part of the product: their lines are truncated, and their formulas live here. */
describe("OKX's example E, spot from 15544.2 to 21373.3 in 5", () => {
  const lines = Array.from({ length: 6 }, (_, index) =>
    D('15544.2')
      .plus(D('21373.3').minus('15544.2').times(index).div(5))
      .toDecimalPlaces(1, Decimal.ROUND_DOWN),
  )
  const rate = (index: number) =>
    (lines[index + 1] ?? D(NaN))
      .div(lines[index] ?? D(NaN))
      .times(D(1).minus('0.0015'))
      .minus(1)

  it('has its profit rates, (b/a)(1 − 2c) − 1 with 2c = 0.0015', () => {
    expectClose(rate(0), '0.0733865364573281')
    expectClose(rate(4), '0.0561101403446263')
  })

  it('has its minimum investment, minSz·Σ p_i·1.002 with minSz = 0.00001', () => {
    const sum = Decimal.sum(...lines.slice(0, 5))
    expectClose(sum.times('0.00001').times('1.002'), '0.89557758')
  })
})
