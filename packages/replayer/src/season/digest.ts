import { createHash } from 'node:crypto'
import {
  type Ledger,
  type StreamHead,
  checksStream,
  runName,
  runStream,
  seasonStream,
} from '@gridledger/domain'
import { run } from '../failure'
import { tapeStreams } from '../import/tape'
import { storedLedger } from '../ledger/throughForks'
import type { FoundRun } from './findRun'
import { seasonFacts } from './readSeason'

/** A season's digest and how many events it covers. */
export interface SeasonDigest {
  readonly digest: string
  readonly events: number
}

/**
 * SHA-256 over the lines `stream count h` of the tape's streams, the season's and each contestant's
 * in order of entry; streams without events are left out.
 */
export async function seasonDigest(ledger: Ledger, season: string): Promise<SeasonDigest> {
  const facts = await seasonFacts(ledger, season)
  if (facts === undefined) throw new Error(`${season}: no such season`)
  const heads: StreamHead[] = []
  for (const stream of digestStreams(season, facts.tape, facts.contestants)) {
    const head = await run(ledger.head(stream))
    if (head !== undefined) heads.push(head)
  }
  return digestOf(heads)
}

/** The streams of a season, in the order in which its digest names them. */
export function digestStreams(
  season: string,
  tape: string,
  contestants: readonly string[],
): readonly string[] {
  const runs = contestants.map((contestant) => runName(season, contestant))
  return [
    ...tapeStreams(tape, true),
    seasonStream(season),
    ...runs.flatMap((name) => [runStream(name), checksStream(name)]),
  ]
}

/** The digest of streams in that order. */
export function digestOf(heads: readonly StreamHead[]): SeasonDigest {
  const hash = createHash('sha256')
  let sum = 0
  for (const { stream, events, chain } of heads) {
    hash.update(`${stream} ${events} ${chain}\n`)
    sum += events
  }
  return { digest: hash.digest('hex'), events: sum }
}

/**
 * The streams that a run relies on: its season's tape and season, and of each run of its lineage the
 * own two, after those of a tape that a fork goes on with.
 */
export function lineageStreams({
  run: name,
  facts,
  opened,
  forks,
}: Pick<FoundRun, 'run' | 'facts' | 'opened' | 'forks'>): readonly string[] {
  const [root = ''] = name.split('~', 1)
  const own = (each: string) => [runStream(each), checksStream(each)]
  const streams = [...tapeStreams(facts.tape, true), seasonStream(opened.season), ...own(root)]
  for (const fork of forks) {
    const tape = tapeStreams(fork.event.data.tape, true).filter((each) => !streams.includes(each))
    streams.push(...tape, ...own(fork.run))
  }
  return streams
}

/** The digest of a run: SHA-256 over the lines of the streams that it relies on. */
export async function runDigest(ledger: Ledger, found: FoundRun): Promise<SeasonDigest> {
  const heads: StreamHead[] = []
  for (const stream of lineageStreams(found)) {
    const head = await run(storedLedger(ledger).head(stream))
    if (head !== undefined) heads.push(head)
  }
  return digestOf(heads)
}
