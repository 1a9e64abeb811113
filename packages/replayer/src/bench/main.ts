import { isRight } from 'fp-ts/Either'
import { FULL_SIZE, QUICK_SIZE } from './benchSize'
import { type MeasuredRow, benchMarkdown, benchTable } from './benchText'
import { runNode } from './commandRun'
import { Figures } from './measure'
import { BENCH_ROWS, type BenchRow } from './rows'

const names = BENCH_ROWS.map(({ name }) => name)
const FLAGS = ['--json', '--markdown', '--quick', '--help']
const USAGE = `npm run bench -- [NAME …] [--json | --markdown] [--quick]

Measures the rows of the names, or all of them: each in a process of its own, in turn with its
baseline in that same process; what counts is the ratio. EventStoreDB's row is measured on the server
of ESDB_TEST_URL, or on the test server of the protocol.

  --json      a list of { name, perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb }
  --markdown  the table of docs/performance.md
  --quick     everything small: shows that each row works, its figures mean nothing

rows: ${names.join(', ')}`

/** `npm run bench`, as USAGE says. */
async function main(): Promise<void> {
  const [, script = '', ...args] = process.argv
  const size = args.includes('--quick') ? QUICK_SIZE : FULL_SIZE
  const asked = args.filter((arg) => !arg.startsWith('--'))
  const unknown =
    asked.find((name) => !names.includes(name)) ??
    args.find((arg) => arg.startsWith('--') && ![...FLAGS, '--row'].includes(arg))
  if (unknown !== undefined) {
    console.error(`bench: expected ${[...names, ...FLAGS].join(', ')}, found ${unknown}`)
    process.exitCode = 2
    return
  }
  if (args.includes('--help')) {
    console.log(USAGE)
    return
  }
  const rows = BENCH_ROWS.filter(({ name }) => asked.length === 0 || asked.includes(name))
  if (args.includes('--row')) {
    for (const row of rows) console.log(JSON.stringify(await row.measure(size)))
    return
  }
  if (size === QUICK_SIZE) console.error('bench: --quick: these figures mean nothing')
  const measured = rows.map((row) => measuredApart(script, row, args.includes('--quick')))
  console.log(printed(measured, args))
}

/** A row in a process of its own, so that no other one has warmed the engine or filled the memory. */
function measuredApart(script: string, row: BenchRow, isQuick: boolean): MeasuredRow {
  if (process.stderr.isTTY) console.error(`${row.name} …`)
  const { stdout } = runNode([script, '--row', row.name, ...(isQuick ? ['--quick'] : [])])
  const figures = Figures.decode(JSON.parse(stdout))
  if (isRight(figures)) return { row, ...figures.right }
  throw new Error(`${row.name}: expected figures, found ${stdout}`)
}

function printed(measured: readonly MeasuredRow[], args: readonly string[]): string {
  if (args.includes('--markdown')) return benchMarkdown(measured)
  if (!args.includes('--json')) return benchTable(measured)
  return JSON.stringify(
    measured.map(({ row, perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb }) => {
      return { name: row.name, perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb }
    }),
  )
}

void main()
