import { Command, InvalidArgumentError } from 'commander'
import type { PreparedSeason } from '../season/prepareSeason'
import { finishedSeason } from '../season/finishedSeason'
import { type SeasonBands, seasonBands } from '../bands/seasonBands'
import { openToRead } from '../ledger/openLedger'
import { bandsJson } from './bandsJson'
import { bandsText } from './bandsText'
import { type CommonOptions, withCommonOptions, wholeNumber } from './options'
import { simulationProgress } from './progress'

interface BandsOptions extends CommonOptions {
  readonly seeds: number
}

const LARGEST_SEEDS = 1000

/** `bands SEASON`: what a candle hides. */
export function bandsCommand(): Command {
  const command = new Command('bands')
    .summary('how far each figure depends on what a candle hides')
    .description(
      'Runs a recorded season again by both fill rules of candles along every candle path, and says from\n' +
        'where to where each figure goes, and whether the ranking survives. On trades, which hide no path,\n' +
        'by all three fill rules. Nothing is recorded.',
    )
    .argument('<season>', 'a season of the ledger')
    .option('--seeds <number>', 'how many of the paths are seeded', seedsOf, 8)
    .addHelpText('after', '\nExample:\n  npx gridledger bands okx-aicoin-2025 --seeds 20')
  return withCommonOptions(command).action(async (name: string, options: BandsOptions) => {
    const ledger = openToRead(options.ledger)
    try {
      const season = await finishedSeason(ledger, name)
      const bands = await bandsOf(season, options.seeds)
      if (options.json === true) console.log(JSON.stringify(bandsJson(season, bands)))
      else console.log(bandsText(season, bands, options.tz))
    } finally {
      ledger.close()
    }
  })
}

function seedsOf(text: string): number {
  const seeds = wholeNumber(text)
  if (seeds <= LARGEST_SEEDS) return seeds
  throw new InvalidArgumentError(`expected at most ${LARGEST_SEEDS}`)
}

async function bandsOf(season: PreparedSeason, seeds: number): Promise<SeasonBands> {
  let progress: ReturnType<typeof simulationProgress> | undefined
  try {
    return await seasonBands(season, {
      seeds,
      onDone: (done, all) => {
        progress ??= simulationProgress(season.season, all)
        progress.update(done)
      },
    })
  } finally {
    progress?.stop()
  }
}
