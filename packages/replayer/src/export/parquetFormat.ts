import { constants, zstdCompressSync } from 'node:zlib'
import type { SchemaElement } from 'hyparquet-writer' with { 'resolution-mode': 'import' }
import { MONEY_SCALE } from '@gridledger/domain'
import type { Cell, Column, ColumnKind } from './columns'
import type { Rows } from './rows'
import type { Format } from './table'

/** Rows of a row group: what DuckDB reads at a time, and what is held in memory. */
const GROUP_ROWS = 122_880

/** Parquet with zstd; numbers as BIGINT and DOUBLE, times as timestamps in UTC, JSON as text. */
export async function parquetFormat(): Promise<Format> {
  // Loaded only when it is used: it is published as ES modules alone.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  return (columns, sink) => {
    const bytes = new ByteWriter()
    const parquet = new ParquetWriter({
      writer: bytes,
      schema: [{ name: 'root', num_children: columns.length }, ...columns.map(schemaElement)],
      codec: 'ZSTD',
      compressors: { ZSTD: zstd },
      createdBy: 'gridledger',
    })
    const drain = () => {
      sink.write(bytes.getBytes())
      bytes.index = 0
    }
    let held: Rows[] = []
    let count = 0
    const writeGroup = () => {
      if (count === 0) return
      const columnData = columns.map((column, index) => {
        const parts = held.map((rows) => rows.columns[index] ?? [])
        const data = physical(column, parts, count)
        return { name: column.name, data, ...encoding(column.kind) }
      })
      void parquet.write({ columnData, rowGroupSize: count })
      held = []
      count = 0
      drain()
    }
    return {
      write: (rows) => {
        held.push(rows)
        count += rows.count
        if (count >= GROUP_ROWS) writeGroup()
      },
      finish: () => {
        writeGroup()
        void parquet.finish()
        drain()
      },
    }
  }
}

const zstd = (bytes: Uint8Array): Uint8Array =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 1 } })

function schemaElement({ name, kind, isNullable }: Column): SchemaElement {
  const repetition_type = isNullable ? 'OPTIONAL' : 'REQUIRED'
  switch (kind) {
    case 'text':
    case 'json':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type }
    case 'flag':
      return { name, type: 'BOOLEAN', repetition_type }
    case 'integer':
      return { name, type: 'INT64', repetition_type }
    case 'time':
      return {
        name,
        type: 'INT64',
        converted_type: 'TIMESTAMP_MICROS',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
        repetition_type,
      }
    case 'number':
    case 'money':
    case 'decimal':
      return { name, type: 'DOUBLE', repetition_type }
  }
}

/** Whole numbers and times grow from row to row: their differences are small. */
function encoding(kind: ColumnKind): { readonly encoding?: 'DELTA_BINARY_PACKED' } {
  return kind === 'integer' || kind === 'time' ? { encoding: 'DELTA_BINARY_PACKED' } : {}
}

/** The cells of a column as the writer takes them: whole numbers and doubles, or a list with nulls. */
function physical({ kind, isNullable }: Column, parts: readonly ArrayLike<Cell>[], count: number) {
  const isNumeric = kind !== 'text' && kind !== 'json' && kind !== 'flag'
  if (isNullable || !isNumeric) {
    const values = new Array<Cell>(count)
    copy(parts, values, isNumeric ? (cell) => (cell === null ? null : doubleOf(kind, cell)) : same)
    return values
  }
  const values = new Float64Array(count)
  copy(parts, values, (cell) => doubleOf(kind, cell))
  return values
}

const same = (cell: Cell): Cell => cell

function copy<A>(
  parts: readonly ArrayLike<Cell>[],
  into: { [row: number]: A },
  as: (cell: Cell) => A,
) {
  let end = 0
  for (const part of parts) {
    for (let row = 0; row < part.length; row += 1) {
      into[end] = as(part[row] ?? null)
      end += 1
    }
  }
}

/** Money in 1e-8, and digits, as the nearest double. */
function doubleOf(kind: ColumnKind, cell: Cell): number {
  return kind === 'money' ? Number(cell) / MONEY_SCALE : Number(cell)
}
