import { Command, InvalidArgumentError } from 'commander'
import { either as E } from 'fp-ts'
import { type Ledger, tapeStream } from '@gridledger/domain'
import { type Leaderboard, boardOf, leaderboard } from '@gridledger/projections'
import { finalize, from, lastValueFrom, tap } from 'rxjs'
import { Failure, inputProblem, notFound } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { seasonDigest } from '../season/digest'
import { type FoundSeason, findSeason } from '../season/findRun'
import { readSparse } from '../season/market'
import { LARGEST_FACTOR } from '../season/pace'
import { readSeason } from '../season/readSeason'
import { type RecordedSpan, recordedSpan, tickAt } from '../season/recordedSpan'
import { seasonViewAt } from '../season/snapshots'
import { leaderboardJson, leaderboardText } from './leaderboard'
import { momentJson, momentText, unfinishedNote } from './momentText'
import { type CommonOptions, withCommonOptions } from './options'
import { tickProgress } from './progress'
import { shellText } from './shell'
import { moment } from '../text/terminal'
import { unfoldSeason } from './unfoldSeason'

interface ReplayOptions extends CommonOptions {
  readonly until?: string
  readonly from?: string
  readonly speed?: number
  readonly run?: string
}

/** `replay SEASON`: the views of a recorded season, from the ledger alone. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .summary('show a recorded season again, as it was at a moment, or as it unfolds')
    .description(
      'Reads nothing but the ledger. Prints the final views, equal to what run printed; with\n' +
        '--until every view as it was at a moment; with --speed the season as it unfolds.\n' +
        'Keys: space stops and goes on, → or n goes on by one tick, + and - change the speed, q ends.',
    )
    .argument('<season>', 'a season of the ledger')
    .option('--until <moment>', 'a time such as 2025-10-28T12:00:00Z, or a revision of the ticks')
    .option('--from <moment>', 'where to begin with --speed (default: at the start)')
    .option('--speed <factor>', 'as fast as this beside real time, such as 3600x', factorOf)
    .option('--run <contestant>', 'whose events --speed shows (default: the first that entered)')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger replay okx-aicoin-2025 --until 2025-10-28T12:00:00Z\n' +
        '  npx gridledger replay okx-aicoin-2025 --speed 3600x --run qwen3',
    )
  return withCommonOptions(command).action(async (season: string, options: ReplayOptions) => {
    checkOptions(options)
    const ledger = openToRead(options.ledger)
    try {
      await replay(ledger, await findSeason(ledger, season), options)
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

function checkOptions({ from: begin, speed, run, json }: ReplayOptions): void {
  const misplaced = [
    ...(begin === undefined ? [] : ['--from']),
    ...(run === undefined ? [] : ['--run']),
  ][0]
  if (speed === undefined && misplaced !== undefined)
    throw new Failure(inputProblem(`${misplaced}: expected --speed beside it, found none`))
  if (speed !== undefined && json === true)
    throw new Failure(inputProblem('--speed: expected no --json beside it, found both'))
}

async function replay(
  ledger: Ledger,
  found: FoundSeason,
  { until, from: begin, speed, run, tz, json }: ReplayOptions,
): Promise<void> {
  const { facts, opened } = found
  if (run !== undefined && !facts.contestants.includes(run))
    throw notFound(`${opened.season} has no contestant ${run}`, run, facts.contestants)
  const span = await recordedSpan(ledger, found)
  const tickOf = (flag: string, text: string) => momentTick(ledger, found, span, flag, text, tz)
  const untilTick = until === undefined ? span.lastTick : await tickOf('--until', until)
  if (speed !== undefined) {
    const fromTick = begin === undefined ? null : await tickOf('--from', begin)
    if (fromTick !== null && fromTick > untilTick)
      throw new Failure(
        inputProblem(
          `--from: expected a moment before --until ${until ?? 'the end'}, found ${begin ?? ''}`,
        ),
      )
    const contestant = run ?? facts.contestants[0] ?? ''
    await unfoldSeason(ledger, found, {
      fromTick,
      untilTick,
      contestant,
      factor: speed,
      timeZone: tz,
    })
  } else if (until === undefined) await printBoard(ledger, found, span, { tz, json })
  else {
    const view = await seasonViewAt(ledger, opened.season, untilTick)
    const shown = { board: boardOf(view), view, span, ledger: ledger.address }
    console.log(json === true ? JSON.stringify(momentJson(shown)) : momentText(shown, tz))
  }
}

async function momentTick(
  ledger: Ledger,
  found: FoundSeason,
  span: RecordedSpan,
  flag: string,
  text: string,
  timeZone: string,
): Promise<number> {
  const tick = await tickAt(ledger, found, span, text, (micros) => moment(micros, timeZone))
  if (E.isLeft(tick)) throw new Failure(inputProblem(`${flag}: ${tick.left}`))
  return tick.right
}

/** What `run` printed, read again. */
async function printBoard(
  ledger: Ledger,
  { facts, opened: { season } }: FoundSeason,
  { lastTick, lastMicros, isFinished }: RecordedSpan,
  { tz, json }: Pick<ReplayOptions, 'tz'> & { readonly json: boolean | undefined },
): Promise<void> {
  const progress = tickProgress(season, lastTick + 1)
  const batches = from(readSeason(ledger, season, isFinished ? {} : { untilTick: lastTick })).pipe(
    tap(({ ticks }) => progress.update(ticks.firstRevision + ticks.batch.count)),
    finalize(progress.stop),
  )
  const whole = await lastValueFrom(batches.pipe(leaderboard()))
  const board = isFinished ? whole : withNote(whole, unfinishedNote(lastMicros, tz))
  const digest = await seasonDigest(ledger, season)
  const tape = (await readSparse(ledger, tapeStream(facts.tape))).events.at(-1)
  if (tape === undefined) throw new Error(`${facts.tape}: a tape without events`)
  const outcome = isFinished ? ('replayed' as const) : ('unfinished' as const)
  const command = shellText(['replay', season])
  const result = { board, outcome, digest, tape, ledger: ledger.address, command }
  console.log(json === true ? JSON.stringify(leaderboardJson(result)) : leaderboardText(result, tz))
}

function withNote(board: Leaderboard, note: string): Leaderboard {
  return { ...board, season: { ...board.season, notes: [...board.season.notes, note] } }
}
