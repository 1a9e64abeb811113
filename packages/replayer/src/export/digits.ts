import { Decimal, moneyText } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { Cell, ColumnKind } from './columns'
import { plainDigits } from './exact'

/** The digits of a number as JSON and CSV have them: all of them, without an exponent. */
export function numberDigits(kind: ColumnKind, cell: Cell): string {
  if (typeof cell === 'string') return PLAIN.test(cell) ? cell : new Decimal(cell).toFixed()
  if (typeof cell !== 'number') throw new Error(`${String(cell)} is no ${kind}`)
  return kind === 'money' ? moneyText(cell) : plainDigits(cell)
}
const PLAIN = /^-?(0|[1-9]\d*)(\.\d+)?$/

/** A time as ISO 8601 in UTC, always with microseconds: readers take the form from the first row. */
export function microsTime(cell: Cell): string {
  if (typeof cell !== 'number') throw new Error(`${String(cell)} is no time`)
  const text = isoTime(cell)
  return text.includes('.') ? text : text.replace('Z', '.000000Z')
}
