import { type Ledger, checksStream, runStream } from '@gridledger/domain'
import { run } from '../failure'
import { digestStreams } from '../season/digest'
import { type Difference, differenceAt } from './difference'

/** Streams under the season's name that no contestant has; those of forks are none of them. */
export async function strangersOf(
  ledger: Ledger,
  season: string,
  contestants: readonly string[],
): Promise<readonly Difference[]> {
  const known = new Set(digestStreams(season, '', contestants))
  const streams = await run(ledger.streams())
  return streams
    .filter(
      (name) =>
        name.startsWith(runStream(`${season}.`)) || name.startsWith(checksStream(`${season}.`)),
    )
    .filter((name) => !name.includes('~') && !known.has(name))
    .map((name) => differenceAt('extra', name, 0, 'a stream of a contestant that never entered'))
}
