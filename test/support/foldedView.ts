import { type Projection, type SeasonBatch, foldBatch } from '@gridledger/projections'

/** The view of a whole season as the fold makes it, and no more: nothing is asked of the projection. */
export function foldedView<View>(
  projection: Projection<View>,
  batches: SeasonBatch | readonly SeasonBatch[],
  contestant: string | null = 'bot',
): View {
  const { initialView, finish = (view) => view } = projection
  const after = (view: View, batch: SeasonBatch) => foldBatch(projection, view, batch, contestant)
  return finish([batches].flat().reduce(after, initialView))
}
