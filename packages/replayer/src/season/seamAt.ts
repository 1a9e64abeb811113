import type { Ledger, SparseEvent } from '@gridledger/domain'
import { Failure, inputProblem, run, valueOf } from '../failure'
import type { PointInTime } from './pointInTime'
import { type FoundRun, findRun } from './findRun'
import { rowsBefore } from './ticksAt'

/** A place between two ticks of a run: where a fork can leave it. */
export interface SeamAt {
  /** The run whose own tick comes next: of a fork's past, the ancestor that it belongs to. */
  readonly parent: FoundRun
  /** That tick of the parent's tape. */
  readonly tick: number
  /** The moment that was asked for; of a revision, the time of its tick. */
  readonly timeMicros: number
  /** The revision that was asked for, where its tick has events before it. */
  readonly insideOf: number | null
}

/**
 * The seam of a moment, or of a revision of the run's stream, moved back to the first event of its
 * tick. Throws Failure (input) with `told`'s words for what lies outside of the run.
 */
export async function seamAt(
  ledger: Ledger,
  found: FoundRun,
  point: PointInTime,
  told: (micros: number) => string,
): Promise<SeamAt> {
  const own = found.forks.at(-1)
  if (point.kind === 'time') {
    const { timeMicros } = point
    if (own !== undefined && timeMicros <= own.event.timeMicros)
      return seamAt(ledger, await parentOf(ledger, found), point, told)
    const { startMicros, endMicros } = found.opened
    if (timeMicros < startMicros || timeMicros > endMicros) {
      const expected = `${told(startMicros)} to ${told(endMicros)}, or a revision of its stream`
      throw new Failure(inputProblem(`--at: expected ${expected}, found ${told(timeMicros)}`))
    }
    const tick = await rowsBefore(ledger, found.streams.ticks, timeMicros)
    return { parent: found, tick, timeMicros, insideOf: null }
  }
  const { revision } = point
  const event = await eventAt(ledger, found, revision)
  const tick = event.tick ?? 0
  if (own !== undefined && revision < own.event.data.seam.events)
    return seamAt(ledger, await parentOf(ledger, found), point, told)
  if (own !== undefined && tick === own.event.tick) {
    const parent = await parentOf(ledger, found)
    const seam = { parent, tick: own.event.data.seam.tick, timeMicros: own.event.timeMicros }
    return { ...seam, insideOf: revision }
  }
  const before = revision === 0 ? undefined : await eventAt(ledger, found, revision - 1)
  const insideOf = before?.tick === tick ? revision : null
  return { parent: found, tick, timeMicros: event.timeMicros, insideOf }
}

async function parentOf(ledger: Ledger, { forks }: FoundRun): Promise<FoundRun> {
  return findRun(ledger, forks.at(-1)?.event.data.parent ?? '')
}

async function eventAt(
  ledger: Ledger,
  { streams }: FoundRun,
  revision: number,
): Promise<SparseEvent> {
  for await (const read of ledger.read(streams.run, revision, revision + 1)) {
    const { batch } = valueOf(read)
    const event = batch.kind === 'sparse' ? batch.events[0] : undefined
    if (event !== undefined) return event
  }
  const events = (await run(ledger.head(streams.run)))?.events ?? 0
  const expected = `a revision of ${streams.run} from 0 to ${events - 1}, or a time`
  throw new Failure(inputProblem(`--at: expected ${expected}, found ${revision}`))
}
