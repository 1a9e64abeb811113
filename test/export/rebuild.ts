import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import type * as t from 'io-ts'
import {
  DENSE_EVENTS,
  Decimal,
  SPARSE_EVENTS,
  moneyOf,
  moneyText,
  shapeOf,
} from '@gridledger/domain'
import { plainDigits } from '../../packages/replayer/src/export/exact'

/** A row of a table as a reader gives it: numbers are doubles, or the digits of one, JSON may be text. */
export type Row = Readonly<Record<string, unknown>>

/** The rows of a table, read without anything of the writer's. */
export async function readTable(folder: string, type: string, format: string): Promise<Row[]> {
  const file = join(folder, `${type}.${format}`)
  if (format === 'parquet') return readParquet(file)
  const text = readFileSync(file, 'utf8')
  return format === 'csv' ? readCsv(text) : readNdjson(text)
}

function readNdjson(text: string): Row[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))
}

async function readParquet(file: string): Promise<Row[]> {
  const { parquetReadObjects } = await import('hyparquet')
  const bytes = readFileSync(file)
  const rows = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    compressors: { ZSTD: (packed) => zstdDecompressSync(packed) },
  })
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => {
        return [key, typeof value === 'bigint' ? Number(value) : (value ?? null)]
      }),
    ),
  )
}

/** RFC 4180, by its grammar; what is not quoted and empty is null. */
function readCsv(text: string): Row[] {
  const records: (string | null)[][] = [[]]
  for (const [, quoted, plain = '', end = ''] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    records.at(-1)!.push(quoted?.replaceAll('""', '"') ?? (plain === '' ? null : plain))
    if (end === '\r\n') records.push([])
  }
  const [header = [], ...rows] = records.slice(0, -1)
  return rows.map((row) => {
    expect(row).toHaveLength(header.length)
    return Object.fromEntries(header.map((name, index) => [name!, row[index]]))
  })
}

/** The data of an event, in the form that JSON carries, from its row. */
export function rebuiltData(type: string, row: Row): unknown {
  const exact: Record<string, unknown> = row['exact'] == null ? {} : parsed(row['exact'])
  const value = (codec: t.Mixed, path: string, mayLack: boolean): unknown => {
    if (path in exact) return exact[path]
    const shape = shapeOf(codec)
    if (shape.kind === 'nullable') return value(shape.of, path, true)
    const cell = row[path]
    if (shape.kind === 'object') {
      const entries = shape.fields.map(({ name, codec: of, isOptional }) => {
        const own = path === '' ? name : `${path}.${name}`
        return [
          name,
          value(of, own, isOptional) ?? (isOptional && !(own in exact) ? undefined : null),
        ] as const
      })
      if (mayLack && entries.every(([, part]) => part == null)) return undefined
      return Object.fromEntries(entries.filter(([, part]) => part !== undefined))
    }
    if (cell === null || cell === undefined) return undefined
    if (shape.kind === 'list') return parsed(cell)
    if (shape.kind === 'flag') return cell === true || cell === 'true'
    if (shape.kind === 'integer') return Number(cell)
    if (shape.kind === 'money') return moneyText(moneyOf(new Decimal(Number(cell))))
    return shape.kind === 'decimal' ? plainDigits(Number(cell)) : cell
  }
  return value(codecs[type]!.data, '', false)
}
const codecs: Readonly<Record<string, { readonly data: t.Mixed }>> = {
  ...SPARSE_EVENTS,
  ...DENSE_EVENTS,
}

/** JSON stands as it is in NDJSON, as a text elsewhere. */
function parsed(cell: unknown) {
  return typeof cell === 'string' ? JSON.parse(cell) : cell
}

/** The time of a row, from its `time` alone; the reader of Parquet has it to the millisecond. */
export function microsOf(time: unknown): number {
  if (time instanceof Date) return time.getTime() * 1000
  const [, seconds = '', micros = ''] = /^(.{19})\.(\d{6})Z$/.exec(String(time)) ?? []
  return Date.parse(`${seconds}Z`) * 1000 + Number(micros)
}
