import { Command, InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'
import type { Ledger } from '@gridledger/domain'
import { boardOf } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { findRun, findSeason, requireContestant } from '../season/findRun'
import { LARGEST_FACTOR } from '../season/pace'
import { runSource, seasonSource } from '../season/replaySource'
import { momentJson, momentText } from './momentText'
import { type CommonOptions, withCommonOptions } from './options'
import { moment } from '../text/terminal'
import { printBoard } from './seasonBoard'
import { unfoldSeason } from './unfoldSeason'
import { watchRecording } from './watchRecording'

interface ReplayOptions extends CommonOptions {
  readonly until?: string
  readonly from?: string
  readonly speed?: number
  readonly run?: string
  readonly follow?: boolean
}

/** `replay SEASON`: the views of a recorded season, from the ledger alone. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .summary('show a recorded season again, as it was, as it unfolds or as it is recorded')
    .description(
      'Reads nothing but the ledger. Prints the final views, equal to what run printed; with\n' +
        '--until every view as it was at a moment; with --speed the season as it unfolds; with\n' +
        '--follow a season while another process records it, to its end.\n' +
        'Keys of --speed: space stops and goes on, → or n goes on by one tick, + and - change the speed, q ends.',
    )
    .argument('<season|run>', 'such as okx-aicoin-2025, one of its runs, or a fork of one')
    .option('--until <moment>', 'a time such as 2025-10-28T12:00:00Z, or a revision of the ticks')
    .option('--from <moment>', 'where to begin with --speed (default: at the start)')
    .option('--speed <factor>', 'as fast as this beside real time, such as 3600x', factorOf)
    .option('--follow', 'a season while it is recorded, from its start; waits for one to begin')
    .option('--run <contestant>', 'whose events --speed and --follow show (default: the first)')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger replay okx-aicoin-2025 --until 2025-10-28T12:00:00Z\n' +
        '  npx gridledger replay okx-aicoin-2025 --speed 3600x --run qwen3\n' +
        '  npx gridledger replay okx-aicoin-2025 --follow',
    )
  return withCommonOptions(command).action(async (season: string, options: ReplayOptions) => {
    checkOptions(options)
    const ledger = openToRead(options.ledger)
    try {
      if (options.follow === true) await watchRecording(ledger, season, options)
      else await replay(ledger, season, options)
    } finally {
      ledger.close()
    }
  })
}

/** The factor of `--speed`. */
export function factorOf(text: string): number {
  const [, digits = ''] = /^(\d{1,7})x$/.exec(text) ?? []
  const factor = Number(digits)
  if (factor >= 1 && factor <= LARGEST_FACTOR) return factor
  throw new InvalidArgumentError(
    `expected a whole factor such as 3600x, 60x or 1x, at most ${LARGEST_FACTOR}x`,
  )
}

function checkOptions({ until, from: begin, speed, run, follow, json }: ReplayOptions): void {
  const given = [
    ...(until === undefined ? [] : ['--until']),
    ...(begin === undefined ? [] : ['--from']),
    ...(speed === undefined ? [] : ['--speed']),
  ]
  const [other] = given
  if (follow === true && other !== undefined) throw both('--follow', other)
  if (speed === undefined && begin !== undefined) throw alone('--from', '--speed')
  if (speed === undefined && follow !== true && run !== undefined)
    throw alone('--run', '--speed or --follow')
  if (speed !== undefined && json === true) throw both('--speed', '--json')
}

const both = (flag: string, other: string) =>
  new Failure(inputProblem(`${flag}: expected no ${other} beside it, found both`))
const alone = (flag: string, other: string) =>
  new Failure(inputProblem(`${flag}: expected ${other} beside it, found none`))

async function replay(ledger: Ledger, name: string, options: ReplayOptions): Promise<void> {
  const { until, from: begin, speed, run, tz, json } = options
  const isRun = name.includes('.')
  if (isRun && run !== undefined)
    throw new Failure(inputProblem(`--run: expected none for one run, found ${run}`))
  const source = isRun
    ? await runSource(ledger, await findRun(ledger, name))
    : await seasonSource(ledger, await findSeason(ledger, name))
  if (run !== undefined) requireContestant(name, source, run)
  const placeOf = async (flag: string, text: string) => {
    const place = await source.placeOf(text, (micros) => moment(micros, tz))
    if (E.isLeft(place)) throw new Failure(inputProblem(`${flag}: ${place.left}`))
    return place.right
  }
  const untilPlace = until === undefined ? undefined : await placeOf('--until', until)
  if (speed !== undefined) {
    const from = begin === undefined ? null : await placeOf('--from', begin)
    if (from !== null && untilPlace !== undefined && from > untilPlace) {
      const expected = `a moment before --until ${until ?? ''}`
      throw new Failure(inputProblem(`--from: expected ${expected}, found ${begin ?? ''}`))
    }
    const contestant = run ?? source.contestants[0] ?? ''
    const showing = { from, until: untilPlace, contestant, factor: speed, timeZone: tz }
    await unfoldSeason(source, showing)
  } else if (untilPlace === undefined) await printBoard(ledger, source, { tz, json })
  else {
    const view = await source.viewAt(untilPlace)
    const shown = { board: boardOf(view), view, span: source.span, ledger: ledger.address }
    console.log(json === true ? JSON.stringify(momentJson(shown)) : momentText(shown, tz))
  }
}
