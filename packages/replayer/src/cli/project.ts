import { Command, Option } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { type Projection, ProjectionError, checkedProjection } from '@gridledger/projections'
import { Failure, inputProblem } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { loadProjection } from '../project/loadProjection'
import { type MomentViews, readViews } from '../season/readViews'
import { lineIn } from '../project/lineIn'
import { type CommonOptions, withCommonOptions } from './options'
import { tickProgress, type Progress } from './progress'
import { type ShownViews, type ViewFormat, VIEW_FORMATS, viewText } from './viewText'
import { watchProjection } from './watchProjection'

interface ProjectOptions extends CommonOptions {
  readonly run: readonly string[]
  readonly asOf?: string
  readonly watch?: boolean
  readonly format?: ViewFormat
  readonly keep?: boolean
  readonly check: boolean
}

/** `project FILE SEASON`: a projection of the user's own over a recorded season. */
export function projectCommand(): Command {
  const command = new Command('project')
    .summary('run a projection of your own over a recorded season')
    .description(
      'Runs the projection that a TypeScript file exports over the events of a season, one of its\n' +
        'runs or a fork: of each run by itself or, where the projection says so, of all together.\n' +
        '`init-projection` writes one to start from.',
    )
    .argument('<file>', 'such as fills-per-line.ts; its types are checked first')
    .argument('<season|run>', 'such as okx-aicoin-2025, one of its runs, or a fork of one')
    .option('--run <run>', 'a contestant or a fork such as qwen3~wide (repeatable)', collect, [])
    .option('--as-of <moment>', 'a time such as 2025-10-28T12:00:00Z, or a revision of the ticks')
    .option('--watch', 'again and again while the season is recorded, to its end')
    .addOption(
      new Option('--format <format>', 'how the rows are printed (default: table)').choices(
        VIEW_FORMATS,
      ),
    )
    .option('--keep', 'keep the view in the ledger, and go on from there the next time')
    .option('--no-check', 'without checking the types of the file, which takes a second or two')
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger project fills-per-line.ts okx-aicoin-2025 --run qwen3\n' +
        '  npx gridledger project fills-per-line.ts okx-aicoin-2025 --format svg > fills.svg',
    )
  return withCommonOptions(command).action(
    async (file: string, name: string, options: ProjectOptions) => {
      const format = formatOf(options)
      checkFlags(name, options, format)
      const loaded = await loadProjection(file, options.check)
      requireNoRun(loaded, options.run)
      const ledger = openToRead(options.ledger)
      try {
        await namingTheFile(file, async () => {
          const projection = checkedProjection(loaded)
          const asked = { ledger, name, projection, format, timeZone: options.tz }
          if (options.watch === true) await watchProjection({ ...asked, ...watched(options) })
          else process.stdout.write(await projected(asked, options))
        })
      } finally {
        ledger.close()
      }
    },
  )
}

const collect = (run: string, before: readonly string[]) => [...before, run]

function formatOf({ format, json }: ProjectOptions): ViewFormat {
  if (json !== true) return format ?? 'table'
  if (format === undefined || format === 'json') return 'json'
  throw refused(`--format: expected none beside --json, found ${format}`)
}

/** Flags that would be passed over in silence, or that nothing can follow. */
function checkFlags(
  name: string,
  { run, asOf, watch, keep }: ProjectOptions,
  format: ViewFormat,
): void {
  const isRun = name.includes('.')
  const [first] = run
  if (isRun && first !== undefined)
    throw refused(`--run: expected none for one run, found ${first}`)
  const others = isRun ? name : run.find(isFork)
  for (const flag of [...(watch === true ? ['--watch'] : []), ...(keep === true ? ['--keep'] : [])])
    if (others !== undefined)
      throw refused(`${flag}: expected a season and its own contestants, found ${others}`)
  if (watch !== true) return
  if (asOf !== undefined) throw refused(`--watch: expected no --as-of beside it, found ${asOf}`)
  if (format === 'svg')
    throw refused('--watch: expected --format table, json or csv beside it, found svg')
}

/** A view of all runs together has no run by itself, not even a fork's. */
function requireNoRun({ name, of }: Projection<unknown>, [run]: readonly string[]): void {
  if (of === 'season' && run !== undefined)
    throw refused(
      `${name} is a view of all runs together: expected no run to be named, found ${run}`,
    )
}

const refused = (message: string) => new Failure(inputProblem(message))

const isFork = (run: string): boolean => run.includes('~')

function watched({ run, keep }: ProjectOptions) {
  return { keep: keep === true, ...(run.length > 0 && { contestants: run }) }
}

interface Asked {
  readonly ledger: Ledger
  readonly name: string
  readonly projection: Projection<unknown>
  readonly format: ViewFormat
  readonly timeZone: string
}

/** The views as they are printed; with a final line feed. */
async function projected(
  { ledger, name, projection, format, timeZone }: Asked,
  { run, asOf, keep }: ProjectOptions,
): Promise<string> {
  let progress: Progress | undefined
  const onTicks = (done: number, all: number): void => {
    progress ??= tickProgress(name, all)
    progress.update(done)
  }
  const onTakenUp = (tick: number) =>
    console.error(`gridledger: taken up from what was kept of this version, as of tick ${tick}`)
  const request = {
    onTicks,
    onTakenUp,
    keep: keep === true,
    ...(asOf !== undefined && { asOf }),
  }
  const own = run.filter((each) => !isFork(each))
  const parts: MomentViews<unknown>[] = []
  try {
    if (own.length > 0 || run.length === 0) {
      const contestants = own.length > 0 ? { contestants: own } : {}
      parts.push(await readViews(ledger, name, projection, { ...request, ...contestants }))
    }
    for (const fork of run.filter(isFork)) {
      const forked = fork.startsWith(`${name}.`) ? fork : `${name}.${fork}`
      parts.push(await readViews(ledger, forked, projection, request))
    }
  } finally {
    progress?.stop()
  }
  const shown: ShownViews = {
    ...{ name, projection, format, timeZone, ledger: ledger.address },
    views: parts.flatMap(({ views }) => views),
    last: parts[0]?.last ?? null,
  }
  return `${viewText(shown)}\n`
}

/** Names the file, and the line in it, where its projection does what none may do. */
async function namingTheFile(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ProjectionError)) throw error
    const line = lineIn(file, error.cause)
    throw refused(`${file}${line}: ${error.message}`)
  }
}
