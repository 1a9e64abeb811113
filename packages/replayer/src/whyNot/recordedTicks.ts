import type { Ledger } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { Failure, run } from '../failure'
import type { FoundRun } from '../season/findRun'
import { denseRow } from '../season/ticksAt'
import type { AskedMoment } from './askedMoment'
import type { LineHistory } from './lineHistory'

/**
 * How many ticks of its tape a run has surely seen: all of them in a finished season, else those up
 * to its last event or check. Throws Failure (not found) where the moment lies beyond, or where the
 * run has not begun.
 */
export async function recordedTicks(
  ledger: Ledger,
  { run: name, streams, facts }: FoundRun,
  { laid, stop, lastTick }: LineHistory,
  moment: AskedMoment,
): Promise<number> {
  const goOn = 'its season is unfinished, and the `run` that recorded it goes on with it'
  if (laid.length === 0) throw absent(`${ledger.address} has no event of ${name} yet: ${goOn}`)
  if (facts.isClosed) return (await run(ledger.head(streams.ticks)))?.events ?? 0
  const checks = (await run(ledger.head(streams.checks)))?.events ?? 0
  const check = checks === 0 ? undefined : await denseRow(ledger, streams.checks, checks - 1)
  const last = Math.max(lastTick, check?.cause ?? 0)
  if (stop === null && moment.tick > last) {
    const seen = await denseRow(ledger, streams.ticks, last)
    const until = seen === undefined ? `tick ${last}` : isoTime(seen.timeMicros)
    throw absent(`${name} is recorded until ${until} so far: ${goOn}`)
  }
  return last + 1
}

function absent(message: string): Failure {
  return new Failure({ kind: 'not-found', message })
}
