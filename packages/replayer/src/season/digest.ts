import { createHash } from 'node:crypto'
import { type Ledger, checksStream, runName, runStream, seasonStream } from '@gridledger/domain'
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
  const runs = facts.contestants.map((contestant) => runName(season, contestant))
  const streams = [
    ...tapeStreams(facts.tape, true),
    seasonStream(season),
    ...runs.flatMap((name) => [runStream(name), checksStream(name)]),
  ]
  const hash = createHash('sha256')
  let events = 0
  for (const stream of streams) {
    const head = await run(ledger.head(stream))
    if (head === undefined) continue
    hash.update(`${stream} ${head.events} ${head.chain}\n`)
    events += head.events
  }
  return { digest: hash.digest('hex'), events }
}
