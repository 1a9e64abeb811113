import { Decimal } from '@gridledger/domain'
import type { Cell } from '@gridledger/projections'
import { CONTESTANT, type ViewTable, exactText } from './viewTable'

/** One column of a table. */
export interface ChartColumn {
  readonly title: string
  readonly cells: readonly Cell[]
}

/** The cells of a column. */
export function columnOf({ columns, rows }: ViewTable, title: string): ChartColumn {
  const place = columns.indexOf(title)
  return { title, cells: rows.map((row) => row[place] ?? null) }
}

/** Whether a column holds numbers, and something else nowhere. */
export function isNumeric({ cells }: ChartColumn): boolean {
  const known = cells.filter((cell) => cell !== null)
  return known.length > 0 && known.every((cell) => numberOf(cell) !== null)
}

/** The number of a cell, as near as a picture needs it; null where it has none. */
export function numberOf(cell: Cell): number | null {
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null
  return Decimal.isDecimal(cell) ? cell.toNumber() : null
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** Whether a cell is a time in ISO 8601, as `isoTime` writes it. */
export function isTime(cell: Cell): cell is string {
  return typeof cell === 'string' && TIME.test(cell)
}

/** The contestants of a table in its order; one without a name where it has no such column. */
export function contestantsOf(table: ViewTable): readonly string[] {
  if (!table.columns.includes(CONTESTANT)) return ['']
  return [...new Set(columnOf(table, CONTESTANT).cells.map(exactText))]
}

/** What stands at a category: of times at midnight the day. */
export function labelOf(cell: Cell): string {
  if (!isTime(cell)) return exactText(cell)
  const text = cell.replace(/T00:00:00Z$/, '')
  return text.replace('T', ' ').replace(/(:00)?Z$/, '')
}

/** The categories of a column in order: numbers ascending, times too, others as they come. */
export function labelsOf({ title, cells }: ChartColumn): readonly string[] {
  const isOrdered = isNumeric({ title, cells }) || cells.every((cell) => isTime(cell))
  const ordered = isOrdered ? [...cells].sort(ascending) : cells
  return [...new Set(ordered.map(labelOf))]
}

function ascending(a: Cell, b: Cell): number {
  if (isTime(a) && isTime(b)) return Date.parse(a) - Date.parse(b)
  return (numberOf(a) ?? 0) - (numberOf(b) ?? 0)
}
