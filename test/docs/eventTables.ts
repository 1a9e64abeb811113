import type * as t from 'io-ts'
import * as domain from '@gridledger/domain'
import { readDocstrings } from './docstrings'
import { listed, tableText } from './markdown'

const EVENTS: Readonly<Record<string, { readonly data: t.Mixed }>> = {
  ...domain.SPARSE_EVENTS,
  ...domain.DENSE_EVENTS,
}
const CODECS = ['events/event', 'events/dense', 'events/run', 'events/season', 'events/tape']
const DOCS = readDocstrings(
  ...[...CODECS, 'grid/parameters'].map((name) => `packages/domain/src/${name}.ts`),
  'packages/projections/src/projection.ts',
)
const PARAMETERS = domain.GridParameters.name

/** A row for each field: what it holds and what it means, as its docstring says it. */
function fieldTable(rows: readonly (readonly [name: string, value: string, meaning: string])[]) {
  const head = ['field', 'value', 'meaning']
  return tableText(
    head,
    rows.map(([name, ...cells]) => [`\`${name}\``, ...cells]),
    head,
  )
}

/** What every event has that a view gets. */
export function envelopeTable(): string {
  const values: Readonly<Record<string, string>> = {
    type: 'a word',
    stream: 'text',
    revision: 'whole number',
    timeMicros: 'microseconds',
    contestant: 'text, or null',
    tick: 'whole number, or null',
    cause: 'object',
    data: 'object',
  }
  const shape = domain.shapeOf(domain.Cause)
  const causes = shape.kind === 'object' ? shape.fields : []
  return fieldTable(
    DOCS.fieldsOf('ViewedEvent').flatMap((name) => {
      const value = values[name]
      if (value === undefined) throw new Error(`${name}: expected what a ViewedEvent has`)
      const own = [name, value, meaning('ViewedEvent', name)] as const
      if (name !== 'cause') return [own]
      const parts = causes.map(({ name: part, codec }) => {
        return [`cause.${part}`, valueOf(part, codec), meaning(domain.Cause.name, part)] as const
      })
      return [own, ...parts]
    }),
  )
}

/** A heading, the docstring and the fields of each type of event. */
export function eventTables(types: readonly string[]): string {
  return types
    .map((type) => {
      const codec = EVENTS[type]?.data
      const said = DOCS.named(type)
      if (codec === undefined || said === undefined) throw new Error(`${type} has no docstring`)
      return `### ${type}\n\n${said}\n${structTable(codec)}`
    })
    .join('\n')
}

/** The same for every object that some field holds, each once, in order of appearance. */
export function objectTables(): string {
  const found = new Set<t.Mixed>()
  const look = (codec: t.Mixed): void => {
    const shape = domain.shapeOf(codec)
    if (shape.kind === 'nullable' || shape.kind === 'list') return look(shape.of)
    if (shape.kind !== 'object' || found.has(codec)) return
    found.add(codec)
    for (const field of shape.fields) look(field.codec)
  }
  for (const { data } of Object.values(EVENTS)) look(data)
  const held = [...found].filter(
    (codec) => !Object.values(EVENTS).some(({ data }) => data === codec),
  )
  return held.map((codec) => `### ${titleOf(codec)}\n${structTable(codec)}`).join('\n')
}

/** The words of every field that holds one of a few and whose codec has a name. */
export function wordTable(): string {
  const rows = [...NAMED_WORDS].map(([codec, name]) => {
    const words = wordsOf(codec) ?? []
    return [name, words.map((word) => `\`${word}\``).join(', '), DOCS.named(name) ?? '']
  })
  return tableText(['name', 'words', 'meaning'], rows, ['name', 'words', 'meaning'])
}

function structTable(codec: t.Mixed): string {
  const shape = domain.shapeOf(codec)
  if (shape.kind !== 'object') throw new Error(`${codec.name} has no fields`)
  if (shape.fields.length === 0) return '\nIt has no fields.\n'
  const isOwn = ({ name }: domain.Field) => DOCS.of(ownerOf(codec, name), name) !== undefined
  const own = shape.fields.filter((field) => codec.name === PARAMETERS || isOwn(field))
  const taken = shape.fields.filter((field) => !own.includes(field))
  const rows = own.map(({ name, codec: value, isOptional }) => {
    const isAlone = isOptional && codec !== domain.Stop
    const said = isAlone ? `${valueOf(name, value)}, may be absent` : valueOf(name, value)
    return [name, said, meaning(ownerOf(codec, name), name)] as const
  })
  const before = codec === domain.Stop ? '\nOne of the two:\n' : takenText(codec, taken)
  return `${before}\n${fieldTable(rows)}`
}

/** Fields that are those of the grid parameters and have their meaning. */
function takenText({ name: owner }: t.Mixed, fields: readonly domain.Field[]): string {
  if (fields.length === 0) return ''
  const names = fields.map(({ name, isOptional }) => {
    if (!isOptional || DOCS.of(PARAMETERS, name) === undefined)
      throw new Error(`${owner}.${name} has no docstring`)
    return `\`${name}\``
  })
  return `\nOf the [${PARAMETERS}](#${anchorOf(PARAMETERS)}) any: ${names.join(', ')}. And\n`
}

function meaning(owner: string, field: string): string {
  const said = DOCS.of(owner, field)
  if (said === undefined) throw new Error(`${owner}.${field} has no docstring`)
  return said
}

/** The two forms of a stop are structs of their own. */
function ownerOf(codec: t.Mixed, field: string): string {
  return codec === domain.Stop ? `{"${field}"}` : codec.name
}

const titleOf = (codec: t.Mixed): string => {
  const name = codec === domain.Stop ? 'a stop' : codec.name
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}
const anchorOf = (title: string): string => title.toLowerCase().replaceAll(' ', '-')

/** What a field holds, in the words of the page. */
function valueOf(name: string, codec: t.Mixed): string {
  const shape = domain.shapeOf(codec)
  const words = wordsOf(codec)
  if (words !== undefined) {
    const known = NAMED_WORDS.get(codec)
    if (known !== undefined) return `[${known}](#words)`
    const quoted = words.map((word) => `\`${word}\``)
    return words.length > 6 ? 'a word' : listed(quoted).replace(' and ', ' or ')
  }
  switch (shape.kind) {
    case 'nullable':
      return `${valueOf(name, shape.of)}, or null`
    case 'list':
      return `list: ${valueOf(name, shape.of)}`
    case 'object':
      return `[${titleOf(codec).toLowerCase()}](#${anchorOf(titleOf(codec))})`
    case 'integer':
      return unitOf(name)
    case 'decimal':
      return 'decimal text'
    case 'flag':
      return 'true or false'
    case 'text':
    case 'money':
      return shape.kind
  }
}

function unitOf(name: string): string {
  const [, unit] = /(Ticks|Lots|Micros)$/.exec(name) ?? []
  return { Ticks: 'ticks', Lots: 'lots', Micros: 'microseconds' }[unit ?? ''] ?? 'whole number'
}

/** The words of a codec that takes one of a few. */
function wordsOf(codec: unknown): readonly string[] | undefined {
  if (!(codec instanceof domain.Shaped) || !/^"[^"]+"( or "[^"]+")*$/.test(codec.name))
    return undefined
  return codec.name.split(' or ').map((word) => word.slice(1, -1))
}

const NAMED_WORDS = new Map<unknown, string>(
  Object.entries(domain).flatMap(([name, codec]) =>
    wordsOf(codec) === undefined ? [] : [[codec, name] as const],
  ),
)
