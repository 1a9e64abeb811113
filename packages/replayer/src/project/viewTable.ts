import { Decimal } from '@gridledger/domain'
import { type Cell, type Projection, type Row, storedView } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import type { ContestantView } from '../season/readViews'

/** Views as one table: the contestant before the columns of its rows where there is one. */
export interface ViewTable {
  readonly columns: readonly string[]
  /** Null where a row has nothing in a column. */
  readonly rows: readonly (readonly Cell[])[]
}

export const CONTESTANT = 'contestant'

/** The rows of some views, one after the other; its columns in the order in which rows bring them. */
export function viewTable<View>(
  projection: Projection<View>,
  views: readonly ContestantView<View>[],
): ViewTable {
  const rows = views.flatMap(({ contestant, view }) =>
    rowsOf(projection, view).map((row) =>
      contestant === null ? row : { [CONTESTANT]: contestant, ...row },
    ),
  )
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return { columns, rows: rows.map((row) => columns.map((column) => row[column] ?? null)) }
}

/** The rows that a projection makes of its view or, where it makes none, what any view looks like. */
export function rowsOf<View>({ name, rows }: Projection<View>, view: View): readonly Row[] {
  if (rows === undefined) return plainRows(view)
  const made: unknown = rows(view)
  if (isRows(made)) return made
  const found = Array.isArray(made) ? 'others' : typeof made
  throw new Failure(inputProblem(`${name}: rows: expected a list of rows, found ${found}`))
}

function isRows(made: unknown): made is readonly Row[] {
  return Array.isArray(made) && made.every((row) => isPlainObject(row))
}

/** A row for each entry of a list or map; of anything else one row. */
function plainRows(view: unknown): readonly Row[] {
  if (Array.isArray(view) || view instanceof Set) return [...view].map((each) => plainRow(each))
  if (view instanceof Map)
    return [...view].map(([key, value]) => ({ key: plainCell(key), ...plainRow(value) }))
  return [plainRow(view)]
}

function plainRow(value: unknown): Row {
  if (!isPlainObject(value)) return { value: plainCell(value) }
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plainCell(part)]))
}

function isPlainObject(value: unknown): value is object {
  const isOther = value === null || Array.isArray(value) || Decimal.isDecimal(value)
  return typeof value === 'object' && !isOther && !(value instanceof Map || value instanceof Set)
}

/** What is no cell is written as a stored view is. */
function plainCell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return Decimal.isDecimal(value) ? value : storedView(value)
}

/** A cell to the last digit; nothing where there is none. */
export function exactText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return cell
  return Decimal.isDecimal(cell) ? cell.toFixed() : String(cell)
}
