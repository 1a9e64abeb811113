import { Decimal } from '@gridledger/domain'
import { combinationCount, valueIndexes } from '../../../packages/replayer/src/sweep/combinations'
import { figureNamed } from '../../../packages/replayer/src/sweep/figures'
import { heatMapOf } from '../../../packages/replayer/src/sweep/heatCells'
import { heatMapSvg } from '../../../packages/replayer/src/sweep/heatMap'
import { type Axis, parseVary } from '../../../packages/replayer/src/sweep/parseVary'
import {
  noValues,
  rowsOf,
  runSweep,
  sweepPool,
} from '../../../packages/replayer/src/sweep/runSweep'
import type { SweptSeason } from '../../../packages/replayer/src/sweep/sweptMarket'
import { sweptSeason } from '../../../packages/replayer/src/sweep/sweptSeason'
import { prepared, right, seasonOne } from '../../season/shared'
import { paragraph, tableText, two } from '../markdown'

export const VARY = ['width=6000..20000/2000', 'gridCount=10,15,20,30,40,50,60']
const FIGURES = ['returnPct', 'maxDrawdownTickPct', 'smoothness', 'fee']

/** What each width and count of the first contestant's grid came to; null where it was refused. */
export interface RangeAndDensity {
  readonly season: SweptSeason
  readonly axes: readonly Axis[]
  readonly widths: readonly string[]
  readonly counts: readonly string[]
  /** By width, then by count: the figures in the order of FIGURES. */
  readonly cells: readonly (readonly (readonly Decimal[] | null)[])[]
}

export async function rangeAndDensity(): Promise<RangeAndDensity> {
  const season = await prepared(seasonOne())
  const { parameters } = season.entries[0]!.entry
  const axes = right(parseVary(VARY, { ...parameters, candlePath: null }))
  const swept = await sweptSeason(season, 'claude', axes)
  const by = right(figureNamed('returnPct'))
  const numbers = Array.from({ length: combinationCount(axes) }, (_, index) => index + 1)
  const pool = sweepPool(swept, { threads: 1 })
  const rows = await rowsOf({ season: swept, by, figures: FIGURES, pool }, numbers)
  const [width, count] = axes
  const cells: (readonly Decimal[] | null)[][] = width!.values.map(() => [])
  for (const row of rows) {
    const [first = 0] = valueIndexes(axes, row.combination)
    cells[first]!.push('refused' in row ? null : row.figures.map((figure) => new Decimal(figure)))
  }
  const texts = (axis: Axis) => axis.values.map(({ text }) => text)
  return { season: swept, axes, widths: texts(width!), counts: texts(count!), cells }
}

/** A table of one figure: widths down, counts across. */
export function figureTable({ widths, counts, cells }: RangeAndDensity, figure: string): string {
  const place = FIGURES.indexOf(figure)
  const head = ['width', ...counts.map((count) => `${count} grids`)]
  const rows = cells.map((row, index) => [
    Number(widths[index]).toLocaleString('en'),
    ...row.map((cell) => (cell === null ? 'refused' : two(cell[place]!))),
  ])
  return tableText(head, rows, [])
}

/** How far a figure goes from its lowest to its highest, on average over rows or columns. */
function averageSpread(
  lines: readonly (readonly (readonly Decimal[] | null)[])[],
  place: number,
): Decimal {
  const spreads = lines.map((line) => {
    const values = line.flatMap((cell) => (cell === null ? [] : [cell[place]!]))
    return Decimal.max(...values).minus(Decimal.min(...values))
  })
  return Decimal.sum(...spreads).div(spreads.length)
}

const columnsOf = <Cell>(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] =>
  rows[0]!.map((_, column) => rows.map((row) => row[column]!))

export function answer({ widths, counts, cells }: RangeAndDensity): string {
  const byWidth = averageSpread(columnsOf(cells), 0)
  const byCount = averageSpread(cells, 0)
  const fallByWidth = averageSpread(columnsOf(cells), 1)
  const fallByCount = averageSpread(cells, 1)
  const first = byWidth.gt(byCount) ? 'the range' : 'the density'
  const second = fallByWidth.gt(fallByCount) ? 'the range' : 'the density'
  return paragraph(`
    With the count held, the widths from ${Number(widths[0]).toLocaleString('en')} to
    ${Number(widths.at(-1)).toLocaleString('en')} USDT move the return by ${two(byWidth)} points on
    average; with the width held, the counts from ${counts[0]!} to ${counts.at(-1)!} move it by
    ${two(byCount)}. The fall at any tick moves by ${two(fallByWidth)} and by ${two(fallByCount)} points.
    For the return ${first} decides more on this tape, for the fall ${second}.`)
}

export function smoothnessAnswer({ widths, counts, cells }: RangeAndDensity): string {
  const pairs = cells.flatMap((row) =>
    row.slice(1).flatMap((cell, index) => {
      const before = row[index]
      return cell === null || before == null ? [] : [cell[2]!.lt(before[2]!)]
    }),
  )
  const smoother = pairs.filter((is) => is).length
  const row = cells[widths.indexOf('10000')]!
  const started = row.flatMap((cell, index) =>
    cell === null ? [] : [{ cell, count: counts[index]! }],
  )
  const [least, most] = [started[0]!, started.at(-1)!]
  const averageOf = (line: RangeAndDensity['cells'][number]) => {
    const values = line.flatMap((cell) => (cell === null ? [] : [cell[2]!]))
    return two(Decimal.sum(...values).div(values.length))
  }
  return paragraph(`
    In ${smoother} of ${pairs.length} steps to the next count the daily changes became smaller. At
    10,000 USDT their deviation goes from ${two(least.cell[2]!)} points with ${least.count} grids to
    ${two(most.cell[2]!)} with ${most.count}; the return from ${two(least.cell[0]!)} to
    ${two(most.cell[0]!)} %, the fees from ${two(least.cell[3]!)} to ${two(most.cell[3]!)} USDT. From the narrowest width to the
    widest the deviation goes from ${averageOf(cells[0]!)} to ${averageOf(cells.at(-1)!)} points, over
    all counts: on this tape the range makes the curve smooth, the count hardly.`)
}

export async function map({ season, axes }: RangeAndDensity): Promise<string> {
  const by = right(figureNamed('returnPct'))
  const taken = noValues(season)
  const pool = sweepPool(season, { threads: 1 })
  await runSweep({ season, by, figures: ['returnPct'], pool }, taken, 1, () => undefined)
  return heatMapSvg(heatMapOf(taken, axes, by, 'Season 1, claude: width and count of the grid'))
}
