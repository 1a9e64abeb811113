import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { Command } from 'commander'
import { Name } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { nearestValidName } from '../season/name'
import { ledgerFlag } from './ledgerFlag'
import { type CommonOptions, withCommonOptions } from './options'
import { shippedSeasons } from './shippedSeasons'
import { shellText } from './shell'
import { paint } from '../text/terminal'

const TEMPLATE = join(__dirname, '..', '..', 'templates', 'season.json')
/** The season's name in the template. */
const TEMPLATE_NAME = 'my-season'

type NewSeasonOptions = CommonOptions & { readonly out?: string }

/** `new-season NAME [--out FILE]`: a season file with every field explained, which runs as it is. */
export function newSeasonCommand(): Command {
  const command = new Command('new-season')
    .summary('write a season file to start from')
    .description(
      'Writes a season file that runs as it is: two grids on the tape that ships, every field ' +
        'explained, what is optional commented out. A file that is there is never overwritten.',
    )
    .argument('<name>', 'the name of the season: a-z, 0-9 and -')
    .option('--out <file>', 'where to write it (default: NAME.json in this folder)')
    .addHelpText('after', '\nExample:\n  npx gridledger new-season my-season')
  return withCommonOptions(command).action((name: string, options: NewSeasonOptions) => {
    const { out: file = `${name}.json` } = options
    writeSeason(validName(name), file)
    if (options.json === true) console.log(JSON.stringify({ file, season: name }))
    else console.log(nextSteps(file, options.ledger))
  })
}

function nextSteps(file: string, ledger: string): string {
  return [
    `${file} written: two grids on the tape that ships, every field explained.`,
    '',
    paint('dim', 'try next'),
    `  npx gridledger run ${shellText([file])}${ledgerFlag(ledger)}`,
  ].join('\n')
}

function validName(name: string): string {
  const found = `found ${JSON.stringify(name)}`
  if (!Name.is(name)) {
    const nearest = nearestValidName(parse(name).ext === '.json' ? parse(name).name : name)
    const hint = nearest === undefined ? '' : `, perhaps ${JSON.stringify(nearest)}`
    throw new Failure(inputProblem(`name: expected ${Name.name}${hint}, ${found}`))
  }
  if (shippedSeasons().includes(name))
    throw new Failure(inputProblem(`name: expected one that no season that ships has, ${found}`))
  return name
}

/** Writes the template under a name, to a file that is not there yet. */
function writeSeason(name: string, file: string): void {
  const season = readFileSync(TEMPLATE, 'utf8')
    .replace(`run ${TEMPLATE_NAME}.json`, () => `run ${shellText([file])}`)
    .replace(`"season": "${TEMPLATE_NAME}"`, () => `"season": "${name}"`)
  try {
    writeFileSync(file, season, { flag: 'wx' })
  } catch (error) {
    throw new Failure(inputProblem(`${file}: ${writeProblem(file, error)}`))
  }
}

function writeProblem(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EEXIST') return 'expected no file yet, found one: nothing was written'
  if (code === 'ENOENT') return `expected the folder ${dirname(file)}, found none`
  return `expected a file that can be written, found: ${String(error)}`
}
