import { Decimal } from '@gridledger/domain'
import { money } from '../text/format'
import type { ComparedRun } from './comparedRun'
import { type ComparedFigure, NOTHING, comparedFigures } from './comparedFigures'
import { comparedParameters } from './comparedParameters'

/** What is shown of a run in a row: exact where it is a number, else null. */
export interface ComparedCell {
  readonly exact: string | null
  readonly shown: string
}

/** A figure or a parameter of all runs side by side. */
export interface ComparedRow {
  readonly title: string
  readonly cells: readonly ComparedCell[]
  /** Of each run but the first, what it has more than the first; null where there is no number. */
  readonly differences: readonly (ComparedCell | null)[]
}

/** All rows: parameters in which the runs differ, then what came of them, then what they share. */
export interface ComparedRows {
  readonly differing: readonly ComparedRow[]
  readonly figures: readonly ComparedRow[]
  readonly shared: readonly ComparedRow[]
}

export function comparedRows(runs: readonly ComparedRun[], timeZone: string): ComparedRows {
  const parameters = comparedParameters(timeZone)
  const rows = parameters.map(({ isMain, ...figure }) => ({ isMain, row: rowOf(runs, figure) }))
  return {
    differing: rows.flatMap(({ row }) => (isShared(row) ? [] : [row])),
    figures: comparedFigures(timeZone)
      .map((figure) => rowOf(runs, figure))
      .filter(({ cells }) => cells.some(({ shown }) => shown !== NOTHING)),
    shared: rows.flatMap(({ row, isMain }) => (isMain && isShared(row) ? [row] : [])),
  }
}

function rowOf(runs: readonly ComparedRun[], figure: ComparedFigure): ComparedRow {
  const { title, exact, text, unit } = figure
  const cells = runs.map((run): ComparedCell => {
    const value = exact?.(run) ?? null
    return { exact: value, shown: text(run, value) }
  })
  const [first] = runs
  const isAlike = (run: ComparedRun) =>
    first !== undefined && (unit === undefined || unit(run) === unit(first))
  const differences = cells.slice(1).map(({ exact: other }, index): ComparedCell | null => {
    const mine = cells[0]?.exact ?? null
    const run = runs[index + 1]
    if (mine === null || other === null || run === undefined || !isAlike(run)) return null
    const difference = new Decimal(other).minus(mine)
    return { exact: difference.toFixed(), shown: differenceText(difference, cells) }
  })
  return { title, cells, differences }
}

/** With a sign and the decimals of the figures that it stands beside; `=` where there is none. */
function differenceText(difference: Decimal, cells: readonly ComparedCell[]): string {
  if (difference.isZero()) return '='
  const text = money(
    difference.abs().toFixed(),
    Math.max(...cells.map(({ shown }) => decimalsOf(shown))),
  )
  if (!/[1-9]/.test(text)) return text
  return `${difference.isNegative() ? '-' : '+'}${text}`
}

const decimalsOf = (shown: string): number => /\.(\d+)\D*$/.exec(shown)?.[1]?.length ?? 0

function isShared({ cells }: ComparedRow): boolean {
  return new Set(cells.map(({ shown }) => shown)).size === 1
}
