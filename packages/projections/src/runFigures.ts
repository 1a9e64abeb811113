import { at } from '@gridledger/domain'
import { drawdown } from './drawdown'
import { foldBatch } from './fold'
import { gridFacts } from './gridFacts'
import { gridProfit } from './gridProfit'
import { liquidationDistance } from './liquidationDistance'
import { offGrid } from './offGrid'
import type { Projection } from './projection'
import { type RunReport, runReport } from './runReport'
import type { SeasonBatch } from './seasonBatch'

/** What a run's report says without the liquidation prices, which take longer than all the rest. */
export type RunFigures = Omit<RunReport, 'closestLiquidation'>

/** The figures of a run of a season that one batch holds whole: for many seasons in a row. */
export function runFigures(run: string, contestant: string, batch: SeasonBatch): RunFigures {
  const viewOf = <View>(projection: Projection<View>): View => {
    const view = foldBatch(projection, projection.initialView, batch, contestant)
    return projection.finish === undefined ? view : projection.finish(view)
  }
  const [times = []] = batch.ticks.batch.columns
  const endMicros = at(times, batch.ticks.batch.count - 1)
  const { closestLiquidation: _none, ...figures } = runReport(run, contestant, endMicros, {
    facts: viewOf(gridFacts),
    drawdown: viewOf(drawdown),
    offGrid: viewOf(offGrid),
    gridProfit: viewOf(gridProfit),
    liquidation: liquidationDistance.initialView,
  })
  return figures
}
