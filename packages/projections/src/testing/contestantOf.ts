import type { Projection } from '../projection'
import type { SeasonBatch } from '../seasonBatch'

/** Until a projection says by itself that it is of all runs. */
interface OfSeason {
  readonly of?: string
}

/**
 * Whose view is asked for: the contestant that is named, else the only one; null, the market or the
 * whole season, where there is none and for a projection of the season. Throws RangeError where
 * there are several.
 */
export function contestantOf<View>(
  projection: Projection<View> & OfSeason,
  [first]: readonly SeasonBatch[],
  named: string | null | undefined,
): string | null {
  if (named !== undefined) return named
  if (projection.of === 'season') return null
  const [only = null, ...others] = first?.runs.keys() ?? []
  if (others.length === 0) return only
  const known = [only, ...others].join(', ')
  throw new RangeError(
    `${projection.name}: expected one of the contestants ${known} to be named, found none`,
  )
}
