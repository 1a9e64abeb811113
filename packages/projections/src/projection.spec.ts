import { buckets } from './buckets'
import { buyAndHold } from './buyAndHold'
import { combined } from './combined'
import { drawdown } from './drawdown'
import { drawdownCurve, drawdownCurveOf } from './drawdownCurve'
import { eachRun } from './eachRun'
import { equity, equityCurve } from './equity'
import { fillMarks } from './fillMarks'
import { liquidationCurve } from './liquidationCurve'
import { priceCandles } from './priceCandles'
import type { Projection } from './projection'

type Told = Pick<Projection<unknown>, 'name' | 'version'>

/** What a view is kept under tells two of the same kind apart, so that none is taken for the other. */
it.each<readonly [string, Told, Told]>([
  ['points', equityCurve(50), equityCurve(51)],
  ['a leverage', buyAndHold(5, '1000'), buyAndHold(1, '1000')],
  ['an investment', buyAndHold(5, '1000'), buyAndHold(5, '500')],
  ['even samples', buyAndHold(5, '1000'), buyAndHold(5, '1000', 50)],
  ['more of them', buyAndHold(5, '1000', 50), buyAndHold(5, '1000', 51)],
  ['points of a curve', drawdownCurve(50), drawdownCurve(51)],
  ['the least of a curve', drawdownCurve(50), drawdownCurve(50, 1000)],
  [
    'what a curve is of',
    drawdownCurve(50),
    drawdownCurveOf(buyAndHold(5, '1000'), (view) => view.drawdown, 50),
  ],
  ['points of liquidation', liquidationCurve(50), liquidationCurve(51)],
  ['the least of these', liquidationCurve(50), liquidationCurve(50, 1000)],
  ['candles', priceCandles(50), priceCandles(51)],
  ['the least of a candle', priceCandles(50), priceCandles(50, 1000)],
  ['buckets of fills', fillMarks(50, 20), fillMarks(51, 20)],
  ['marks of fills', fillMarks(50, 20), fillMarks(50, 21)],
  ['the least of a bucket', fillMarks(50, 20), fillMarks(50, 20, 1000)],
  ['a width', buckets(1000, equity), buckets(2000, equity)],
  ['how a bucket begins', buckets(1000, equity), buckets(1000, equity, (view) => view)],
  ['each run', drawdown, eachRun(drawdown)],
  ['parts', combined('both', 1, { equity }), combined('both', 1, { drawdown })],
])('another name or version says that a projection has another: %s', (_what, one, other) => {
  const told = ({ name, version }: Told) => `${name}, version ${version}`
  expect(told(one)).not.toBe(told(other))
})
