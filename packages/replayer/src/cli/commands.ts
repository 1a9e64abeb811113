import { Command } from 'commander'

/** A command as a list shows it, and in its file, which is loaded when it is asked for. */
export interface ListedCommand {
  /** As its usage names it; empty where it takes none. */
  readonly argument: string
  readonly summary: string
  readonly load: () => Promise<Command>
}

/** All commands; `--help` lists them in this order, and loads none. */
export const COMMANDS: Readonly<Record<string, ListedCommand>> = {
  preview: {
    argument: '[setup]',
    summary: 'show a grid before it runs',
    load: async () => (await import('./preview.js')).previewCommand(),
  },
  run: {
    argument: '<season>',
    summary: 'record a season and print its leaderboard',
    load: async () => (await import('./run.js')).runCommand(),
  },
  import: {
    argument: '<files...>',
    summary: 'record a tape from market data files',
    load: async () => (await import('./import.js')).importCommand(),
  },
  'new-season': {
    argument: '<name>',
    summary: 'write a season file to start from',
    load: async () => (await import('./newSeason.js')).newSeasonCommand(),
  },
  replay: {
    argument: '<season|run>',
    summary: 'show a recorded season again, as it was, as it unfolds or as it is recorded',
    load: async () => (await import('./replay.js')).replayCommand(),
  },
  verify: {
    argument: '<season|run>',
    summary: 'prove that a season is what its tape and parameters give',
    load: async () => (await import('./verify.js')).verifyCommand(),
  },
  checkpoint: {
    argument: '<season>',
    summary: 'write down what a season holds now, for verifying later',
    load: async () => (await import('./checkpoint.js')).checkpointCommand(),
  },
  audit: {
    argument: '<reference>',
    summary: 'say why a fill or an event happened',
    load: async () => (await import('./audit.js')).auditCommand(),
  },
  'why-not': {
    argument: '<run>',
    summary: 'say why a line did not fill',
    load: async () => (await import('./whyNot.js')).whyNotCommand(),
  },
  journal: {
    argument: '<run>',
    summary: 'print a run as double entry',
    load: async () => (await import('./journal.js')).journalCommand(),
  },
  report: {
    argument: '[season|fork]',
    summary: 'write a season as one page with its charts',
    load: async () => (await import('./report.js')).reportCommand(),
  },
  fork: {
    argument: '<run>',
    summary: 'go on with a run from any moment with other parameters',
    load: async () => (await import('./fork.js')).forkCommand(),
  },
  compare: {
    argument: '<runs...>',
    summary: 'set runs side by side, and say where they part',
    load: async () => (await import('./compare.js')).compareCommand(),
  },
  bands: {
    argument: '<season>',
    summary: 'how far each figure depends on what a candle hides',
    load: async () => (await import('./bands.js')).bandsCommand(),
  },
  stress: {
    argument: '<season>',
    summary: 'run a season on hundreds of other markets made of its own',
    load: async () => (await import('./stress.js')).stressCommand(),
  },
  sweep: {
    argument: '<season> <contestant>',
    summary: 'try every combination of many parameters, on all cores',
    load: async () => (await import('./sweep.js')).sweepCommand(),
  },
  project: {
    argument: '<file> <season|run>',
    summary: 'run a projection of your own over a recorded season',
    load: async () => (await import('./project.js')).projectCommand(),
  },
  'init-projection': {
    argument: '<name>',
    summary: 'write a projection to start from, with its test',
    load: async () => (await import('./initProjection.js')).initProjectionCommand(),
  },
  seasons: {
    argument: '',
    summary: 'list the seasons of a ledger',
    load: async () => (await import('./seasons.js')).seasonsCommand(),
  },
  runs: {
    argument: '[season]',
    summary: 'list the runs of a ledger',
    load: async () => (await import('./runs.js')).runsCommand(),
  },
  events: {
    argument: '[stream]',
    summary: 'print the events of a stream',
    load: async () => (await import('./events.js')).eventsCommand(),
  },
  export: {
    argument: '<name>',
    summary: 'write events as tables for DuckDB, pandas and others',
    load: async () => (await import('./export.js')).exportCommand(),
  },
  copy: {
    argument: '[seasons...]',
    summary: 'copy seasons into another ledger',
    load: async () => (await import('./copy.js')).copyCommand(),
  },
}

/** A command as far as a list shows it. */
export function listed(name: string, { argument, summary }: ListedCommand): Command {
  const command = new Command(name).summary(summary).option('--json')
  return argument === '' ? command : command.arguments(argument)
}
