import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { Name } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { nearestValidName } from '../season/name'
import { paint } from '../text/terminal'
import { type CommonOptions, withCommonOptions } from './options'
import { ledgerFlag } from './ledgerFlag'
import { shellText } from './shell'

const TEMPLATES = join(__dirname, '..', '..', 'templates')
/** The projection's name in the templates. */
const TEMPLATE_NAME = 'my-view'

type InitOptions = CommonOptions & { readonly folder: string }

/** `init-projection NAME`: a projection that runs as it is, and its test. */
export function initProjectionCommand(): Command {
  const command = new Command('init-projection')
    .summary('write a projection to start from, with its test')
    .description(
      'Writes NAME.mts, a projection that runs as it is, and NAME.test.mts, its test. Files that are ' +
        'there are never overwritten.',
    )
    .argument('<name>', 'the name of the projection: a-z, 0-9 and -')
    .option('--folder <folder>', 'where to write them', '.')
    .addHelpText('after', '\nExample:\n  npx gridledger init-projection fees-by-price')
  return withCommonOptions(command).action(
    (name: string, { folder, json, ledger }: InitOptions) => {
      const [file, test] = [join(folder, `${name}.mts`), join(folder, `${name}.test.mts`)]
      writeBoth(validName(name), file, test)
      if (json === true) console.log(JSON.stringify({ file, test, projection: name }))
      else console.log(nextSteps(file, test, ledger))
    },
  )
}

function nextSteps(file: string, test: string, ledger: string): string {
  const projected = shellText(['npx', 'gridledger', 'project', file, 'okx-aicoin-2025'])
  return [
    `${file} written, a projection that runs as it is, and ${test}, its test.`,
    '',
    paint('dim', 'try next'),
    `  ${projected}${ledgerFlag(ledger)}`,
    `  ${shellText(['npx', 'node', '--test', test])}`,
  ].join('\n')
}

function validName(name: string): string {
  if (Name.is(name)) return name
  const nearest = nearestValidName(name)
  const hint = nearest === undefined ? '' : `, perhaps ${JSON.stringify(nearest)}`
  const found = `found ${JSON.stringify(name)}`
  throw new Failure(inputProblem(`name: expected ${Name.name}${hint}, ${found}`))
}

/** Writes both files or, where one of them cannot be, none. */
function writeBoth(name: string, file: string, test: string): void {
  writeTemplate('my-view.mts', name, file)
  try {
    writeTemplate('my-view.test.mts', name, test)
  } catch (error) {
    rmSync(file)
    throw error
  }
}

function writeTemplate(template: string, name: string, file: string): void {
  const text = readFileSync(join(TEMPLATES, template), 'utf8').replaceAll(TEMPLATE_NAME, name)
  try {
    writeFileSync(file, text, { flag: 'wx' })
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
