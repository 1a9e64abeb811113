import * as E from 'fp-ts/Either'
import { Decimal } from '@gridledger/domain'
import { type Cell, type Projection, isoTime } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { isNumeric, isTime } from '../project/chartColumns'
import { viewChart } from '../project/viewChart'
import { type ViewTable, exactText, viewTable } from '../project/viewTable'
import type { MomentViews } from '../season/readViews'
import { parsePoint } from '../season/pointInTime'
import { grouped, money } from '../text/format'
import { moment, table } from '../text/terminal'

export const VIEW_FORMATS = ['table', 'json', 'csv', 'svg'] as const
export type ViewFormat = (typeof VIEW_FORMATS)[number]

/** Views and what is said of them. */
export interface ShownViews extends MomentViews<unknown> {
  /** The season or run. */
  readonly name: string
  readonly projection: Projection<unknown>
  readonly format: ViewFormat
  readonly timeZone: string
  readonly ledger: string
}

/** Views in a format. Throws Failure (input) where they cannot be drawn, ProjectionError from their rows. */
export function viewText(shown: ShownViews): string {
  const { projection, views, format, timeZone } = shown
  const made = viewTable(projection, views)
  switch (format) {
    case 'json':
      return JSON.stringify(viewJson(shown, made))
    case 'csv':
      return [made.columns, ...made.rows.map((row) => row.map(exactText))].map(csvLine).join('\n')
    case 'table':
      return `${titleOf(shown)}\n\n${tableText(made, timeZone)}`
    case 'svg': {
      const drawn = viewChart(titleOf(shown), made, projection.chart)
      if ('svg' in drawn) return drawn.svg.trimEnd()
      throw new Failure(inputProblem(`${projection.name}: ${drawn.problem}`))
    }
  }
}

function titleOf({ name, projection, last, timeZone }: ShownViews): string {
  const moments = last === null ? '' : `, as of ${moment(last.timeMicros, timeZone)}`
  const tick = last === null ? '' : `, tick ${grouped(last.revision)}`
  return `${projection.name} of ${name}${moments}${tick}`
}

function viewJson(
  { name, projection, last, ledger }: ShownViews,
  { columns, rows }: ViewTable,
): object {
  return {
    projection: { name: projection.name, version: projection.version },
    of: name,
    ledger,
    asOf: last === null ? null : { time: isoTime(last.timeMicros), tick: last.revision },
    rows: rows.map((row) =>
      Object.fromEntries(row.map((cell, place) => [columns[place] ?? '', jsonCell(cell)])),
    ),
  }
}

/** Decimals are text, to the last digit. */
function jsonCell(cell: Cell): string | number | boolean | null {
  return Decimal.isDecimal(cell) ? cell.toFixed() : cell
}

/** RFC 4180, but for the line ends. */
function csvLine(texts: readonly string[]): string {
  return texts
    .map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(',')
}

const MOST_DECIMALS = 4

/** Numbers of a column with the same decimals, times in their zone. */
function tableText({ columns, rows }: ViewTable, timeZone: string): string {
  if (rows.length === 0) return '  no rows'
  const shown = columns.map((title, place) => {
    const cells = rows.map((row) => row[place] ?? null)
    const isNumber = isNumeric({ title, cells })
    const decimals = isNumber ? Math.max(...cells.map(decimalsOf)) : 0
    const texts = cells.map((cell) => cellText(cell, decimals, timeZone))
    return { title, align: isNumber ? ('right' as const) : ('left' as const), texts }
  })
  return table(
    shown,
    rows.map((_, row) => shown.map(({ texts }) => texts[row] ?? '')),
  )
}

function decimalsOf(cell: Cell): number {
  if (typeof cell !== 'number' && !Decimal.isDecimal(cell)) return 0
  return Math.min(MOST_DECIMALS, new Decimal(cell).decimalPlaces())
}

function cellText(cell: Cell, decimals: number, timeZone: string): string {
  if (cell === null) return '–'
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no'
  if (typeof cell === 'number' || Decimal.isDecimal(cell)) {
    const exact = new Decimal(cell)
    return exact.isFinite() ? money(exact.toFixed(), decimals) : String(cell)
  }
  if (!isTime(cell)) return cell
  const point = parsePoint(cell)
  return E.isRight(point) && point.right.kind === 'time'
    ? moment(point.right.timeMicros, timeZone)
    : cell
}
