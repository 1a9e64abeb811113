import { STRETCH_TICKS } from './market'
import type { RunProgress } from './runProgress'

/**
 * The tick up to which surely nothing of a season is missing; −1 where none is complete. `run`
 * appends stretch by stretch, and in each the contestants in order of entry, so beside what a run's
 * own streams say of it:
 * - what a later contestant tells of a tick says that each earlier one is complete up to it;
 * - what anyone tells of a tick says that all are complete up to the stretch before.
 */
export function completeTick(
  runs: readonly RunProgress[],
  endTick: number,
  stretchTicks = STRETCH_TICKS,
): number {
  const latest = Math.max(0, ...runs.map(({ lastTick }) => lastTick))
  const stretchBefore = latest - (latest % stretchTicks) - 1
  let complete = endTick
  let later = stretchBefore
  for (const { lastTick, wholeTick } of runs.toReversed()) {
    complete = Math.min(complete, Math.max(wholeTick, later))
    later = Math.max(later, lastTick)
  }
  return complete
}
