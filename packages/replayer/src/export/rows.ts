import * as t from 'io-ts'
import {
  type DenseBatch,
  Decimal,
  type InstrumentUnits,
  type SparseEvent,
  at,
  moneyText,
  ownerOf,
} from '@gridledger/domain'
import type { Cell, Leaf, TableLayout } from './columns'
import { EXACT_MONEY, exactOf, valueAt } from './exact'

/** Rows of a table, column by column in the order of its layout. */
export interface Rows {
  readonly count: number
  readonly columns: readonly ArrayLike<Cell>[]
}

/** Where a batch of events stands. */
export interface Place {
  readonly stream: string
  readonly firstRevision: number
}

/** The cells that name the owner of a stream's events: tape, season, or season, contestant and run. */
function ownerCells(stream: string): readonly string[] {
  const owner = ownerOf(stream)
  if ('tape' in owner) return [owner.tape]
  const [, run = ''] = /^(?:run|checks)-(.*)$/.exec(stream) ?? []
  if (run === '') return [owner.season]
  return [owner.season, run.slice(owner.season.length + 1), run]
}

/** Events of one type, and where in their stream they stand. */
export interface Picked {
  readonly events: readonly SparseEvent[]
  readonly revisions: readonly number[]
}

/** The rows of events of one type. */
export function sparseRows(
  layout: TableLayout,
  { stream }: Pick<Place, 'stream'>,
  { events, revisions }: Picked,
  units: InstrumentUnits,
): Rows {
  const owner = ownerCells(stream)
  const rows = events.map((event, index): readonly Cell[] => {
    const { timeMicros, tick, cause, data } = event
    const own = layout.leaves.map((leaf) => [leaf, leafCell(leaf, data)] as const)
    const cells = own.flatMap(([leaf, cell]) =>
      leaf.derived === null ? [cell] : [cell, derivedCell(leaf, cell, units)],
    )
    return [
      stream,
      revisions[index] ?? null,
      ...owner,
      timeMicros, // time
      timeMicros,
      tick,
      cause.stream,
      cause.revision,
      layout.schemaVersion,
      ...cells,
      exactOf(layout, data, own),
    ]
  })
  const columns = layout.columns.map((_, index) => rows.map((row) => row[index] ?? null))
  return { count: rows.length, columns }
}

function leafCell({ path, codec, column: { kind } }: Leaf, data: unknown): Cell {
  const value = valueAt(data, path)
  if (value === undefined || value === null) return null
  if (kind === 'json') return JSON.stringify(codec.encode(value))
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  throw new Error(`${path.join('.')} is no ${kind}`)
}

function derivedCell({ derived }: Leaf, cell: Cell, units: InstrumentUnits): Cell {
  if (derived === null || cell === null) return null
  if (typeof cell === 'number') {
    if (derived.from === 'ticks') return multiplierOf(units.tickSize)(cell)
    if (derived.from === 'lots') return multiplierOf(units.lotSize)(cell)
    return cell
  }
  const ticks: unknown = JSON.parse(String(cell))
  return JSON.stringify(t.array(t.number).is(ticks) ? ticks.map(multiplierOf(units.tickSize)) : [])
}

/** Whole ticks or lots as the double that is nearest to their price or contracts. */
function multiplierOf(unit: Decimal): (count: number) => number {
  const denominator = 10 ** unit.decimalPlaces()
  const numerator = unit.times(denominator).toNumber()
  return (count) => {
    const product = count * numerator
    // One rounding, that of the division; where the product has one of its own, in decimals.
    return Number.isSafeInteger(product) && Number.isSafeInteger(denominator)
      ? product / denominator
      : Number(unit.times(count).toFixed())
  }
}

/** The rows of a batch of dense events, by whole columns. */
export function denseRows(
  layout: TableLayout,
  { stream, firstRevision }: Place,
  batch: DenseBatch,
  units: InstrumentUnits,
): Rows {
  const { count } = batch
  const [times, causes, ...fields] = batch.columns.map((column) => column.subarray(0, count))
  if (times === undefined || causes === undefined) throw new Error(`${stream} has no times`)
  const revisions = Float64Array.from(times, (_, row) => firstRevision + row)
  const own = layout.leaves.map((leaf, index) => {
    const field = fields[index]
    if (field === undefined) throw new Error(`${stream} has no ${leaf.column.name}`)
    return [leaf, field] as const
  })
  const ticks = { PriceTicked: revisions, LiquidationChecked: causes, MarkPriceTicked: null }
  const columns: ArrayLike<Cell>[] = [
    same(stream, count),
    revisions,
    ...ownerCells(stream).map((name) => same(name, count)),
    times,
    times,
    ticks[batch.type] ?? same(null, count),
    same(batch.causeStream, count),
    causes,
    same(layout.schemaVersion, count),
    ...own.flatMap(([leaf, column]): readonly ArrayLike<Cell>[] => {
      if (leaf.derived === null) return [column]
      return [column, column.map(multiplierOf(units.tickSize))]
    }),
  ]
  const hasExact = layout.columns.length > columns.length
  return { count, columns: hasExact ? [...columns, exactColumn(own, count)] : columns }
}

/** Of dense events only money can be more than a double holds. */
function exactColumn(
  own: readonly (readonly [Leaf, Float64Array])[],
  count: number,
): readonly (string | null)[] {
  const exact = new Array<string | null>(count).fill(null)
  const isSmall = (money: number) => Math.abs(money) < EXACT_MONEY
  if (own.every(([, values]) => values.every(isSmall))) return exact
  for (let row = 0; row < count; row += 1) {
    const large = own.filter(([, values]) => !isSmall(at(values, row)))
    if (large.length === 0) continue
    const rest = large.map(([{ column }, values]) => [column.name, moneyText(at(values, row))])
    exact[row] = JSON.stringify(Object.fromEntries(rest))
  }
  return exact
}

const same = (cell: Cell, count: number): readonly Cell[] => new Array<Cell>(count).fill(cell)
