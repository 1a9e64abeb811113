import type { Projection } from '../projection'
import type { SeasonBatch } from '../seasonBatch'

/**
 * Whose view is asked for: the contestant that is named, else the only one; null, which is the market
 * or the whole season, where there is none and for a projection of a season. Throws RangeError where
 * there are several.
 */
export function contestantOf<View>(
  { name, of }: Projection<View>,
  [first]: readonly SeasonBatch[],
  asked: string | null | undefined,
): string | null {
  if (asked !== undefined) return asked
  if (of === 'season') return null
  const [only = null, ...others] = first?.runs.keys() ?? []
  if (others.length === 0) return only
  const known = [only, ...others].join(', ')
  throw new RangeError(`${name}: expected one of the contestants ${known} to be named, found none`)
}
