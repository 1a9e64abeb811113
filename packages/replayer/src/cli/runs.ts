import { Command } from 'commander'
import {
  type ForkSet,
  type Ledger,
  type SparseEvent,
  amountOf,
  checksStream,
  runName,
  runStream,
} from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { Failure, run, valueOf } from '../failure'
import { seasonNames } from '../season/findRun'
import { forksIn, lineageOf } from '../season/forks'
import { seasonFacts } from '../season/readSeason'
import { openToRead } from '../ledger/openLedger'
import { type CommonOptions, withCommonOptions } from './options'
import { moment, table } from '../text/terminal'
import { grouped } from '../text/format'

/** `runs [SEASON]`: the runs of a ledger, or of one of its seasons. */
export function runsCommand(): Command {
  const command = new Command('runs')
    .summary('list the runs of a ledger')
    .description(
      'Lists the runs of a ledger, or of one season: what each was started with and how it ended.',
    )
    .argument('[season]', 'only the runs of this season')
    .addHelpText('after', '\nExample:\n  npx gridledger runs okx-aicoin-2025')
  return withCommonOptions(command).action(
    async (season: string | undefined, options: CommonOptions) => {
      const ledger = openToRead(options.ledger)
      try {
        const runs = await listRuns(ledger, season)
        if (options.json === true) console.log(JSON.stringify(runs.map(runJson)))
        else if (runs.length === 0) console.log(`${ledger.address} holds no runs yet`)
        else console.log(runsTable(runs, options.tz))
      } finally {
        ledger.close()
      }
    },
  )
}

interface ListedRun {
  readonly run: string
  /** Of a fork: the run whose past it has, and when it left it. */
  readonly fork: {
    readonly parent: string
    readonly atMicros: number
    readonly set: ForkSet
  } | null
  readonly direction: string
  readonly lowerPrice: string
  readonly upperPrice: string
  readonly gridCount: number
  readonly leverage: string
  readonly startMicros: number
  /** Null while the run is unfinished. */
  readonly stopped: {
    readonly reason: string
    readonly atMicros: number
    readonly equity: string
  } | null
  readonly events: number
  readonly checks: number
}

async function listRuns(ledger: Ledger, only: string | undefined): Promise<readonly ListedRun[]> {
  const names = await seasonNames(ledger)
  if (only !== undefined && !names.includes(only)) {
    const known = names.length === 0 ? 'it holds none' : `it holds ${names.join(', ')}`
    throw new Failure({
      kind: 'not-found',
      message: `${ledger.address} has no season ${only}; ${known}`,
    })
  }
  const runs: ListedRun[] = []
  const streams = await run(ledger.streams())
  for (const season of only === undefined ? names : [only]) {
    const facts = await seasonFacts(ledger, season)
    const forks = forksIn(streams, season)
    for (const contestant of facts?.contestants ?? []) {
      const own = runName(season, contestant)
      for (const name of [own, ...forks.filter((fork) => fork.startsWith(`${own}~`))]) {
        const listed = await listedRun(ledger, name)
        if (listed !== undefined) runs.push(listed)
      }
    }
  }
  return runs
}

async function listedRun(ledger: Ledger, name: string): Promise<ListedRun | undefined> {
  const head = await run(ledger.head(runStream(name)))
  const checks = await run(ledger.head(checksStream(name)))
  const started = await firstOf(ledger, runStream(name), 'GridStarted')
  if (head === undefined || started?.type !== 'GridStarted') return undefined
  const forks = await lineageOf(ledger, name)
  const fork = forks.at(-1)?.event
  // What forks have set since the start; one at the start has a GridStarted of its own.
  const parameters = forks.reduce(
    (before, { event }) => ({ ...before, ...event.data.set }),
    started.data.parameters,
  )
  const stopped = await firstOf(
    ledger,
    runStream(name),
    'GridStopped',
    Math.max(0, head.events - STOP_IS_WITHIN),
  )
  return {
    run: name,
    fork:
      fork === undefined
        ? null
        : { parent: fork.data.parent, atMicros: fork.timeMicros, set: fork.data.set },
    direction: parameters.direction,
    lowerPrice: parameters.lowerPrice,
    upperPrice: parameters.upperPrice,
    gridCount: parameters.gridCount,
    leverage: parameters.leverage,
    startMicros: started.timeMicros,
    stopped:
      stopped?.type === 'GridStopped'
        ? {
            reason: stopped.data.reason,
            atMicros: stopped.timeMicros,
            equity: amountOf(stopped.data.equity).toFixed(),
          }
        : null,
    events: head.events,
    checks: checks?.events ?? 0,
  }
}

/** After GridStopped only funding and a liquidation of a kept position can come. */
const STOP_IS_WITHIN = 4096

async function firstOf(
  ledger: Ledger,
  stream: string,
  type: SparseEvent['type'],
  from = 0,
): Promise<SparseEvent | undefined> {
  for await (const read of ledger.read(stream, from)) {
    const { batch } = valueOf(read)
    const found =
      batch.kind === 'sparse' ? batch.events.find((event) => event.type === type) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function runJson({ startMicros, stopped, fork, ...listed }: ListedRun): object {
  const from =
    fork === null ? null : { parent: fork.parent, at: isoTime(fork.atMicros), set: fork.set }
  const end =
    stopped === null
      ? null
      : { reason: stopped.reason, at: isoTime(stopped.atMicros), equity: stopped.equity }
  return { ...listed, fork: from, start: isoTime(startMicros), stopped: end }
}

function runsTable(runs: readonly ListedRun[], timeZone: string): string {
  const columns = [
    { title: 'run', align: 'left' as const },
    { title: 'grid', align: 'left' as const },
    { title: 'range', align: 'left' as const },
    { title: 'started or forked', align: 'left' as const },
    { title: 'stopped', align: 'left' as const },
    { title: 'equity' },
    { title: 'events' },
    { title: 'checks' },
  ]
  return table(
    columns,
    runs.map(
      ({
        run: name,
        fork,
        direction,
        gridCount,
        leverage,
        lowerPrice,
        upperPrice,
        startMicros,
        stopped,
        events,
        checks,
      }) => [
        name,
        `${direction} ${gridCount} at ${leverage}x`,
        `${grouped(lowerPrice)} – ${grouped(upperPrice)}`,
        moment(fork?.atMicros ?? startMicros, timeZone),
        stopped === null
          ? 'unfinished'
          : `${moment(stopped.atMicros, timeZone)} (${stopped.reason})`,
        stopped === null ? '' : Number(stopped.equity).toFixed(2),
        grouped(events),
        grouped(checks),
      ],
    ),
  )
}
