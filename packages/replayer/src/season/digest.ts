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
