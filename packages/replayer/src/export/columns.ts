import type * as t from 'io-ts'
import {
  DENSE_EVENTS,
  type DenseType,
  RUN_EVENTS,
  SEASON_EVENTS,
  SPARSE_EVENTS,
  type SparseType,
  TAPE_EVENTS,
  shapeOf,
} from '@gridledger/domain'

export type EventType = SparseType | DenseType

export function isEventType(name: string): name is EventType {
  return Object.hasOwn(SPARSE_EVENTS, name) || Object.hasOwn(DENSE_EVENTS, name)
}

/** Every type of event, each a table of its own: those of tapes, of seasons, of runs. */
export const EVENT_TYPES: readonly EventType[] = [
  ...Object.keys(TAPE_EVENTS),
  'PriceTicked',
  'MarkPriceTicked',
  ...Object.keys(SEASON_EVENTS),
  ...Object.keys(RUN_EVENTS),
  'LiquidationChecked',
].filter(isEventType)

/**
 * What a column's cells are: `time` microseconds since 1970, `money` 1e-8 of the quote currency,
 * `decimal` the digits of a number, `json` a JSON text; `number` is a number as it is.
 */
export type ColumnKind =
  'text' | 'flag' | 'integer' | 'time' | 'number' | 'money' | 'decimal' | 'json'

export interface Column {
  readonly name: string
  readonly kind: ColumnKind
  readonly isNullable: boolean
}

/** Null where an event has no value for a column. */
export type Cell = string | number | boolean | null

/** A field of an event's data that is a column, and perhaps a second one in units people use. */
export interface Leaf {
  readonly path: readonly string[]
  readonly codec: t.Mixed
  readonly column: Column
  readonly derived: Derived | null
}

/** A column made from whole ticks, lots or microseconds; `lines` of a list of ticks. */
export interface Derived {
  readonly from: 'ticks' | 'lots' | 'micros' | 'lines'
  readonly column: Column
}

/** A table's columns: those that say where an event stands, then those of its data. */
export interface TableLayout {
  readonly type: EventType
  readonly schemaVersion: number
  readonly leaves: readonly Leaf[]
  /** Parts of the data whose absence columns of null cannot tell: see `exactOf`. */
  readonly holes: readonly Hole[]
  readonly columns: readonly Column[]
}

/** An object that may be null or absent, or any field that may be both. */
export interface Hole {
  readonly path: readonly string[]
  readonly isOptional: boolean
  readonly isObject: boolean
}

/** The column of what numbers cannot hold: see `exactOf`. */
export const EXACT: Column = { name: 'exact', kind: 'json', isNullable: true }

const column = (name: string, kind: ColumnKind, isNullable = false): Column => {
  return { name, kind, isNullable }
}

const OWNER_OF_TAPE = [column('tape', 'text')]
const OWNER_OF_SEASON = [column('season', 'text')]
const OWNER_OF_RUN = ['season', 'contestant', 'run'].map((name) => column(name, 'text'))

function ownerColumns(type: EventType): readonly Column[] {
  if (type in TAPE_EVENTS || type === 'PriceTicked' || type === 'MarkPriceTicked')
    return OWNER_OF_TAPE
  return type in SEASON_EVENTS ? OWNER_OF_SEASON : OWNER_OF_RUN
}

/** The table of a type of events. */
export function tableLayout(type: EventType): TableLayout {
  const { data, schemaVersion } = codecOf(type)
  const place = [
    column('stream', 'text'),
    column('revision', 'integer'),
    ...ownerColumns(type),
    column('time', 'time'),
    column('timeMicros', 'integer'),
    column('tick', 'integer', true),
    column('causeStream', 'text'),
    column('causeRevision', 'integer'),
    column('schemaVersion', 'integer'),
  ]
  const [leaves, holes]: [Leaf[], Hole[]] = [[], []]
  lay(data, [], { isNullable: false, isOptional: false }, { leaves, holes })
  // A season's stream and its SeasonOpened both name the season: that is one column.
  const own = leaves.filter(({ column: { name } }) => place.every((other) => other.name !== name))
  const columns = [...place, ...own.flatMap(columnsOf)]
  const isExact =
    holes.length === 0 &&
    own.every(({ column: { kind } }) => kind !== 'money' && kind !== 'decimal')
  const all = isExact ? columns : [...columns, EXACT]
  return { type, schemaVersion, leaves: own, holes, columns: all }
}

const columnsOf = (leaf: Leaf) =>
  leaf.derived === null ? [leaf.column] : [leaf.column, leaf.derived.column]

interface Codec {
  readonly schemaVersion: number
  readonly data: t.Mixed
}

function codecOf(type: EventType): Codec {
  const codecs: Readonly<Record<EventType, Codec>> = { ...SPARSE_EVENTS, ...DENSE_EVENTS }
  return codecs[type]
}

interface Laid {
  readonly leaves: Leaf[]
  readonly holes: Hole[]
}

interface Presence {
  readonly isNullable: boolean
  readonly isOptional: boolean
}

/** Objects are laid out field by field, `parameters.lowerPrice`; lists stay whole, as JSON. */
function lay(codec: t.Mixed, path: readonly string[], presence: Presence, laid: Laid): void {
  const shape = shapeOf(codec)
  const { isNullable, isOptional } = presence
  if (shape.kind === 'nullable') {
    if (isOptional) laid.holes.push({ path, isOptional, isObject: false })
    lay(shape.of, path, { ...presence, isNullable: true }, laid)
    return
  }
  if (shape.kind === 'object') {
    const mayLack = isNullable || isOptional
    if (mayLack) laid.holes.push({ path, isOptional, isObject: true })
    for (const field of shape.fields) {
      const own = { isNullable: mayLack || field.isOptional, isOptional: field.isOptional }
      lay(field.codec, [...path, field.name], own, laid)
    }
    return
  }
  const name = path.join('.')
  const kind = shape.kind === 'list' ? 'json' : shape.kind
  const isEmpty = isNullable || isOptional
  const made = column(name, kind, isEmpty)
  laid.leaves.push({ path, codec, column: made, derived: derivedOf(name, kind, isEmpty) })
}

/** These are moments; all other fields in microseconds are lengths of time. */
const MOMENT = /^(start|end|from|to|fundingFrom|fundingTo)Micros$/

function derivedOf(name: string, kind: ColumnKind, isNullable: boolean): Derived | null {
  const [, stem = '', unit = ''] = /^(.+?)(Ticks|Lots|Micros)$/.exec(name) ?? []
  if (kind === 'json' && unit === 'Ticks')
    return { from: 'lines', column: column(stem, 'json', isNullable) }
  if (kind !== 'integer') return null
  if (unit === 'Ticks') return { from: 'ticks', column: column(stem, 'number', isNullable) }
  if (unit === 'Lots') return { from: 'lots', column: column(stem, 'number', isNullable) }
  if (!MOMENT.test(name)) return null
  return { from: 'micros', column: column(`${stem}Time`, 'time', isNullable) }
}
