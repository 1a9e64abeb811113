import { type Observable, concatMap, scan, takeWhile } from 'rxjs'
import { type SeasonBatch, type SeasonView, seasonAfter } from '@gridledger/projections'
import type { Pace } from './pace'
import { type SeasonCursor, seasonCursor } from './seasonCursor'

/** A season as it unfolds. */
export interface Moment {
  readonly view: SeasonView
  readonly pace: Pace
  /** The market's clock, at or after the last tick of the view. */
  readonly clockMicros: number
  /** What has been added to the view since the moment before; null where only the clock went on. */
  readonly batch: SeasonBatch | null
  /** Whether the view has all that there is up to the clock. */
  readonly isCurrent: boolean
  readonly isOver: boolean
}

/**
 * Goes on from a view through batches at a pace: a moment after each tick at which the followed
 * contestant did something, and one whenever the clock has gone on. Completes after the last tick.
 */
export function unfold(
  start: SeasonView,
  batches: AsyncIterator<SeasonBatch>,
  contestant: string,
  paces: Observable<Pace>,
): Observable<Moment> {
  const cursor = seasonCursor(batches, contestant)
  const clock = { micros: start.last?.timeMicros ?? null }
  return paces.pipe(
    concatMap((pace) => goOn(cursor, clock, pace)),
    scan(momentAfter, momentBefore(start)),
    takeWhile(({ isOver }) => !isOver, true),
  )
}

type Stretch = Omit<Moment, 'view'>

function momentAfter({ view }: Moment, stretch: Stretch): Moment {
  const { batch } = stretch
  return { ...stretch, view: batch === null ? view : seasonAfter(view, batch) }
}

function momentBefore(view: SeasonView): Moment {
  const pace = { byMicros: 0, isStep: false, isPaused: false, factor: 1 }
  return { view, pace, clockMicros: 0, batch: null, isCurrent: true, isOver: false }
}

async function* goOn(
  cursor: SeasonCursor,
  clock: { micros: number | null },
  pace: Pace,
): AsyncGenerator<Stretch> {
  clock.micros = (clock.micros ?? (await cursor.nextMicros())) + pace.byMicros
  if (pace.isStep) {
    const next = await cursor.nextMicros()
    const batch = await cursor.one()
    if (batch !== undefined) {
      clock.micros = Math.max(clock.micros, next)
      yield { pace, clockMicros: clock.micros, batch, isCurrent: false, isOver: false }
    }
  }
  for await (const batch of cursor.until(clock.micros)) {
    yield { pace, clockMicros: clock.micros, batch, isCurrent: false, isOver: false }
  }
  const isOver = (await cursor.nextMicros()) === Infinity
  yield { pace, clockMicros: clock.micros, batch: null, isCurrent: true, isOver }
}
