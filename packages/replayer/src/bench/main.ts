import { isRight } from 'fp-ts/Either'
import { nearestName } from '@gridledger/domain'
import { Failure } from '../failure'
import { FULL_SIZE, QUICK_SIZE } from './benchSize'
import { type MeasuredRow, benchJson, benchMarkdown, benchTable } from './benchText'
import { NodeFailed, runNode } from './commandRun'
import { Figures } from './measure'
import { BENCH_ROWS, type BenchRow, PEER_ROWS } from './rows'

const ALL_ROWS = [...BENCH_ROWS, ...PEER_ROWS]
const namesOf = (rows: readonly BenchRow[]) => rows.map(({ name }) => name)
const FLAGS = ['--json', '--markdown', '--quick', '--help', '-h']
const USAGE = `npm run bench -- [NAME …] [--json | --markdown] [--quick]

Measures the rows of the names, or all of them: each in a process of its own, in turn with its
baseline in that same process; what counts is the ratio. EventStoreDB's row is measured on the server
of ESDB_TEST_URL, or on the test server of the protocol.

  --json      a list of { name, perSecond, baseline, ratio, bytesPerEvent, peakMemoryMb }
  --markdown  the table of docs/performance.md
  --quick     everything small: shows that each row works; its figures mean nothing and are not judged
  -h, --help  this text

rows: ${namesOf(BENCH_ROWS).join(', ')}
packages of others, installed into a temporary folder where they are named:
${namesOf(PEER_ROWS).join(', ')}`

/** `npm run bench`, as USAGE says. */
async function main(): Promise<void> {
  const [, script = '', ...args] = process.argv
  // A row in a process of its own, started by this program itself.
  if (args[0] === '--row') {
    const size = args.includes('--quick') ? QUICK_SIZE : FULL_SIZE
    const row = ALL_ROWS.find(({ name }) => name === args[1])
    console.log(JSON.stringify(await row?.measure(size)))
    return
  }
  const asked = args.filter((arg) => !FLAGS.includes(arg))
  const problem = problemOf(args, asked)
  if (problem !== undefined) {
    console.error(`bench: ${problem}`)
    process.exitCode = 2
    return
  }
  if (args.includes('--help') || args.includes('-h')) {
    console.log(USAGE)
    return
  }
  const isQuick = args.includes('--quick')
  if (isQuick) console.error('bench: --quick: these figures mean nothing')
  const rows = asked.length === 0 ? BENCH_ROWS : ALL_ROWS.filter(({ name }) => asked.includes(name))
  const measured = rows.map((row) => measuredApart(script, row, isQuick))
  if (args.includes('--json')) console.log(benchJson(measured))
  else if (args.includes('--markdown')) console.log(benchMarkdown(measured, !isQuick))
  else console.log(benchTable(measured, !isQuick))
}

/** What is wrong with the command; undefined where nothing is. */
function problemOf(args: readonly string[], asked: readonly string[]): string | undefined {
  const unknown = asked.find((name) => !namesOf(ALL_ROWS).includes(name))
  if (unknown !== undefined) {
    const known = [...namesOf(ALL_ROWS), ...FLAGS]
    const nearest = nearestName(unknown, known)
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`
    return `expected ${known.join(', ')}, found ${unknown}${hint}`
  }
  const isBoth = args.includes('--json') && args.includes('--markdown')
  return isBoth ? 'expected --json or --markdown, found both' : undefined
}

/** A row in a process of its own, so that no other one has warmed the engine or filled the memory. */
function measuredApart(script: string, row: BenchRow, isQuick: boolean): MeasuredRow {
  if (process.stderr.isTTY) console.error(`${row.name} …`)
  const { stdout } = runNode([script, '--row', row.name, ...(isQuick ? ['--quick'] : [])])
  const figures = Figures.decode(JSON.parse(stdout))
  if (isRight(figures)) return { row, ...figures.right }
  throw new Error(`${row.name}: expected figures, found ${stdout}`)
}

main().catch((error: unknown) => {
  if (error instanceof NodeFailed) {
    // The row's own process has said why.
    console.error(error.stderr.trimEnd())
    process.exitCode = error.status
  } else {
    const isOutside = error instanceof Failure && error.problem.kind === 'outside'
    console.error(isOutside ? `bench: ${error.message}` : error)
    process.exitCode = isOutside ? 3 : 1
  }
})
