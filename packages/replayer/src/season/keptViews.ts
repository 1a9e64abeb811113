import {
  type LastTick,
  type PlacedViews,
  type Projection,
  type RunPlace,
  initialViews,
  isLike,
  restoredView,
  viewsAfter,
} from '@gridledger/projections'
import type { KeptView } from './snapshots'

const LAST: LastTick = { revision: 0, timeMicros: 0, priceTicks: 0 }
const PLACE: RunPlace = { events: 0, checks: 0 }

/**
 * The views of a projection as they are kept beside a season: under its name, the contestants and its
 * version, so that a change of any of them begins anew. What is kept there and is no such view, or
 * not where it says that it stands, is not restored.
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
    view: `projection ${name} of ${contestants.map((each) => each ?? 'the season').join(', ')}`,
    version: String(version),
    initial,
    after: (views, batch) => viewsAfter(projection, contestants, views, batch),
    restored: (text) => {
      const placed = restoredView(text, initial)
      if (placed?.views.length !== contestants.length) return undefined
      const { views, last, next } = placed
      const named = contestants.filter((each) => each !== null)
      const isWhole =
        views.every((view) => isLike(view, initialView)) &&
        isLike(last, LAST) &&
        next.ticks === last.revision + 1 &&
        named.every((contestant) => next.runs.has(contestant)) &&
        [...next.runs.values()].every((place) => isLike(place, PLACE))
      return isWhole ? placed : undefined
    },
  }
}
