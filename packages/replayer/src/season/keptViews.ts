import {
  type PlacedViews,
  type Projection,
  initialViews,
  isLike,
  restoredView,
  viewsAfter,
} from '@gridledger/projections'
import type { KeptView } from './snapshots'

/**
 * The views of a projection as they are kept beside a season: under its name, the contestants and its
 * version, so that a change of any of them begins anew.
 */
export function keptViews<View>(
  season: string,
  projection: Projection<View>,
  contestants: readonly (string | null)[],
): KeptView<PlacedViews<View>> {
  const { name, version, initialView } = projection
  const initial = initialViews(projection, contestants)
  return {
    season,
    view: `projection ${name} of ${contestants.map((each) => each ?? 'all').join(', ')}`,
    version: String(version),
    initial,
    after: (views, batch) => viewsAfter(projection, contestants, views, batch),
    restored: (text) => {
      const placed = restoredView(text, initial)
      const isWhole =
        placed?.views.length === contestants.length &&
        placed.views.every((view) => isLike(view, initialView))
      return isWhole ? placed : undefined
    },
  }
}
