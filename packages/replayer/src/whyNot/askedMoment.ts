import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem, run, valueOf } from '../failure'
import type { FoundRun } from '../season/findRun'
import type { PointInTime } from '../season/pointInTime'
import { denseRow, rowsBefore } from '../season/ticksAt'

/** The moment that a question is about, and the ticks that a trader means by it. */
export interface AskedMoment {
  readonly timeMicros: number
  /** The last tick at or before it; −1 before the first. */
  readonly tick: number
  /** The ticks of the candle that it lies in, `to` excluded; of trades, those at that very time. */
  readonly from: number
  readonly to: number
  /** When that candle opens; null on a tape of trades and in a gap. */
  readonly candleMicros: number | null
}

/**
 * The moment of a time, or of the event of the run's stream with that revision. Throws Failure
 * (input) for a revision that the stream does not have.
 */
export async function askedMoment(
  ledger: Ledger,
  found: FoundRun,
  point: PointInTime,
): Promise<AskedMoment> {
  const { streams, tape } = found
  if (point.kind === 'revision' && tape.intervalMicros === null) {
    const { timeMicros, tick } = await eventPlace(ledger, streams.run, point.revision)
    return { timeMicros, tick, from: tick, to: tick + 1, candleMicros: null }
  }
  const { timeMicros } =
    point.kind === 'time' ? point : await eventPlace(ledger, streams.run, point.revision)
  const count = (bound: number) => rowsBefore(ledger, streams.ticks, bound)
  const tick = (await count(timeMicros + 1)) - 1
  if (tick < 0) return { timeMicros, tick, from: 0, to: 0, candleMicros: null }
  const { intervalMicros } = tape
  if (intervalMicros === null) {
    return { timeMicros, tick, from: await count(timeMicros), to: tick + 1, candleMicros: null }
  }
  const first = (await denseRow(ledger, streams.ticks, 0))?.timeMicros ?? timeMicros
  const open = timeMicros - ((timeMicros - first) % intervalMicros)
  const [from, to] = [await count(open), await count(open + intervalMicros)]
  return { timeMicros, tick, from, to, candleMicros: to > from ? open : null }
}

async function eventPlace(
  ledger: Ledger,
  stream: string,
  revision: number,
): Promise<{ readonly timeMicros: number; readonly tick: number }> {
  for await (const read of ledger.read(stream, revision, revision + 1)) {
    const { batch } = valueOf(read)
    const event = batch.kind === 'sparse' ? batch.events[0] : undefined
    if (event !== undefined) return { timeMicros: event.timeMicros, tick: event.tick ?? 0 }
  }
  const last = ((await run(ledger.head(stream)))?.events ?? 0) - 1
  const expected = `--at: expected a revision of ${stream}, 0 to ${last}`
  throw new Failure(inputProblem(`${expected}, found ${revision}`))
}
