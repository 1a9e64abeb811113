import type { Ledger } from '@gridledger/domain'
import { Failure } from '../failure'
import { EVENT_TYPES, type EventType } from './columns'
import { csvFormat } from './csvFormat'
import { exportStreams } from './exportStreams'
import { ndjsonFormat } from './ndjsonFormat'
import type { Extension, OutFile, OutFolder } from './outFolder'
import { parquetFormat } from './parquetFormat'
import type { Format } from './table'
import type { Target } from './target'

/** A table that was written: all events of one type. */
export interface Exported {
  readonly type: EventType
  readonly file: string
  readonly rows: number
  readonly bytes: number
}

export interface ExportRequest {
  readonly folder: OutFolder
  readonly format: Extension
  /** Undefined for all. */
  readonly types: readonly EventType[] | undefined
  /** Called with the number of events that have been gone through. */
  readonly onEvents: (done: number) => void
}

/**
 * Writes the events of a season, a run or a tape as tables: all files are put into their places, or
 * none. A whole export takes away tables that an earlier one left. Throws Failure where there is no
 * event of the types that are asked for, or the ledger or the disk fails.
 */
export async function exportTables(
  ledger: Ledger,
  target: Target,
  request: ExportRequest,
): Promise<readonly Exported[]> {
  const { folder, format, types } = request
  try {
    const tables = await writeTables(ledger, target, request)
    if (tables.length === 0) {
      const message = `${target.name} has no events of type ${types?.join(' or ') ?? ''}`
      throw new Failure({ kind: 'not-found', message })
    }
    const isWritten = (name: string) => tables.some(({ file }) => file === name)
    const all = types === undefined ? EVENT_TYPES.map((type) => `${type}.${format}`) : []
    folder.commit(all.filter((name) => !isWritten(name)))
    return tables
  } catch (error) {
    folder.discard()
    throw error
  }
}

async function writeTables(
  ledger: Ledger,
  target: Target,
  { folder, format, types, onEvents }: ExportRequest,
): Promise<readonly Exported[]> {
  const make = await formatOf(format)
  const written: { readonly type: EventType; readonly file: OutFile; rows: number }[] = []
  let done = 0
  await exportStreams(
    ledger,
    target,
    ({ type, columns }) => {
      if (types?.includes(type) === false) return undefined
      const file = folder.open(`${type}.${format}`)
      const counted = { type, file, rows: 0 }
      written.push(counted)
      const { write, finish } = make(columns, file)
      return {
        write: (rows) => {
          counted.rows += rows.count
          write(rows)
        },
        finish,
      }
    },
    (count) => onEvents((done += count)),
  )
  const place = ({ type }: { readonly type: EventType }) => EVENT_TYPES.indexOf(type)
  return written
    .toSorted((a, b) => place(a) - place(b))
    .map(({ type, file, rows }) => ({ type, file: file.name, rows, bytes: file.bytes() }))
}

function formatOf(format: Extension): Promise<Format> | Format {
  if (format === 'parquet') return parquetFormat()
  return format === 'csv' ? csvFormat : ndjsonFormat
}
