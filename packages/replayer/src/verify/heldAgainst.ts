import type { Checkpoint } from './checkpoint'
import { type Difference, differenceAt } from './difference'
import type { Verification } from './verifySeason'

/** What has become of the events that a checkpoint saw. */
export interface CheckpointAnswer {
  readonly differences: readonly Difference[]
  /** Events that the checkpoint saw, of the streams that were read, and those that came since. */
  readonly seen: number
  readonly since: number
}

/**
 * Holds what was read against a checkpoint: every stream must still begin with the events that it
 * saw. Streams that were not read, because they are another run's or the reading ended early, are
 * left out.
 */
export function heldAgainst(
  { streams, isWhole }: Verification,
  { content }: Checkpoint,
): CheckpointAnswer {
  const differences: Difference[] = []
  let [seen, since] = [0, 0]
  for (const { stream, events, chain } of content.streams) {
    const found = streams.find((checked) => checked.stream === stream)
    if (found === undefined) {
      if (isWhole) differences.push(gone(stream, events, 0))
      continue
    }
    seen += events
    since += Math.max(0, found.events - events)
    const now = found.chainAfter.get(events)
    if (now === undefined) differences.push(gone(stream, events, found.events))
    else if (now !== chain) {
      const message = `its first ${events} events are not those that the checkpoint saw`
      differences.push(differenceAt('checkpoint', stream, null, message))
    }
  }
  return { differences, seen, since }
}

function gone(stream: string, seen: number, left: number): Difference {
  const message = `the checkpoint saw ${seen} events, ${left} are left: the rest was dropped from its end`
  return differenceAt('checkpoint', stream, left, message)
}
