import type { Ledger } from '@gridledger/domain'
import { Failure, inputProblem } from '../failure'
import { type FoundRun, findRun } from '../season/findRun'
import type { PointInTime } from '../season/pointInTime'

/**
 * The run whose ticks lie at a moment: a fork that goes on with another tape has its parent's before
 * its seam. Throws Failure (input) where the two tapes do not count their ticks alike, for then the
 * life of an order cannot be followed over the seam.
 */
export async function runAt(
  ledger: Ledger,
  found: FoundRun,
  point: PointInTime,
): Promise<FoundRun> {
  const { facts, forks } = found
  const last = forks.findLast(
    ({ event }, index) => event.data.tape !== (forks[index - 1]?.event.data.tape ?? facts.tape),
  )
  if (last === undefined) return found
  const { data, timeMicros, tick } = last.event
  const isPast =
    point.kind === 'time' ? point.timeMicros < timeMicros : point.revision < data.seam.events
  if (isPast) return runAt(ledger, await findRun(ledger, data.parent), point)
  if (tick === data.seam.tick) return found
  const expected = `a run whose tapes count their ticks alike`
  throw new Failure(
    inputProblem(`why-not: expected ${expected}, found one that went on with ${data.tape}`),
  )
}

/** The first tick that a run saw of its last tape. */
export function firstTick({ facts, forks }: Pick<FoundRun, 'facts' | 'forks'>): number {
  let [tape, first] = [facts.tape, 0]
  for (const { event } of forks) {
    if (event.data.tape !== tape) first = event.tick ?? 0
    tape = event.data.tape
  }
  return first
}
