import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem, notFound } from '../failure'
import { SEASONS_FOLDER } from './shippedSeasons'
import { openToRead } from '../ledger/openLedger'
import { reportPage } from '../report/reportPage'
import { type SeasonViews, seasonViews } from '../report/seasonViews'
import { pageFile, writeWhole } from '../report/writePage'
import { type SeasonDigest, seasonDigest } from '../season/digest'
import { findRun, findSeason } from '../season/findRun'
import { isForkName } from '../season/forks'
import type { SeasonFacts } from '../season/readSeason'
import { type CommonOptions, withCommonOptions } from './options'
import { passedAddress } from './passedAddress'
import { reportCompared } from './reportCompared'

interface ReportOptions extends CommonOptions {
  readonly out?: string
  readonly run?: string
  readonly compare?: readonly string[]
}

/**
 * `report SEASON --out season.html`: a recorded season as one page with its charts; with `--compare`
 * runs beside each other.
 */
export function reportCommand(): Command {
  const command = new Command('report')
    .summary('write a season as one page with its charts')
    .description(
      'Writes one HTML file that opens in any browser without a server or a network:\n' +
        'equity, falls, price with grid lines and fills, tables, and how to make the same.',
    )
    .argument('[season|fork]', 'a season of the ledger, or a fork, beside its parent')
    .option('--out <file>', 'where to; an existing file is replaced (default: SEASON.html)')
    .option('--run <contestant>', 'whose grid is shown first (default: the first of the ranking)')
    .option('--compare <runs...>', 'in place of a season two or more runs, beside each other')
    .addHelpText(
      'after',
      '\nExamples:\n  npx gridledger report okx-aicoin-2025 --out season.html\n' +
        '  npx gridledger report --compare okx-aicoin-2025.qwen3 okx-aicoin-2025.gpt-5 --out two.html',
    )
  return withCommonOptions(command).action(
    async (season: string | undefined, options: ReportOptions) => {
      const { compare, run } = options
      if (compare === undefined && season === undefined) {
        const expected = "missing required argument 'season', or --compare with two or more runs"
        throw new Failure(inputProblem(expected))
      }
      if (compare === undefined && isForkName(season ?? ''))
        return reportCompared(await withParent(season ?? '', options), {
          out: `${season ?? ''}.html`,
          ...options,
        })
      if (compare === undefined) return report(season ?? '', options)
      const other = season === undefined ? (run === undefined ? undefined : '--run') : season
      if (other === undefined) return reportCompared(compare, options)
      throw new Failure(inputProblem(`--compare: expected runs alone, found ${other} beside them`))
    },
  )
}

/** A fork and the run whose past it has. */
async function withParent(fork: string, { ledger: address }: ReportOptions) {
  const ledger = openToRead(address)
  try {
    const { forks } = await findRun(ledger, fork)
    return [forks.at(-1)?.event.data.parent ?? fork, fork]
  } finally {
    ledger.close()
  }
}

async function report(season: string, options: ReportOptions): Promise<void> {
  const out = options.out ?? `${season}.html`
  const ledger = openToRead(options.ledger)
  try {
    const facts = await finishedSeason(ledger, season)
    const { run } = options
    if (run !== undefined && !facts.contestants.includes(run)) {
      throw notFound(`${season} has no contestant ${run}`, run, facts.contestants)
    }
    const file = pageFile(out, options.ledger)
    const views = await seasonViews(ledger, season, facts)
    const digest = await seasonDigest(ledger, season)
    const page = reportPage({
      views,
      digest,
      chosen: run ?? views.board.ranking[0] ?? '',
      timeZone: options.tz,
      commands: commandsOf(season, out, options),
    })
    writeWhole(file, page)
    const written = { season, file: out, bytes: Buffer.byteLength(page), ...sizes(views, digest) }
    if (options.json === true) console.log(JSON.stringify(written))
    else console.log(writtenText(written))
  } finally {
    ledger.close()
  }
}

/** The facts of a season that a report can be made of. */
async function finishedSeason(ledger: Ledger, season: string): Promise<SeasonFacts> {
  const { facts } = await findSeason(ledger, season)
  if (facts.isClosed) return facts
  const advice = '`npx gridledger run` with its season file goes on with it and finishes it'
  const message = `season ${season} of ${ledger.address} is not finished; ${advice}`
  throw new Failure({ kind: 'not-found', message })
}

/** What makes the season and its page again. */
function commandsOf(season: string, out: string, { ledger, run, tz }: ReportOptions): string[] {
  const address = passedAddress(ledger)
  const shown = `${run === undefined ? '' : ` --run ${run}`}${tz === 'UTC' ? '' : ` --tz ${tz}`}`
  return [
    `npx gridledger run ${runArguments(season)}${address}`,
    `npx gridledger report ${season} --out ${basename(out)}${shown}${address}`,
  ]
}

/**
 * What `run` takes for a season: a name that ships, with the files of the bots beside it, or a season
 * file. A ledger knows no file names: they are called after the season and the bots.
 */
function runArguments(season: string): string {
  const [base = '', bots] = season.split('-with-', 2)
  if (!existsSync(join(SEASONS_FOLDER, `${base}.json`))) return `${season}.json`
  const files = bots === undefined ? [] : bots.split('-and-')
  return [base, ...files.map((bot) => `--contestant ${bot}.json`)].join(' ')
}

function sizes({ price, runs }: SeasonViews, digest: SeasonDigest) {
  return {
    ...digest,
    candles: price.candles.length,
    runs: runs.map(({ contestant, curve, fills }) => ({
      contestant,
      points: curve.length,
      fillMarks: fills.marks.length,
    })),
  }
}

interface Written extends ReturnType<typeof sizes> {
  readonly season: string
  readonly file: string
  readonly bytes: number
}

function writtenText({ file, bytes, runs, candles, digest }: Written): string {
  const parts = `contestants ${runs.length}, candles ${candles}`
  return [
    `wrote ${file}: ${parts}, ${Math.ceil(bytes / 1024)} KB; any browser opens it`,
    `digest ${digest}`,
  ].join('\n')
}
