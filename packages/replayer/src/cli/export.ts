import { Command, Option } from 'commander'
import { nearestName } from '@gridledger/domain'
import { EVENT_TYPES, type EventType, isEventType } from '../export/columns'
import { type Exported, exportTables } from '../export/exportTables'
import { EXTENSIONS, type Extension, outFolder } from '../export/outFolder'
import { findTarget } from '../export/target'
import { Failure, inputProblem } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { stoppableLedger } from '../ledger/stoppableLedger'
import { type CommonOptions, withCommonOptions } from './options'
import { eventProgress } from './progress'
import { Stopped, stopSignals } from './stopSignals'
import { table } from '../text/terminal'
import { grouped } from '../text/format'

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
  const ledger = openToRead(options.ledger)
  try {
    const target = await findTarget(ledger, name)
    const path = options.out ?? name
    const folder = outFolder(path, options.force ?? false)
    const progress = eventProgress(name, target.events)
    const tables = await exportTables(stoppableLedger(ledger, stop), target, {
      folder,
      format: options.format,
      types,
      onEvents: progress.update,
    }).finally(progress.stop)
    const exported = { [target.kind]: name, format: options.format, folder: path, tables }
    console.log(options.json === true ? JSON.stringify(exported) : exportedText(path, tables))
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const { signal, message } = error
    throw new Failure({ kind: 'stopped', signal, message: `${message}; nothing was exported` })
  } finally {
    ledger.close()
    forget()
  }
}

function knownType(type: string): EventType {
  if (isEventType(type)) return type
  const near = nearestName(type, EVENT_TYPES)
  const expected =
    near === undefined ? `one of ${EVENT_TYPES.join(', ')}` : `a type of event, perhaps ${near}`
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
