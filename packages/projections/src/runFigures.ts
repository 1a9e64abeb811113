import { at } from '@gridledger/domain'
import { type RunReport, runReport } from './runReport'
import { type CostlyFigures, initialRunViews, runViewsAfter, settledViews } from './runViews'
import type { SeasonBatch } from './seasonBatch'

/** What a run's report says without the liquidation prices, which take longer than all the rest. */
export type RunFigures = Omit<RunReport, 'closestLiquidation'>

const WANTED: ReadonlySet<CostlyFigures> = new Set(['falls', 'offGrid', 'gridProfit'])

/** The figures of a run of a season that one batch holds whole: for many seasons in a row. */
export function runFigures(run: string, contestant: string, batch: SeasonBatch): RunFigures {
  const [times = []] = batch.ticks.batch.columns
  const endMicros = at(times, batch.ticks.batch.count - 1)
  const views = settledViews(runViewsAfter(initialRunViews, batch, contestant, WANTED))
  const { closestLiquidation: _none, ...figures } = runReport(run, contestant, endMicros, views)
  return figures
}
