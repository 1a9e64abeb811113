import { Decimal } from '@gridledger/domain'
import type { OffGridReport, RunReport } from '@gridledger/projections'

/** The figures that get a band, named as in a report; hours are beyond the range on one side. */
export type BandFigure =
  | 'returnPct'
  | 'peakReturnPct'
  | 'peakToEndPct'
  | 'maxDrawdownPct'
  | 'maxDrawdownTickPct'
  | 'tradeNum'
  | 'gridProfit'
  | 'fee'
  | 'fundingFee'
  | 'offGridHoursAbove'
  | 'offGridHoursBelow'

/** A figure over all variants, as decimal strings. */
export interface Band {
  readonly least: string
  readonly recorded: string
  readonly most: string
}

/** A figure of a run as a decimal string. */
export function bandFigure(figures: RunReport, name: BandFigure): string {
  switch (name) {
    case 'offGridHoursAbove':
      return offGridHours(figures.offGrid, 'above')
    case 'offGridHoursBelow':
      return offGridHours(figures.offGrid, 'below')
    default:
      return String(figures[name])
  }
}

/** The band of a figure: the recorded run comes first. */
export function bandOf(runs: readonly [RunReport, ...RunReport[]], name: BandFigure): Band {
  const values = runs.map((run) => bandFigure(run, name))
  const sorted = [...values].sort((a, b) => new Decimal(a).comparedTo(b))
  const recorded = bandFigure(runs[0], name)
  return { least: sorted[0] ?? recorded, recorded, most: sorted.at(-1) ?? recorded }
}

/** How long spells on one side were in all, in hours. */
export function offGridHours(
  spells: readonly OffGridReport[],
  onSide: OffGridReport['side'],
): string {
  const millis = spells
    .filter(({ side }) => side === onSide)
    .reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0)
  return new Decimal(millis).div(3_600_000).toFixed()
}
