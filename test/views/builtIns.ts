import {
  type Projection,
  bot,
  buyAndHold,
  daily,
  drawdown,
  drawdownCurve,
  drawdownCurveOf,
  equity,
  equityCurve,
  fillMarks,
  gridFacts,
  gridProfit,
  gridTerms,
  journal,
  linesOverTime,
  liquidationCurve,
  liquidationDistance,
  offGrid,
  priceCandles,
  runEvents,
  runEventsOf,
} from '@gridledger/projections'

/** What is done with a projection, whatever its views are; `told` is a view as it can be compared. */
export type Use = <View>(projection: Projection<View>, told: (view: View) => unknown) => void

const using =
  <View>(projection: Projection<View>, told = (view: View): unknown => view) =>
  (use: Use) =>
    use(projection, told)

const held = buyAndHold(5, '1000')
/** Every projection of the package, by its name. */
export const BUILT_INS: readonly (readonly [name: string, withIt: (use: Use) => void])[] = [
  [equity.name, using(equity)],
  [equityCurve(50).name, using(equityCurve(50))],
  [drawdown.name, using(drawdown)],
  [drawdownCurve(50).name, using(drawdownCurve(50))],
  [held.name, using(held)],
  ['a curve of it', using(drawdownCurveOf(held, (view) => view.drawdown, 50))],
  ['its even samples', using(buyAndHold(1, '1000', 50))],
  [offGrid.name, using(offGrid)],
  [gridProfit.name, using(gridProfit)],
  [gridFacts.name, using(gridFacts)],
  [gridTerms.name, using(gridTerms)],
  [bot.name, using(bot)],
  [liquidationDistance.name, using(liquidationDistance)],
  [liquidationCurve(50).name, using(liquidationCurve(50))],
  [linesOverTime.name, using(linesOverTime)],
  [priceCandles(50).name, using(priceCandles(50))],
  [fillMarks(50, 20).name, using(fillMarks(50, 20))],
  [daily.name, using(daily)],
  [journal.name, using(journal)],
  [runEvents.name, using(runEvents, runEventsOf)],
]
