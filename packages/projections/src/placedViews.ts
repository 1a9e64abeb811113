import { at } from '@gridledger/domain'
import { foldBatch } from './fold'
import type { Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'
import { SEASON_START, type SeasonPlace, placeAfter } from './seasonPlace'

/** The last tick that a view has seen. */
export interface LastTick {
  readonly revision: number
  readonly timeMicros: number
  readonly priceTicks: number
}

/** Where in a season a view has come to: all that it takes to go on from it. */
export interface Placed {
  readonly last: LastTick | null
  readonly next: SeasonPlace
}

/** Views of one projection over the same batches, one for each contestant that was asked for. */
export interface PlacedViews<View> extends Placed {
  /** In the order of the contestants, before what only the end settles. */
  readonly views: readonly View[]
}

/** The views before the first batch. */
export function initialViews<View>(
  { initialView }: Projection<View>,
  contestants: readonly (string | null)[],
): PlacedViews<View> {
  return { views: contestants.map(() => initialView), last: null, next: SEASON_START }
}

/**
 * The views of several contestants after one more batch; null asks for the market alone or, of a
 * projection of a season, for all of its runs.
 */
export function viewsAfter<View>(
  projection: Projection<View>,
  contestants: readonly (string | null)[],
  { views, last, next }: PlacedViews<View>,
  batch: SeasonBatch,
): PlacedViews<View> {
  return {
    views: views.map((view, index) =>
      foldBatch(projection, view, batch, contestants[index] ?? null),
    ),
    last: lastTickOf(batch) ?? last,
    next: placeAfter(next, batch),
  }
}

/** The last tick of a batch; null where it has none. */
export function lastTickOf({ ticks: { firstRevision, batch } }: SeasonBatch): LastTick | null {
  const row = batch.count - 1
  if (row < 0) return null
  const [times = [], , prices = []] = batch.columns
  return { revision: firstRevision + row, timeMicros: at(times, row), priceTicks: at(prices, row) }
}
