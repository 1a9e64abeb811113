import { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { from, identity, last, lastValueFrom, map, tap } from 'rxjs'
import { boardOf, followSeason } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { seasonDigest } from '../season/digest'
import { addBots } from '../season/addBots'
import { prepareSeason } from '../season/prepareSeason'
import { runSeason } from '../season/runSeason'
import { keepSnapshots, keptSeason } from '../season/snapshots'
import { type ReadSeasonFile, readSeasonFile } from '../season/seasonFile'
import { BOT_GROUP, type BotOptions, botArguments, contestantOption, readBots } from './bots'
import { leaderboardJson, leaderboardText } from './leaderboard'
import { keptOfSeason } from './kept'
import { type CommonOptions, withCommonOptions } from './options'
import { readingProgress, tickProgress } from './progress'
import { type OpenToRecord, recording } from './recording'
import { setupFlags } from './setup'
import { shellText } from './shell'
import { seasonPath, shippedSeasons } from './shippedSeasons'

type RunOptions = CommonOptions & BotOptions

/** `run SEASON.json|NAME`: records the tape and every contestant's run, prints leaderboard and digest. */
export function runCommand(): Command {
  const command = new Command('run')
    .summary('record a season and print its leaderboard')
    .description(
      'Records the tape and every contestant of a season, then prints the leaderboard and the digest.\n' +
        'A season that is there already is printed and not touched; an unfinished one is gone on with.\n' +
        'With a bot of your own it is a season of its own, SEASON-with-BOT, on the same tape.',
    )
    .argument('<season>', `a season file, or a season that ships: ${shippedSeasons().join(', ')}`)
    .addOption(contestantOption())
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger run okx-aicoin-2025 --tz Asia/Shanghai\n' +
        '  npx gridledger run okx-aicoin-2025 --contestant my-bot.json --grid-count 30\n' +
        '  npx gridledger run okx-aicoin-2025 --name my-bot --direction neutral \\\n' +
        '    --spacing arithmetic --lower-price 104000 --upper-price 118000 --grid-count 28 \\\n' +
        '    --leverage 5 --investment 1000',
    )
  for (const flag of setupFlags(BOT_GROUP)) command.addOption(flag)
  return withCommonOptions(command).action((season: string, options: RunOptions) =>
    recording((open, stop) => run(season, options, open, stop)),
  )
}

async function run(
  name: string,
  options: RunOptions,
  open: OpenToRecord,
  stop: AbortSignal,
): Promise<void> {
  const { file, rename } = readSeason(name, options)
  const reading = readingProgress(stop)
  const prepared = await prepareSeason(file, reading.onRead).finally(reading.stop)
  if (E.isLeft(prepared)) throw new Failure(inputProblem(prepared.left))
  const ledger = open(options.ledger, (kept) => keptOfSeason(kept, prepared.right))
  const { season, tape } = prepared.right
  const progress = tickProgress(season, tape.ticks.count)
  try {
    const { outcome, batches } = await runSeason(ledger, prepared.right, rename)
    const board = await lastValueFrom(
      from(batches).pipe(
        tap(({ ticks }) => progress.update(ticks.firstRevision + ticks.batch.count)),
        followSeason(),
        outcome === 'unchanged' ? identity : keepSnapshots(ledger, keptSeason(season)),
        last(),
        map(boardOf),
      ),
    )
    progress.stop()
    const digest = await seasonDigest(ledger, season)
    const command = shellText(['run', name, ...botArguments(options)])
    const result = { board, outcome, digest, tape: tape.sealed, ledger: ledger.address, command }
    if (options.json === true) console.log(JSON.stringify(leaderboardJson(result)))
    else console.log(leaderboardText(result, options.tz))
  } finally {
    progress.stop()
  }
}

/**
 * The season's file, with the bots of the command line beside its contestants, and what to do
 * where a ledger holds other inputs under its name.
 */
function readSeason(
  name: string,
  options: RunOptions,
): { readonly file: ReadSeasonFile; readonly rename: string } {
  const file = readSeasonFile(seasonPath(name))
  if (E.isLeft(file)) throw new Failure(inputProblem(file.left))
  const bots = readBots(options)
  if (bots.length === 0) return { file: file.right, rename: 'give the season another name' }
  const joined = addBots(file.right, bots)
  if (E.isLeft(joined)) throw new Failure(inputProblem(joined.left))
  return { file: joined.right, rename: 'give the bot another name (its "name", or --name)' }
}
