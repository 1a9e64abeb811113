import * as t from 'io-ts'
import { Decimal, MONEY_SCALE, moneyText } from '@gridledger/domain'
import type { Cell, Leaf, TableLayout } from './columns'

/**
 * Money below this, 2^26 of the quote currency, comes back from the nearest double when that is
 * rounded to 8 decimals: neighbouring doubles are less than 1e-8 apart.
 */
export const EXACT_MONEY = 67_108_864 * MONEY_SCALE

/** A number's shortest digits that give it back, without an exponent. */
export function plainDigits(number: number): string {
  const digits = String(number)
  return digits.includes('e') ? new Decimal(digits).toFixed() : digits
}

/**
 * What of an event's data its columns do not tell, by path, as JSON: decimals with more digits than
 * a double has or written in another way (`1e-4`, `0.10`), money of 67,108,864 and more, an object
 * that is there but empty, a null where nothing would be another thing. Null for nearly all events.
 */
export function exactOf(
  layout: TableLayout,
  data: unknown,
  cells: readonly (readonly [Leaf, Cell])[],
): string | null {
  const rest: Record<string, unknown> = {}
  for (const [{ column }, cell] of cells) {
    if (column.kind === 'decimal' && typeof cell === 'string' && plainDigits(Number(cell)) !== cell)
      rest[column.name] = cell
    if (column.kind === 'money' && typeof cell === 'number' && Math.abs(cell) >= EXACT_MONEY)
      rest[column.name] = moneyText(cell)
  }
  for (const { path, isOptional, isObject } of layout.holes) {
    const value = valueAt(data, path)
    if (value === undefined) continue
    if (value === null) {
      if (isOptional) rest[path.join('.')] = null
      continue
    }
    if (!isObject) continue
    const isTold = cells.some(([leaf, cell]) => cell !== null && isBelow(leaf.path, path))
    if (!isTold) rest[path.join('.')] = {}
  }
  return Object.keys(rest).length === 0 ? null : JSON.stringify(rest)
}

function isBelow(path: readonly string[], parent: readonly string[]): boolean {
  return parent.every((name, depth) => path[depth] === name)
}

/** What stands at a path of an event's data; undefined where something on the way is not there. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data
  for (const name of path) {
    if (value === null || value === undefined) return undefined
    value = t.UnknownRecord.is(value) ? value[name] : undefined
  }
  return value
}
