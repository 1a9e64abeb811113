import { checkedProjection } from '../checkedProjection'
import { revisionAt } from '../denseCursor'
import { foldBatch } from '../fold'
import type { Projection } from '../projection'
import type { SeasonBatch } from '../seasonBatch'
import { contestantOf } from './contestantOf'
import { cutBefore } from './cutBefore'
import { holdView } from './holdView'

/**
 * The view of a whole season, what only the end settles taken in: of its only contestant unless one is
 * named; null is the market alone, or all runs for a projection of a season. Throws ProjectionError,
 * with the projection and the event, where the view is not what every view must be: left as it was by
 * the handlers that get it, the same whatever the batches, and the same when it is stored and restored
 * in between; also where its rows cannot be made. RangeError where there are several contestants and
 * none is named.
 */
export function viewOf<View>(
  projection: Projection<View>,
  season: SeasonBatch | readonly SeasonBatch[],
  contestant?: string | null,
): View {
  const batches = [season].flat()
  return holdView(projection, batches, contestantOf(projection, batches, contestant))
}

/** The view after each tick, without what only the end settles. */
export function viewsByTick<View>(
  projection: Projection<View>,
  season: SeasonBatch | readonly SeasonBatch[],
  contestant?: string | null,
): readonly View[] {
  const batches = [season].flat()
  const name = contestantOf(projection, batches, contestant)
  const checked = checkedProjection(projection)
  let view = checked.initialView
  return batches.flatMap((batch) => {
    const { ticks } = batch
    const cuts = Array.from({ length: ticks.batch.count }, (_, row) => revisionAt(ticks, row))
    return cutBefore(batch, ...cuts).map((piece) => {
      view = foldBatch(checked, view, piece, name)
      return view
    })
  })
}
