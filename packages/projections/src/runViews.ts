import { drawdown } from './drawdown'
import { foldBatch } from './fold'
import { gridFacts } from './gridFacts'
import { gridProfit } from './gridProfit'
import { liquidationDistance } from './liquidationDistance'
import { offGrid } from './offGrid'
import type { Projection } from './projection'
import type { RunViews } from './runReport'
import type { SeasonBatch } from './seasonBatch'

/** The figures of a run that cost more than others; `falls` are those at every tick. */
export type CostlyFigures = 'falls' | 'offGrid' | 'gridProfit' | 'liquidation'

/** All of them: a report whose every figure is right. */
export const ALL_FIGURES: ReadonlySet<CostlyFigures> = new Set([
  'falls',
  'offGrid',
  'gridProfit',
  'liquidation',
])

/** The types of the events that these views listen to: of others nothing comes. */
export const RUN_VIEW_EVENTS: ReadonlySet<string> = new Set(
  [gridFacts, drawdown, offGrid, gridProfit, liquidationDistance].flatMap(({ on }) =>
    Object.keys(on),
  ),
)

/** The views of a run before its first tick. */
export const initialRunViews: RunViews = {
  facts: gridFacts.initialView,
  drawdown: drawdown.initialView,
  offGrid: offGrid.initialView,
  gridProfit: gridProfit.initialView,
  liquidation: liquidationDistance.initialView,
}

/**
 * The views that a run's report is made of, after one more batch. Those of figures that are not wanted
 * stay as they are: what the report says of them is then wrong.
 */
export function runViewsAfter(
  views: RunViews,
  batch: SeasonBatch,
  contestant: string,
  wanted = ALL_FIGURES,
): RunViews {
  const after = <View>(figures: CostlyFigures, projection: Projection<View>, view: View) =>
    wanted.has(figures) ? foldBatch(projection, view, batch, contestant) : view
  return {
    facts: foldBatch(gridFacts, views.facts, batch, contestant),
    drawdown: foldBatch(drawdown, views.drawdown, batch, contestant),
    offGrid: after('offGrid', offGrid, views.offGrid),
    gridProfit: after('gridProfit', gridProfit, views.gridProfit),
    liquidation: after('liquidation', liquidationDistance, views.liquidation),
  }
}

/** The same with what only the end of the events settles. */
export function settledViews(views: RunViews): RunViews {
  return {
    ...views,
    drawdown: finished(drawdown, views.drawdown),
    offGrid: finished(offGrid, views.offGrid),
  }
}

/** A view after the end of the events. */
export function finished<View>({ finish }: Projection<View>, view: View): View {
  return finish === undefined ? view : finish(view)
}
