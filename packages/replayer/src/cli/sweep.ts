import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'
import { Failure, inputProblem } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { requireContestant } from '../season/findRun'
import { finishedSeason } from '../season/finishedSeason'
import type { PreparedSeason } from '../season/prepareSeason'
import { combinationCount } from '../sweep/combinations'
import { FIGURES, type SweepFigure, figureNamed } from '../sweep/figures'
import { heatMapOf } from '../sweep/heatCells'
import { MOST_HEAT_VALUES, heatMapSvg } from '../sweep/heatMap'
import { keepRuns } from '../sweep/keepRuns'
import { type Axis, parseVary } from '../sweep/parseVary'
import { recordedOf, recordedTexts } from '../sweep/recordedValues'
import {
  type SweepRequest,
  type SweepValues,
  bestOf,
  noValues,
  rowsOf,
  runSweep,
  sweepPool,
} from '../sweep/runSweep'
import { openSweepFile } from '../sweep/sweepFile'
import type { SweptSeason } from '../sweep/sweptMarket'
import { sweptSeason } from '../sweep/sweptSeason'
import { grouped } from '../text/format'
import { type CommonOptions, wholeNumber, withCommonOptions } from './options'
import { combinationProgress } from './progress'
import { pageFile } from '../report/writePage'
import { recording } from './recording'
import { Stopped, stopSignals } from './stopSignals'
import { type ToldSweep, sweepJson, sweepText } from './sweepText'

interface SweepOptions extends CommonOptions {
  readonly vary: readonly string[]
  readonly by: string
  readonly top: number
  readonly csv?: string
  readonly figures?: string
  readonly svg?: string
  readonly keep?: number
}

/** `sweep SEASON CONTESTANT --vary name=values`: every combination of many parameters. */
export function sweepCommand(): Command {
  const command = new Command('sweep')
    .summary('try every combination of many parameters, on all cores')
    .description(
      'Runs one contestant of a recorded season again with every combination of the values that are\n' +
        'given, and ranks them. Values: a,b,c, a range from..to/step (of numbers also from:to:step), or\n' +
        'both: gridCount=10..60/5,100. All that a grid starts with may vary, and width (of the range around\n' +
        'its middle), fillRule, neutralStart, candlePath, tape (bridge-1, bootstrap-2, volatility-150, …),\n' +
        'start and end of the season. Stops: price:98000, ratio:0.03, ratio:0.01..0.1/0.01 or none.\n' +
        'Nothing is recorded but with --keep.',
    )
    .argument('<season>', 'a season of the ledger')
    .argument('<contestant>', 'one of its contestants')
    .requiredOption('--vary <name=values...>', 'such as lowerPrice=98000..108000/500; repeatable')
    .option('--by <figure>', 'what ranks the combinations, such as maxDrawdownPct', 'returnPct')
    .option('--top <number>', 'how many are shown', mostOf, 20)
    .option('--csv <file>', 'all rows; interrupted, the same command goes on from there')
    .option('--figures <names>', 'those in the CSV file, such as returnPct,fee (default: all)')
    .option('--svg <file>', 'a map of the first two that vary, of the best over all others')
    .option('--keep <number>', 'record so many of the best, each as a run', mostOf)
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger sweep okx-aicoin-2025 claude --vary gridCount=10..60/5 --vary width=4000..20000/1000\n' +
        '  npx gridledger sweep okx-aicoin-2025 qwen3 --vary direction=neutral,long,short leverage=2..10/1 \\\n' +
        '    --by maxDrawdownTickPct --csv sweep.csv --svg sweep.svg\n' +
        '  npx gridledger sweep okx-aicoin-2025 claude --vary start=2025-10-23T18:30Z..2025-10-27T18:30Z/6h',
    )
  return withCommonOptions(command).action(
    async (season: string, contestant: string, options: SweepOptions) => {
      const asked = await askedSweep(season, contestant, options)
      const swept = await sweep(asked, options)
      const { keep = 0 } = options
      const best = bestOf(swept.taken, keep)
      const kept =
        best.length === 0
          ? []
          : await recording((open) =>
              keepRuns(
                open(options.ledger, () => Promise.resolve('the runs that were kept so far')),
                asked.season,
                best,
              ),
            )
      const told = { ...asked, ...swept, kept, options: { ...options, season, contestant } }
      if (options.json === true) console.log(JSON.stringify(sweepJson(told)))
      else console.log(sweepText(told))
    },
  )
}

const MOST_SHOWN = 1000

function mostOf(text: string): number {
  const number = wholeNumber(text)
  if (number <= MOST_SHOWN) return number
  throw new InvalidArgumentError(`expected at most ${MOST_SHOWN}`)
}

/** A sweep that has been checked: nothing is wrong with what was asked for. */
interface AskedSweep {
  readonly season: SweptSeason
  readonly axes: readonly Axis[]
  readonly by: SweepFigure
  /** Those of the CSV file. */
  readonly figures: readonly string[]
  /** The recorded run's own values, by axis. */
  readonly recorded: readonly string[]
}

