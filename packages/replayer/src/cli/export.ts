import { Command, Option } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { nearestName } from '@gridledger/domain'
import { csvFormat } from '../export/csvFormat'
import { EVENT_TYPES } from '../export/columns'
import { exportStreams } from '../export/exportStreams'
import { ndjsonFormat } from '../export/ndjsonFormat'
import {
  EXTENSIONS,
  type Extension,
  type OutFile,
  type OutFolder,
  outFolder,
} from '../export/outFolder'
import { parquetFormat } from '../export/parquetFormat'
import type { Format } from '../export/table'
import { type Target, findTarget } from '../export/target'
import { Failure, inputProblem } from '../failure'
import { openLedger } from '../ledger/openLedger'
import { stoppableLedger } from '../ledger/stoppableLedger'
import { grouped } from './leaderboard'
import { type CommonOptions, withCommonOptions } from './options'
import { eventProgress } from './progress'
import { Stopped, stopSignals } from './stopSignals'
import { table } from './terminal'

interface ExportOptions extends CommonOptions {
  readonly format: Extension
  readonly out?: string
  readonly type?: readonly string[]
  readonly force?: boolean
}

/** `export SEASON|RUN|TAPE --format parquet --out FOLDER`: events as tables, one file a type. */
export function exportCommand(): Command {
  const command = new Command('export')
    .summary('write events as tables for DuckDB, pandas and others')
    .description(
      'Writes all events of a season, a run or a tape as tables, one file for each type of event:\n' +
        'OrderFilled.parquet, PriceTicked.parquet and so on. docs/export.md lists their columns.',
    )
    .argument('<name>', 'a season, a run such as okx-aicoin-2025.qwen3, or a tape')
    .addOption(
      new Option('--format <format>', 'of the files').choices(EXTENSIONS).default('parquet'),
    )
    .option('--out <folder>', 'where to (default: a folder of that name, here)')
    .option('--type <types...>', 'only these types of events, such as OrderFilled')
    .option('--force', 'write into a folder that holds other files too')
    .addHelpText(
      'after',
      '\nExample:\n  npx gridledger export okx-aicoin-2025 --format csv --type OrderFilled',
    )
  return withCommonOptions(command).action((name: string, options: ExportOptions) =>
    exportNamed(name, options),
  )
}

async function exportNamed(name: string, options: ExportOptions): Promise<void> {
  const types = options.type?.map(knownType)
  const { stop, forget } = stopSignals()
  const ledger = openLedger(options.ledger, true)
  try {
    const target = await findTarget(ledger, name)
    const path = options.out ?? name
    const folder = outFolder(path, options.force ?? false)
    try {
      const stoppable = stoppableLedger(ledger, stop)
      const tables = await writeTables(stoppable, target, folder, { ...options, types })
      const { kind } = target
      const exported = { [kind]: name, format: options.format, folder: path, tables }
      console.log(options.json === true ? JSON.stringify(exported) : exportedText(path, tables))
    } catch (error) {
      folder.discard()
      if (!(error instanceof Stopped)) throw error
      const { signal, message } = error
      throw new Failure({ kind: 'stopped', signal, message: `${message}; nothing was exported` })
    }
  } finally {
    ledger.close()
    forget()
  }
}

interface Exported {
  readonly type: string
  readonly file: string
  readonly rows: number
  readonly bytes: number
}

interface Wanted {
  readonly format: Extension
  /** Undefined for all. */
  readonly types: readonly string[] | undefined
}

/** Writes the tables and puts them into their places: all of them or none. */
async function writeTables(
  ledger: Ledger,
  target: Target,
  folder: OutFolder,
  { format, types }: Wanted,
): Promise<readonly Exported[]> {
  const make = await formatOf(format)
  const written: { readonly type: string; readonly file: OutFile; rows: number }[] = []
  const progress = eventProgress(target.name, target.events)
  let done = 0
  try {
    await exportStreams(
      ledger,
      target,
      ({ type, columns }) => {
        if (types?.includes(type) === false) return undefined
        const file = folder.open(`${type}.${format}`)
        const counted = { type, file, rows: 0 }
        written.push(counted)
        const rows = make(columns, file)
        return {
          write: (more) => {
            counted.rows += more.count
            rows.write(more)
          },
          finish: rows.finish,
        }
      },
      (count) => progress.update((done += count)),
    )
  } finally {
    progress.stop()
  }
  if (written.length === 0) {
    const message = `${target.name} has no events of type ${types?.join(' or ') ?? ''}`
    throw new Failure({ kind: 'not-found', message })
  }
  const order = written.toSorted(
    (a, b) => EVENT_TYPES.indexOf(a.type) - EVENT_TYPES.indexOf(b.type),
  )
  const tables = order.map(({ type, file, rows }) => {
    return { type, file: file.name, rows, bytes: file.bytes() }
  })
  // A whole export leaves no table of an earlier one beside its own.
  const isWritten = (name: string) => tables.some(({ file }) => file === name)
  const all = types === undefined ? EVENT_TYPES.map((type) => `${type}.${format}`) : []
  folder.commit(all.filter((name) => !isWritten(name)))
  return tables
}

function formatOf(format: Extension): Promise<Format> | Format {
  if (format === 'parquet') return parquetFormat()
  return format === 'csv' ? csvFormat : ndjsonFormat
}

function knownType(type: string): string {
  if (EVENT_TYPES.includes(type)) return type
  const expected = nearestName(type, EVENT_TYPES) ?? EVENT_TYPES.join(', ')
  throw new Failure(inputProblem(`--type: expected ${expected}, found ${type}`))
}

function exportedText(folder: string, tables: readonly Exported[]): string {
  const columns = [{ title: 'table', align: 'left' as const }, { title: 'rows' }, { title: 'KB' }]
  const kilobytes = (bytes: number) => grouped(Math.ceil(bytes / 1024))
  const rows = tables.map(({ file, rows: count, bytes }) => [
    file,
    grouped(count),
    kilobytes(bytes),
  ])
  const all = tables.reduce((sum, { bytes }) => sum + bytes, 0)
  const events = tables.reduce((sum, { rows: count }) => sum + count, 0)
  return [
    table(columns, rows),
    '',
    `wrote ${grouped(events)} events to ${folder}, ${kilobytes(all)} KB; docs/export.md says what the columns are`,
  ].join('\n')
}
