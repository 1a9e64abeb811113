import { Command, CommanderError } from 'commander'
import { Failure, type Problem } from '../failure'
import { checkpointCommand } from './checkpoint'
import { auditCommand } from './audit'
import { copyCommand } from './copy'
import { eventsCommand } from './events'
import { exportCommand } from './export'
import { importCommand } from './import'
import { journalCommand } from './journal'
import { newSeasonCommand } from './newSeason'
import { previewCommand } from './preview'
import { replayCommand } from './replay'
import { reportCommand } from './report'
import { runCommand } from './run'
import { runsCommand } from './runs'
import { seasonsCommand } from './seasons'
import { verifyCommand } from './verify'
import { whyNotCommand } from './whyNot'

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
    case 'stopped':
      return problem.signal === 'SIGINT' ? 130 : 143
  }
}

function program(): Command {
  const commands = [
    previewCommand(),
    runCommand(),
    importCommand(),
    newSeasonCommand(),
    replayCommand(),
    verifyCommand(),
    checkpointCommand(),
    reportCommand(),
    journalCommand(),
    exportCommand(),
    copyCommand(),
    seasonsCommand(),
    runsCommand(),
    eventsCommand(),
    whyNotCommand(),
    auditCommand(),
  ]
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
    await program().parseAsync()
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof Failure)) throw error
    for (const line of error.message.split('\n')) console.error(`gridledger: ${line}`)
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
