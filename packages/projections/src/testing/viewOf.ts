import { checkedProjection } from '../checkedProjection'
import { revisionAt } from '../denseCursor'
import { foldBatch } from '../fold'
import type { Projection } from '../projection'
import type { SeasonBatch } from '../seasonBatch'
import { contestantOf } from './contestantOf'
import { cutBefore } from './cutBefore'
import { holdView } from './holdView'

/**
 * The view of a whole season, of its only contestant unless one is named; null: of the market
 * alone. What only the end settles is taken in. Throws Error, naming the projection and the event,
 * where the view is not what every view must be: the same whatever the batches, the same when it is
 * stored and restored in between, and left as it was by the handlers that get it.
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
