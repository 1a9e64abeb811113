import { Command, CommanderError } from 'commander'
import { Failure, type Problem } from '../failure'
import { COMMANDS, listed } from './commands'
import { withoutPasswords } from './ledgerFlag'

/** 0 done, 1 the answer is no, 2 bad input, 3 the outside failed; 128 and the signal's number. */
function exitCode(problem: Problem): number {
  switch (problem.kind) {
    case 'not-found':
    case 'no':
      return 1
    case 'input':
      return 2
    case 'ledger':
      return problem.error.kind === 'unusable' ? 2 : 3
    case 'outside':
      return 3
    case 'stopped':
      return problem.signal === 'SIGINT' ? 130 : 143
  }
}

/** The program with the one command that is named, or with a list of all where none is. */
async function program(): Promise<Command> {
  const name = process.argv.slice(2).find((word) => Object.hasOwn(COMMANDS, word))
  const asked = name === undefined ? undefined : COMMANDS[name]
  const commands =
    asked === undefined
      ? Object.entries(COMMANDS).map(([each, command]) => listed(each, command))
      : [await asked.load()]
  const root = new Command('gridledger')
    .description(
      'Contract grids as an event-sourced season: run them, look at every event, trust the numbers.',
    )
    .version('0.1.0')
    .showHelpAfterError('(--help says what there is)')
    .addHelpText('after', '\nExample:\n  npx gridledger run okx-aicoin-2025')
  for (const command of commands)
    root.addCommand(command.exitOverride().showHelpAfterError('(--help says what there is)'))
  return root.exitOverride()
}

async function main(): Promise<number> {
  try {
    await (await program()).parseAsync()
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof Failure)) throw error
    const lines = withoutPasswords(error.message).split('\n')
    for (const line of lines) console.error(`gridledger: ${line}`)
    return exitCode(error.problem)
  }
}

// A reader that leaves early (| head) is no failure; a file on a full disk is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  console.error(`gridledger: standard output: ${error.message}`)
  process.exit(3)
})
void main().then((code) => {
  process.exitCode = code
})
