import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { SingleBar } from 'cli-progress'
import { Command } from 'commander'
import { either as E } from 'fp-ts'
import { from, lastValueFrom, tap } from 'rxjs'
import { nearestName } from '@gridledger/domain'
import { leaderboard } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { seasonDigest } from '../season/digest'
import { prepareSeason } from '../season/prepareSeason'
import { runSeason } from '../season/runSeason'
import { readSeasonFile } from '../season/seasonFile'
import { leaderboardJson, leaderboardText } from './leaderboard'
import { keptOfSeason } from './kept'
import { type CommonOptions, withCommonOptions } from './options'
import { type OpenToRecord, recording } from './recording'

const SEASONS_FOLDER = join(__dirname, '..', '..', 'seasons')

/** `run SEASON.json|NAME`: records the tape and every contestant's run, prints leaderboard and digest. */
export function runCommand(): Command {
  const command = new Command('run')
    .summary('record a season and print its leaderboard')
    .description(
      'Records the tape and every contestant of a season, then prints the leaderboard and the digest.\n' +
        'A season that is there already is printed and not touched; an unfinished one is gone on with.',
    )
    .argument('<season>', `a season file, or a season that ships: ${shippedSeasons().join(', ')}`)
    .addHelpText('after', '\nExample:\n  npx gridledger run okx-aicoin-2025 --tz Asia/Shanghai')
  return withCommonOptions(command).action((season: string, options: CommonOptions) =>
    recording((open) => run(season, options, open)),
  )
}

async function run(name: string, options: CommonOptions, open: OpenToRecord): Promise<void> {
  const file = readSeasonFile(seasonPath(name))
  if (E.isLeft(file)) throw new Failure(inputProblem(file.left))
  const prepared = prepareSeason(file.right)
  if (E.isLeft(prepared)) throw new Failure(inputProblem(prepared.left))
  const ledger = open(options.ledger, (kept) => keptOfSeason(kept, prepared.right))
  const { season, tape } = prepared.right
  const progress = progressBar(season, tape.ticks.count)
  try {
    const { outcome, batches } = await runSeason(ledger, prepared.right)
    const board = await lastValueFrom(
      from(batches).pipe(
        tap(({ ticks }) => progress.update(ticks.firstRevision + ticks.batch.count)),
        leaderboard(),
      ),
    )
    progress.stop()
    const digest = await seasonDigest(ledger, season)
    const result = {
      board,
      outcome,
      digest,
      tape: tape.sealed,
      ledger: ledger.address,
      command: name,
    }
    if (options.json === true) console.log(JSON.stringify(leaderboardJson(result)))
    else console.log(leaderboardText(result, options.tz))
  } finally {
    progress.stop()
  }
}

/** A season file's path: as given, or one that ships. */
function seasonPath(name: string): string {
  if (existsSync(name)) return name
  const shipped = shippedSeasons()
  if (shipped.includes(name)) return join(SEASONS_FOLDER, `${name}.json`)
  const nearest = nearestName(name, shipped)
  const expected =
    nearest === undefined ? `a file, or one of ${shipped.join(', ')}` : `"${nearest}" or a file`
  throw new Failure(inputProblem(`season: expected ${expected}, found ${JSON.stringify(name)}`))
}

function shippedSeasons(): readonly string[] {
  return readdirSync(SEASONS_FOLDER).map((file) => basename(file, '.json'))
}

interface Progress {
  readonly update: (ticks: number) => void
  readonly stop: () => void
}

/** A bar on standard error while a person watches, else nothing. */
function progressBar(season: string, total: number): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
  const bar = new SingleBar({
    format: `${season} [{bar}] {percentage}% of {total} ticks`,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  })
  bar.start(total, 0)
  return { update: (ticks) => bar.update(ticks), stop: () => bar.stop() }
}
