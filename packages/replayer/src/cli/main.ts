import { Command, CommanderError } from 'commander'
import { Failure, type Problem } from '../failure'
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

/** Each command in its file, which is loaded when it is asked for; `--help` lists them in this order. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  preview: async () => (await import('./preview.js')).previewCommand(),
  run: async () => (await import('./run.js')).runCommand(),
  import: async () => (await import('./import.js')).importCommand(),
  'new-season': async () => (await import('./newSeason.js')).newSeasonCommand(),
  replay: async () => (await import('./replay.js')).replayCommand(),
  verify: async () => (await import('./verify.js')).verifyCommand(),
  checkpoint: async () => (await import('./checkpoint.js')).checkpointCommand(),
  audit: async () => (await import('./audit.js')).auditCommand(),
  'why-not': async () => (await import('./whyNot.js')).whyNotCommand(),
  journal: async () => (await import('./journal.js')).journalCommand(),
  report: async () => (await import('./report.js')).reportCommand(),
  fork: async () => (await import('./fork.js')).forkCommand(),
  compare: async () => (await import('./compare.js')).compareCommand(),
  bands: async () => (await import('./bands.js')).bandsCommand(),
  stress: async () => (await import('./stress.js')).stressCommand(),
  sweep: async () => (await import('./sweep.js')).sweepCommand(),
  project: async () => (await import('./project.js')).projectCommand(),
  'init-projection': async () => (await import('./initProjection.js')).initProjectionCommand(),
  seasons: async () => (await import('./seasons.js')).seasonsCommand(),
  runs: async () => (await import('./runs.js')).runsCommand(),
  events: async () => (await import('./events.js')).eventsCommand(),
  export: async () => (await import('./export.js')).exportCommand(),
  copy: async () => (await import('./copy.js')).copyCommand(),
}

/** The program with the one command that is given, or with all of them where none of them is. */
async function program(): Promise<Command> {
  const [, , name = ''] = process.argv
  const asked = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  const loading = asked === undefined ? Object.values(COMMANDS) : [asked]
  const commands = await Promise.all(loading.map((load) => load()))
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
