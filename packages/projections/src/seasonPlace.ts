import type { SeasonBatch, SparseSlice } from './seasonBatch'

/** Revisions of what comes next of a run. */
export interface RunPlace {
  readonly events: number
  readonly checks: number
}

/** A place between two ticks of a season: the revision of what comes next in each stream. */
export interface SeasonPlace {
  readonly ticks: number
  readonly marks: number
  /** In `tape-<tape>`, whose first event opens the tape. */
  readonly rates: number
  /** By contestant. */
  readonly runs: ReadonlyMap<string, RunPlace>
}

/** The place before the first tick. */
export const SEASON_START: SeasonPlace = { ticks: 0, marks: 0, rates: 1, runs: new Map() }

/** The place after one more batch. */
export function placeAfter(
  before: SeasonPlace,
  { ticks, marks, fundings, runs }: SeasonBatch,
): SeasonPlace {
  return {
    ticks: ticks.firstRevision + ticks.batch.count,
    marks: marks === null ? before.marks : marks.firstRevision + marks.batch.count,
    rates: afterSlice(before.rates, fundings),
    runs: new Map(
      [...runs].map(([contestant, { events, checks }]) => {
        const place = before.runs.get(contestant) ?? { events: 0, checks: 0 }
        const next = {
          events: afterSlice(place.events, events),
          checks: checks === null ? place.checks : checks.firstRevision + checks.batch.count,
        }
        return [contestant, next]
      }),
    ),
  }
}

function afterSlice(before: number, { firstRevision, events }: SparseSlice): number {
  return events.length === 0 ? before : firstRevision + events.length
}
