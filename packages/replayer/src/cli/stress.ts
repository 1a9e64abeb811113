import { Command } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import type { TapeMethod } from '../derived/tapeMethod'
import { Failure, inputProblem } from '../failure'
import { openToRead } from '../ledger/openLedger'
import { finishedSeason } from '../season/finishedSeason'
import type { PreparedSeason } from '../season/prepareSeason'
import { type KeptSeason, keepSeasons, stressedSeasons } from '../stress/keepSeasons'
import { type SeasonStress, stressSeason } from '../stress/stressSeason'
import {
  type Shock,
  type StressKind,
  defaultShocks,
  possibleKinds,
  stressMethods,
} from '../stress/stressTapes'
import { keptOfSeason } from './kept'
import { type CommonOptions, withCommonOptions } from './options'
import { simulationProgress } from './progress'
import { type OpenToRecord, recording } from './recording'
import { type Keep, keepOf, kindsOf, shockOf, tapesOf, volatilityOf } from './stressFlags'
import { stressJson } from './stressJson'
import { stressText } from './stressText'

interface StressOptions extends CommonOptions {
  readonly tapes: number
  readonly kinds?: readonly StressKind[]
  readonly shock?: readonly Shock[]
  readonly volatility?: readonly number[]
  readonly keep?: Keep
}

const DEFAULT_VOLATILITIES = [50, 150, 200]

/** `stress SEASON`: how the contestants fare on other tapes. */
export function stressCommand(): Command {
  const command = new Command('stress')
    .summary('run a season on hundreds of other markets made of its own')
    .description(
      'Makes other tapes of the one that a recorded season stands on, runs all contestants on each, and says\n' +
        'on how many they went off-grid, were stopped or liquidated, and lost. Nothing is recorded without --keep.\n' +
        'Kinds of tape: bridge (the same four-hour figures), bootstrap (days drawn anew from its own), shock,\n' +
        'volatility. Shocks are -10, -20, +10 and +20 percent at the middle of the season unless --shock says\n' +
        'otherwise, volatilities 50, 150 and 200 percent unless --volatility does.',
    )
    .argument('<season>', 'a season of the ledger')
    .option('--tapes <number>', 'of each seeded kind, bridge and bootstrap', tapesOf, 100)
    .option('--kinds <kinds>', 'only these, with commas between (default: all)', kindsOf)
    .option('--shock <size@time>', 'such as -20%@2025-10-29T08:45:00Z; several times over', shockOf)
    .option('--volatility <percent>', 'of the moves; several times over', volatilityOf)
    .option(
      '--keep <number|tape>',
      'records the worst, or one by its name; several times over',
      keepOf,
    )
    .addHelpText(
      'after',
      '\nExamples:\n' +
        '  npx gridledger stress okx-aicoin-2025 --tapes 20\n' +
        '  npx gridledger stress okx-aicoin-2025 --kinds shock --shock -30%@2025-10-30T12:00:00Z\n' +
        '  npx gridledger stress okx-aicoin-2025 --keep 1 --keep volatility-200',
    )
  return withCommonOptions(command).action((season: string, options: StressOptions) =>
    recording((open, stop) => stress(season, options, open, stop)),
  )
}

async function stress(
  name: string,
  options: StressOptions,
  open: OpenToRecord,
  stop: AbortSignal,
): Promise<void> {
  const reading = openToRead(options.ledger)
  const { season, made, wanted } = await stressed(reading, name, options, stop).finally(() =>
    reading.close(),
  )
  const kept = await keep(wanted, options.ledger, open)
  const result = { season, made, kept, ledger: reading.address }
  if (options.json === true) console.log(JSON.stringify(stressJson(result)))
  else console.log(stressText(result, options.tz))
}

/** A season under stress, and the seasons of its tapes that are to be kept. */
interface Stressed {
  readonly season: PreparedSeason
  readonly made: SeasonStress
  readonly wanted: readonly PreparedSeason[]
}

async function stressed(
  ledger: Ledger,
  name: string,
  options: StressOptions,
  stop: AbortSignal,
): Promise<Stressed> {
  const season = await finishedSeason(ledger, name)
  const methods = methodsOf(season, options)
  const { worst = 0, methods: named = [] } = options.keep ?? {}
  // Whoever names a tape that there is not learns so before the minutes that follow.
  const ofNames = await stressedSeasons(season, named)
  const progress = simulationProgress(name, methods.length)
  try {
    const made = await stressSeason(season, methods, { stop, onDone: progress.update })
    const worstMethods = made.tapes.slice(0, worst).map(({ method }) => method)
    const all = [...(await stressedSeasons(season, worstMethods)), ...ofNames]
    const wanted = [...new Map(all.map((each) => [each.season, each])).values()]
    return { season, made, wanted }
  } finally {
    progress.stop()
  }
}

function methodsOf(
  { tape }: PreparedSeason,
  { tapes, kinds, shock, volatility }: StressOptions,
): readonly TapeMethod[] {
  const [opened] = tape.opening
  if (opened?.type !== 'TapeOpened') throw new Error(`${tape.name}: a tape without its TapeOpened`)
  const { fromMicros, toMicros } = opened.data
  const possible = possibleKinds(opened.data)
  const wanted = kinds ?? possible
  const flagged = [
    ...(shock === undefined ? [] : [['--shock', 'shock'] as const]),
    ...(volatility === undefined ? [] : [['--volatility', 'volatility'] as const]),
  ]
  for (const [flag, kind] of flagged) {
    if (!wanted.includes(kind)) {
      const message = `${flag}: expected ${kind} among the kinds, found ${wanted.join(', ')}`
      throw new Failure(inputProblem(message))
    }
  }
  const late = shock?.find(({ atMicros }) => atMicros >= toMicros)
  if (late !== undefined) {
    const expected = `expected a moment before the end ${isoTime(toMicros)}`
    throw new Failure(inputProblem(`--shock: ${expected}, found ${isoTime(late.atMicros)}`))
  }
  const impossible = wanted.find((kind) => !possible.includes(kind))
  if (impossible !== undefined) {
    const expected = `expected ${possible.join(', ')} on a tape ${tapeWords(opened.data)}`
    throw new Failure(inputProblem(`--kinds: ${expected}, found ${impossible}`))
  }
  return stressMethods({
    kinds: wanted,
    tapes,
    shocks: shock ?? defaultShocks(fromMicros, toMicros),
    volatilities: volatility ?? DEFAULT_VOLATILITIES,
  })
}

const tapeWords = ({ intervalMicros }: { readonly intervalMicros: number | null }): string =>
  intervalMicros === null ? 'of trades' : 'with bars of four hours or more'

async function keep(
  seasons: readonly PreparedSeason[],
  address: string,
  open: OpenToRecord,
): Promise<readonly KeptSeason[]> {
  if (seasons.length === 0) return []
  const ledger = open(address, async (kept) => {
    const parts: string[] = []
    for (const season of seasons)
      parts.push(`${season.season}: ${await keptOfSeason(kept, season)}`)
    return parts.join('; ')
  })
  return keepSeasons(ledger, seasons)
}
