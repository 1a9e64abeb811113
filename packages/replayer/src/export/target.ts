import {
  type InstrumentUnits,
  type Ledger,
  checksStream,
  instrumentUnits,
  marksStream,
  runName,
  runStream,
  seasonStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { Failure, notFound, run } from '../failure'
import { findRun, findSeason, seasonNames } from '../season/findRun'
import { readSparse } from '../season/market'
import { requireRuns } from '../season/readSeason'

/** What is exported, and its streams in order: tape, season, then each run with its checks. */
export interface Target {
  readonly kind: 'season' | 'run' | 'tape'
  readonly name: string
  readonly streams: readonly string[]
  readonly units: InstrumentUnits
  /** How many events the streams hold. */
  readonly events: number
}

/** A season, a run (`<season>.<contestant>`) or a tape by its name. Throws Failure (not found). */
export async function findTarget(ledger: Ledger, name: string): Promise<Target> {
  const found = await named(ledger, name)
  const streams: string[] = []
  let events = 0
  for (const stream of found.streams) {
    const head = await run(ledger.head(stream))
    if (head === undefined) continue
    streams.push(stream)
    events += head.events
  }
  return { ...found, name, streams, events }
}

type Named = Pick<Target, 'kind' | 'streams' | 'units'>

async function named(ledger: Ledger, name: string): Promise<Named> {
  if (name.includes('.')) {
    const { units } = await findRun(ledger, name)
    return { kind: 'run', streams: runStreams(name), units }
  }
  const tapes = (await run(ledger.streams())).flatMap((stream) =>
    stream.startsWith('tape-') ? [stream.slice('tape-'.length)] : [],
  )
  const seasons = await seasonNames(ledger)
  if (seasons.includes(name)) {
    const { facts, units } = await findSeason(ledger, name)
    await requireRuns(ledger, name, facts, facts.contestants)
    const runs = facts.contestants.flatMap((contestant) => runStreams(runName(name, contestant)))
    const streams = [...tapeStreams(facts.tape), seasonStream(name), ...runs]
    return { kind: 'season', streams, units }
  }
  if (!tapes.includes(name)) {
    const [, meant = ''] = /^(?:tape|ticks|marks|season|run|checks)-(.*)$/.exec(name) ?? []
    if (meant !== '' && [...seasons, ...tapes].includes(meant))
      throw new Failure({
        kind: 'not-found',
        message: `${ledger.address} has no season or tape ${name}; did you mean ${meant}?`,
      })
    throw notFound(`${ledger.address} has no season or tape ${name}`, name, [...seasons, ...tapes])
  }
  const [opened] = (await readSparse(ledger, tapeStream(name))).events
  if (opened?.type !== 'TapeOpened') {
    const message = `tape ${name} of ${ledger.address} does not say what it is of`
    throw new Failure({ kind: 'not-found', message })
  }
  const units = instrumentUnits(opened.data.instrument)
  return { kind: 'tape', streams: tapeStreams(name), units }
}

const runStreams = (name: string) => [runStream(name), checksStream(name)]
const tapeStreams = (name: string) => [tapeStream(name), ticksStream(name), marksStream(name)]
