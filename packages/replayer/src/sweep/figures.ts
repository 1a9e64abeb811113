import * as E from 'fp-ts/Either'
import { nearestName } from '@gridledger/domain'
import type { CostlyFigures, RunReport } from '@gridledger/projections'
import { offGridTotals } from '../text/boardRows'

/** A figure that combinations can be ranked by. */
export interface SweepFigure {
  readonly name: string
  readonly better: 'higher' | 'lower'
  /** What has to be folded for it beyond the samples of equity. */
  readonly needs: CostlyFigures | null
  /** As a decimal string; empty where there is none, which is better than any. */
  readonly of: (report: RunReport) => string
}

type TextFigure = {
  readonly [K in keyof RunReport]: RunReport[K] extends string | number ? K : never
}[keyof RunReport]

const higher = (name: TextFigure, needs: CostlyFigures | null = null): SweepFigure => {
  return { name, better: 'higher', needs, of: (report) => String(report[name]) }
}
const lower = (name: TextFigure, needs: CostlyFigures | null = null): SweepFigure => {
  return { ...higher(name, needs), better: 'lower' }
}

export const FIGURES: readonly SweepFigure[] = [
  higher('returnPct'),
  higher('peakReturnPct'),
  lower('peakToEndPct'),
  lower('maxDrawdownPct'),
  lower('maxDrawdownTickPct', 'falls'),
  higher('bestDay'),
  lower('smoothness'),
  higher('equity'),
  higher('totalPnl'),
  higher('totalAnnualizedRate'),
  higher('monthlyRate'),
  higher('gridProfit', 'gridProfit'),
  higher('floatProfit', 'gridProfit'),
  higher('annualizedRate', 'gridProfit'),
  higher('arbitrageNum', 'gridProfit'),
  higher('tradeNum', 'gridProfit'),
  higher('fillsPerDay', 'gridProfit'),
  lower('fee', 'gridProfit'),
  higher('fundingFee', 'gridProfit'),
  higher('quantityPerGrid'),
  {
    name: 'offGridSpells',
    better: 'lower',
    needs: 'offGrid',
    of: ({ offGrid }) => String(offGrid.length),
  },
  {
    name: 'offGridHours',
    better: 'lower',
    needs: 'offGrid',
    of: ({ offGrid }) => offGridTotals(offGrid).hours.toFixed(8),
  },
  {
    name: 'offGridDepth',
    better: 'lower',
    needs: 'offGrid',
    of: ({ offGrid }) => offGridTotals(offGrid).deepest.toFixed(),
  },
  {
    name: 'liquidationDistancePct',
    better: 'higher',
    needs: 'liquidation',
    of: ({ closestLiquidation }) => closestLiquidation?.distancePct ?? '',
  },
]

/** The figure of that name. A Left has the nearest. */
export function figureNamed(name: string): E.Either<string, SweepFigure> {
  const figure = FIGURES.find((known) => known.name === name)
  if (figure !== undefined) return E.right(figure)
  const known = FIGURES.map((each) => each.name)
  const nearest = nearestName(name, known)
  const hint =
    nearest === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${nearest}?`
  return E.left(`no figure is named ${JSON.stringify(name)}; ${hint}`)
}

export function neededFor(figures: readonly SweepFigure[]): ReadonlySet<CostlyFigures> {
  return new Set(figures.flatMap(({ needs }) => needs ?? []))
}

/** A figure as a number to rank by, the higher the better: where there is none, nothing is better. */
export function rankedBy({ better }: SweepFigure, text: string): number {
  if (text === '') return Infinity
  return better === 'higher' ? Number(text) : -Number(text)
}
