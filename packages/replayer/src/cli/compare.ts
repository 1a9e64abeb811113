import { Command } from 'commander'
import type { Ledger } from '@gridledger/domain'
import { type Comparison, compareRuns, findRuns } from '../compare/compareRuns'
import { partingJson } from '../compare/partingJson'
import { spokenPartings } from '../compare/partingWords'
import { openToRead } from '../ledger/openLedger'
import { comparisonText } from './comparisonText'
import { type CommonOptions, withCommonOptions } from './options'
import { workProgress } from './progress'

/** `compare RUN RUN …`: runs side by side. */
export function compareCommand(): Command {
  const command = new Command('compare')
    .summary('set runs side by side, and say where they part')
    .description(
      'Names the first event at which runs part, with its cause in each, then sets parameters and\n' +
        'figures side by side and draws the curves. Runs may be of one season, of several, or forks;\n' +
        'of more than two, each is held against the first.',
    )
    .argument('<runs...>', 'two or more, such as okx-aicoin-2025.qwen3 okx-aicoin-2025.gpt-5')
    .addHelpText(
      'after',
      '\nExample:\n  npx gridledger compare okx-aicoin-2025.qwen3 okx-aicoin-2025.gpt-5',
    )
  return withCommonOptions(command).action(async (names: string[], options: CommonOptions) => {
    const ledger = openToRead(options.ledger)
    try {
      const found = await findRuns(ledger, names)
      const progress = workProgress('comparing')
      const comparison = await compareRuns(ledger, found, progress.update).finally(progress.stop)
      if (options.json === true)
        console.log(JSON.stringify(await comparisonJson(ledger, comparison)))
      else console.log(await printedText(ledger, comparison, options))
    } finally {
      ledger.close()
    }
  })
}

/** Two runs are `a` and `b`; of more, the rest stand in `others`, each with where it parts from `a`. */
async function comparisonJson(ledger: Ledger, { runs, partings }: Comparison): Promise<object> {
  const [first, second, ...more] = runs
  if (first === undefined || second === undefined) throw new Error('a comparison of less than two')
  const differenceOf = (index: number) => {
    const found = runs[index + 1]?.found ?? second.found
    return partingJson(ledger, [first.found, found], partings[index] ?? null)
  }
  const others = await Promise.all(
    more.map(async ({ report }, index) => ({
      firstDifference: await differenceOf(index + 1),
      run: report,
    })),
  )
  return {
    firstDifference: await differenceOf(0),
    a: first.report,
    b: second.report,
    ...(others.length === 0 ? {} : { others }),
  }
}

async function printedText(
  ledger: Ledger,
  comparison: Comparison,
  { tz, ledger: address }: CommonOptions,
): Promise<string> {
  const found = comparison.runs.map((run) => run.found)
  const partings = await spokenPartings(ledger, found, comparison.partings, tz)
  const room = process.stdout.isTTY ? process.stdout.columns : 80
  return comparisonText({ comparison, partings, room, timeZone: tz, address })
}