async function askedSweep(
  name: string,
  contestant: string,
  options: SweepOptions,
): Promise<AskedSweep> {
  const by = orRefuse(figureNamed(options.by), '--by')
  const figures = figuresOf(options, by)
  const ledger = openToRead(options.ledger)
  try {
    const season = await finishedSeason(ledger, name)
    const known = season.entries.map(({ entry }) => entry.contestant)
    requireContestant(name, { contestants: known }, contestant)
    const own = recordedIn(season, contestant)
    const axes = parseVary(options.vary, own)
    if (E.isLeft(axes)) throw new Failure(inputProblem(axes.left))
    if (options.svg !== undefined) requireMap(axes.right, options.svg, options)
    const swept = await sweptSeason(season, contestant, axes.right)
    const recorded = recordedTexts(swept, own, axes.right)
    return { season: swept, axes: axes.right, by, figures, recorded }
  } finally {
    ledger.close()
  }
}

function recordedIn({ entries, tape }: PreparedSeason, contestant: string) {
  const entry = entries.find((each) => each.entry.contestant === contestant)?.entry
  const [opened] = tape.opening
  if (entry === undefined || opened?.type !== 'TapeOpened')
    throw new Error(`${contestant}: no contestant, or no tape`)
  return recordedOf(entry, opened.data)
}

function figuresOf({ csv, figures }: SweepOptions, by: SweepFigure): readonly string[] {
  if (figures !== undefined && csv === undefined)
    throw new Failure(inputProblem('--figures: expected --csv beside it, found none'))
  if (csv === undefined) return [by.name]
  if (figures === undefined) return FIGURES.map(({ name }) => name)
  const names = figures
    .split(',')
    .map((name) => orRefuse(figureNamed(name.trim()), '--figures').name)
  return [...new Set([by.name, ...names])]
}

function orRefuse<A>(result: E.Either<string, A>, flag: string): A {
  if (E.isRight(result)) return result.right
  throw new Failure(inputProblem(`${flag}: ${result.left}`))
}

function requireMap(axes: readonly Axis[], path: string, { ledger, csv }: SweepOptions): void {
  const [x, y] = axes
  const refuse = (message: string) => new Failure(inputProblem(`--svg: ${message}`))
  if (x === undefined || y === undefined)
    throw refuse(`expected two that vary, for a map, found ${axes.length}`)
  const file = pageFile(path, ledger, '--svg')
  if (csv !== undefined && resolve(csv) === resolve(path))
    throw refuse(`expected another file than that of --csv, found ${path}`)
  if (existsSync(file) && !readFileSync(file, 'utf8').trimStart().startsWith('<svg'))
    throw refuse(`expected a new file or a map, found ${path}, which is none; nothing was changed`)
  const large = [x, y].find(({ values }) => values.length > MOST_HEAT_VALUES)
  if (large === undefined) return
  throw refuse(
    `expected at most ${MOST_HEAT_VALUES} values of ${large.name}, found ${large.values.length}`,
  )
}

/** Runs what is not done yet, and all figures of what will be shown. */
async function sweep(
  { season, axes, by, figures, recorded }: AskedSweep,
  { csv, svg, top }: SweepOptions,
): Promise<Pick<ToldSweep, 'taken' | 'top'>> {
  const taken = noValues(season)
  const { stop, forget } = stopSignals()
  const count = combinationCount(axes)
  const progress = combinationProgress(season.opened.season, count + 1)
  const file =
    csv === undefined ? undefined : await openSweepFile(csv, season, figures, by, recorded, taken)
  let done = file?.done ?? 0
  const pool = sweepPool(season, { stop })
  try {
    const request: SweepRequest = { season, by, figures, pool }
    await runSweep(request, taken, done, (rows) => {
      file?.append(rows)
      done += rows.length
      progress.update(done)
    })
    if (svg !== undefined)
      writeMap(svg, taken, axes, by, `${season.opened.season}, ${season.entry.contestant}`)
    const all = { ...request, figures: FIGURES.map(({ name }) => name) }
    return { taken, top: await rowsOf(all, [0, ...bestOf(taken, top)]) }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error
    const kept =
      csv === undefined
        ? 'nothing is kept; with --csv FILE it would be'
        : `${csv} keeps ${grouped(done)} of ${grouped(count + 1)} rows; the same command goes on`
    const message = `${error.message}\n${kept}`
    throw new Failure({ kind: 'stopped', signal: error.signal, message })
  } finally {
    await pool.end()
    progress.stop()
    file?.close()
    forget()
  }
}

function writeMap(
  path: string,
  taken: SweepValues,
  axes: readonly Axis[],
  by: SweepFigure,
  title: string,
): void {
  try {
    writeFileSync(path, heatMapSvg(heatMapOf(taken, axes, by, title)))
  } catch (error) {
    throw new Failure({ kind: 'outside', message: `--svg ${path}: ${String(error)}` })
  }
}
