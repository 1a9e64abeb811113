import { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { from, lastValueFrom } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { type LeaderboardRow, leaderboard } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { recordTape } from '../import/recordTape'
import { openToRead } from '../ledger/openLedger'
import { throughForks } from '../ledger/throughForks'
import { type FoundRun, findRun } from '../season/findRun'
import { recordFork } from '../season/forkRun'
import { parseForkSet } from '../season/forkSet'
import { type ForkMarket, forkMarket } from '../season/forkTape'
import { nearestValidName } from '../season/name'
import { parsePoint } from '../season/pointInTime'
import { type PreparedFork, prepareFork } from '../season/prepareFork'
import { readRun } from '../season/readRun'
import { moment } from '../text/terminal'
import { forkJson, forkText } from './forkText'
import { type CommonOptions, withCommonOptions } from './options'
import { tickProgress } from './progress'
import { type OpenToRecord, recording } from './recording'

interface ForkOptions extends CommonOptions {
  readonly at: string
  readonly set?: readonly string[]
  readonly tape?: string
  readonly as?: string
}

/** `fork RUN --at T --set key=value`: a new run from that moment. */
export function forkCommand(): Command {
  const command = new Command('fork')
    .summary('go on with a run from any moment with other parameters')
    .description(
      'Records a new run, RUN~NAME, that has the past of RUN up to a moment and goes on with other\n' +
        'parameters, stops, fees, another fill rule, candle path or tape. The past is read through, never\n' +
        'copied; of RUN no byte changes. At its start everything can be set, later what an amendment can.\n' +
        'Stops: price:98000, ratio:0.03, 3% or none. Margin is added with --set addMargin=100.',
    )
    .argument('<run>', 'such as okx-aicoin-2025.qwen3, or a fork of it')
    .requiredOption(
      '--at <moment>',
      "a time such as 2025-10-29T00:00:00Z, or a revision of the run's stream",
    )
    .option('--set <key=value...>', 'such as lowerPrice=100000 stopLoss=3% candlePath=high-first')
    .option(
      '--tape <tape>',
      "a tape of the ledger to go on with, or one made of the run's such as bridge-7",
    )
    .option('--as <name>', 'of a-z, 0-9 and - (default: one that says what it is)')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger fork okx-aicoin-2025.qwen3 --at 2025-10-29T16:00:00Z --set lowerPrice=100000\n' +
        '  npx gridledger fork okx-aicoin-2025.qwen3 --at 2025-10-29T00:00:00Z --set stopLoss=3% --as stopped\n' +
        '  npx gridledger compare okx-aicoin-2025.qwen3 okx-aicoin-2025.qwen3~stopped',
    )
  return withCommonOptions(command).action((name: string, options: ForkOptions) =>
    recording((open) => fork(name, options, open)),
  )
}

async function fork(name: string, options: ForkOptions, open: OpenToRecord): Promise<void> {
  const { market, prepared } = await checked(name, options)
  const found = prepared.seam.parent
  const { contender, driven } = prepared.start
  const ledger = open(options.ledger, () => Promise.resolve(`what is recorded of ${contender.run}`))
  if (market?.unrecorded != null) await recordTape(ledger, market.unrecorded)
  const progress = tickProgress(contender.run, driven.tape.ticks.count)
  try {
    const outcome = await recordFork(ledger, prepared.start, progress.update)
    const through = throughForks(ledger)
    const run = await findRun(through, contender.run)
    const [own, parent] = [await rowOf(through, run), await rowOf(through, found)]
    progress.stop()
    const told = { prepared, outcome, run, asked: name, found, own, parent, ledger: options.ledger }
    if (options.json === true) console.log(JSON.stringify(forkJson(told)))
    else console.log(forkText(told, options.tz))
  } finally {
    progress.stop()
  }
}

/** Everything that the command line asks for, checked against the ledger: nothing is written. */
async function checked(
  name: string,
  options: ForkOptions,
): Promise<{
  readonly market: ForkMarket | undefined
  readonly prepared: PreparedFork
}> {
  const changes = parseForkSet(options.set ?? [])
  if (E.isLeft(changes)) throw new Failure(inputProblem(changes.left))
  const at = parsePoint(options.at)
  if (E.isLeft(at)) throw new Failure(inputProblem(`--at: ${at.left}`))
  const as = nameOf(options.as)
  const ledger = openToRead(options.ledger)
  try {
    const found = await findRun(ledger, name)
    const { set, candlePath } = changes.right
    const market = await forkMarket(ledger, found, { tape: options.tape, candlePath })
    const request = {
      found,
      at: at.right,
      set,
      ...(market === undefined ? {} : { tape: market.tape }),
      ...(as === undefined ? {} : { name: as }),
    }
    const told = (micros: number) => moment(micros, options.tz)
    return { market, prepared: await prepareFork(ledger, request, told, market?.ledger) }
  } finally {
    ledger.close()
  }
}

function nameOf(as: string | undefined): string | undefined {
  if (as === undefined || /^[a-z0-9-]+$/.test(as)) return as
  const valid = nearestValidName(as)
  const hint = valid === undefined ? '' : `; ${valid} would do`
  const message = `--as: expected a name of a-z, 0-9 and -, found ${JSON.stringify(as)}${hint}`
  throw new Failure(inputProblem(message))
}

/** The figures of one run. */
async function rowOf(ledger: Ledger, found: FoundRun): Promise<LeaderboardRow> {
  const board = await lastValueFrom(from(readRun(ledger, found)).pipe(leaderboard()))
  const [row] = board.rows
  if (row === undefined) throw new Error(`${found.run}: a run without figures`)
  return row
}
