import { statSync } from 'node:fs'
import { Command } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem, run } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { stoppableLedger } from '../ledger/stoppableLedger'
import { type CopiedFork, copyForks } from '../season/copyForks'
import { type CopiedSeason, copyPlanned } from '../season/copySeason'
import { findSeason, seasonNames } from '../season/findRun'
import { type CopyPlan, planCopy } from '../season/planCopy'
import { grouped } from '../text/format'
import { type Kept, type OpenToRecord, recording } from './recording'
import { type CommonOptions, withCommonOptions } from './options'
import { copyProgress } from './progress'

interface CopyOptions extends CommonOptions {
  readonly from?: string
  readonly to: string
}

/** `copy [SEASON…] --from LEDGER --to LEDGER`: seasons into another ledger. */
export function copyCommand(): Command {
  const command = new Command('copy')
    .summary('copy seasons into another ledger')
    .description(
      'Copies seasons with their tapes into another ledger and reads them back there.\n' +
        'What is there already is compared and passed over: an interrupted copy is\n' +
        'finished by the same command. An unfinished season is copied as far as it is\n' +
        'recorded. Tapes without a season, of `import` alone, are not copied.',
    )
    .argument('[seasons...]', 'such as okx-aicoin-2025 (default: all)')
    .option('--from <address>', 'the ledger to copy from (default: that of --ledger)')
    .requiredOption('--to <address>', 'the ledger to copy into; a file is made where there is none')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger copy --to file:archive.db\n' +
        '  npx gridledger copy okx-aicoin-2025 --from file:gridledger.db --to file:archive.db',
    )
  return withCommonOptions(command).action((names: readonly string[], options: CopyOptions) => {
    if (options.from !== undefined && command.getOptionValueSource('ledger') === 'cli')
      throw new Failure(inputProblem('--from: expected it or --ledger, found both'))
    return recording((open, stop) => copy(names, options, open, stop))
  })
}

async function copy(
  names: readonly string[],
  options: CopyOptions,
  open: OpenToRecord,
  stop: AbortSignal,
): Promise<void> {
  const from = options.from === undefined ? '--ledger' : '--from'
  const source = told(from, () => openToRead(options.from ?? options.ledger))
  const progress = copyProgress()
  const plans: CopyPlan[] = []
  try {
    const read = stoppableLedger(source, stop)
    const seasons = await seasonsToCopy(read, names)
    const target = told('--to', () => open(options.to, keptOf(plans), source))
    if (placeOf(source) === placeOf(target)) {
      const message = `--to: expected another ledger than the one that is copied, found ${target.address}`
      throw new Failure(inputProblem(message))
    }
    for (const season of seasons)
      plans.push(await planCopy(read, target, season, progress.of(season)))
    const copied: Copied[] = []
    for (const plan of plans) {
      const season = await copyPlanned(plan, progress.of(plan.season))
      copied.push({ ...season, forks: await copyForks(read, target, plan.season) })
    }
    progress.stop()
    const ends = { from: source.address, to: target.address }
    if (options.json === true) console.log(JSON.stringify({ ...ends, seasons: copied }))
    else console.log(copied.map((season) => copiedText(season, ends)).join('\n\n'))
  } finally {
    progress.stop()
    source.close()
  }
}

/** Runs what opens a ledger; a problem of it is told of the flag that names it here. */
function told(flag: string, open: () => Ledger): Ledger {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof Failure) || error.problem.kind !== 'input') throw error
    throw new Failure(inputProblem(error.message.replace(/^--ledger:/, `${flag}:`)))
  }
}

/** The seasons that are asked for, which have to be there; all of them where none is named. */
async function seasonsToCopy(source: Ledger, names: readonly string[]): Promise<readonly string[]> {
  for (const name of names) await findSeason(source, name)
  const seasons = names.length === 0 ? await seasonNames(source) : [...new Set(names)]
  if (seasons.length > 0) return seasons
  const message = `${source.address} holds no seasons yet: nothing was copied`
  throw new Failure({ kind: 'not-found', message })
}

/** What tells two ledgers apart: of a file not its path, for one file may have several. */
function placeOf({ address }: Ledger): string {
  const [, path] = /^file:(.+)$/.exec(address) ?? []
  if (path === undefined) return address
  const { dev, ino } = statSync(path, { bigint: true })
  return `${dev}:${ino}`
}

/** What the target holds of what is copied, in words: "123,456 of 413,530 events". */
function keptOf(plans: readonly CopyPlan[]): Kept {
  return async (target) => {
    const events = new Map(
      plans.flatMap(({ heads }) => heads.map((head) => [head.stream, head.events])),
    )
    if (events.size === 0) return 'what it held before: nothing was copied yet'
    let [kept, all] = [0, 0]
    for (const [stream, count] of events) {
      kept += (await run(target.head(stream)))?.events ?? 0
      all += count
    }
    return `${grouped(kept)} of ${grouped(all)} events`
  }
}

/** A season with the forks of its runs. */
type Copied = CopiedSeason & { readonly forks: readonly CopiedFork[] }

const OUTCOMES = { copied: 'copied', resumed: 'gone on with', unchanged: 'there already' }

function copiedText(
  { season, digest, events, copied, outcome, isFinished, forks }: Copied,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  const appended =
    outcome === 'unchanged' ? 'nothing was changed' : `${grouped(copied)} of them appended now`
  return [
    `${season}: ${OUTCOMES[outcome]}`,
    `  ${grouped(events)} events in ${to}, ${appended}; all were read back`,
    `  digest  ${digest}  ${from}`,
    `          ${digest}  ${to}`,
    ...forks.map((fork) => {
      const now =
        fork.copied === 0 ? 'there already' : `${grouped(fork.copied)} of them appended now`
      return `  ${fork.run}: ${grouped(fork.events)} events of its own, ${now}`
    }),
    ...(isFinished
      ? []
      : [
          '  the season is unfinished and was copied as far as it is recorded: the same command goes on',
        ]),
  ].join('\n')
}
