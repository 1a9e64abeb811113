import { spawnSync } from 'node:child_process'
import { table } from '../text/terminal'
import { type BenchRow, measureRow, rowNames } from './rows'

/**
 * `npm run bench [-- --json] [NAME …]`: each row in a process of its own, measured in turn with its
 * baseline in that same process; what counts is the ratio. The rows of EventStoreDB are measured on the
 * server of ESDB_TEST_URL, or on the test server of the protocol.
 */
async function main(): Promise<void> {
  const [, script = '', ...args] = process.argv
  if (args[0] === '--row') {
    console.log(JSON.stringify(await measureRow(args[1] ?? '')))
    return
  }
  const names = args.filter((arg) => !arg.startsWith('--'))
  const unknown = names.find((name) => !rowNames.includes(name))
  if (unknown !== undefined) {
    console.error(`bench: expected ${rowNames.join(' or ')}, found ${unknown}`)
    process.exitCode = 2
    return
  }
  const rows = (names.length > 0 ? names : rowNames).map((name): BenchRow => {
    const child = spawnSync(process.execPath, [script, '--row', name], { encoding: 'utf8' })
    if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`)
    return parseRow(child.stdout)
  })
  console.log(args.includes('--json') ? JSON.stringify(rows) : benchTable(rows))
}

/** What a row's process printed; it is this program's own. */
function parseRow(text: string): BenchRow {
  const row: unknown = JSON.parse(text)
  if (!isRow(row)) throw new Error(`expected a row, found ${text}`)
  return row
}

function isRow(value: unknown): value is BenchRow {
  return typeof value === 'object' && value !== null && 'perSecond' in value && 'ratio' in value
}

function benchTable(rows: readonly BenchRow[]): string {
  const columns = [
    { title: 'name', align: 'left' as const },
    { title: 'a second', align: 'left' as const },
    { title: 'ms' },
    { title: 'baseline', align: 'left' as const },
    { title: 'ratio' },
    { title: 'bytes / dense event' },
    { title: 'peak memory MB' },
  ]
  return table(
    columns,
    rows.map(({ name, unit, perSecond, milliseconds, baseline, ratio, ...row }) => [
      name,
      `${Math.round(perSecond).toLocaleString('en')} ${unit}`,
      milliseconds.toFixed(0),
      baseline,
      ratio < 1 ? `1/${(1 / ratio).toFixed(1)}` : ratio.toFixed(1),
      row.bytesPerEvent === null ? '–' : row.bytesPerEvent.toFixed(2),
      row.peakMemoryMb.toFixed(0),
    ]),
  )
}

void main()
