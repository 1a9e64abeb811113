import { type OperatorFunction, map, pipe, scan } from 'rxjs'
import { foldBatch } from './fold'
import type { Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'

/**
 * A projection as an operator: the view of one contestant's run (null: of the market alone) after
 * each batch, with what only the end settles taken in as if the season ended there.
 */
export function project<View>(
  projection: Projection<View>,
  contestant: string | null,
): OperatorFunction<SeasonBatch, View> {
  const { finish } = projection
  return pipe(
    scan(
      (view: View, batch: SeasonBatch) => foldBatch(projection, view, batch, contestant),
      projection.initialView,
    ),
    map((view) => (finish === undefined ? view : finish(view))),
  )
}
