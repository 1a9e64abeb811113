import {
  type Observable,
  type SchedulerLike,
  asyncScheduler,
  map,
  merge,
  scan,
  timestamp,
  timer,
} from 'rxjs'

/** What a person does to the pace. */
export type PaceKey = 'pause' | 'step' | 'faster' | 'slower'

/** How far the market's clock goes on, and how fast it goes from here. */
export interface Pace {
  /** Microseconds of market time since the one before. */
  readonly byMicros: number
  /** One tick more, whenever it was. */
  readonly isStep: boolean
  readonly isPaused: boolean
  /** Market time over real time. */
  readonly factor: number
}

export const LARGEST_FACTOR = 1_000_000
/** Five times a second is as often as an eye follows figures. */
export const FRAME_MILLISECONDS = 200

interface Input {
  readonly value: 'frame' | PaceKey
  /** Milliseconds of the scheduler's clock. */
  readonly timestamp: number
}

/**
 * The pace of a clock that runs `factor` times as fast as the real one: at once, with each frame and
 * with each key. Paused it stands still, and a step takes one tick.
 */
export function pace(
  factor: number,
  keys: Observable<PaceKey>,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<Pace> {
  const frames = timer(0, FRAME_MILLISECONDS, scheduler).pipe(map(() => 'frame' as const))
  const start = { isStep: false, isPaused: false, factor, byMicros: 0, atMillis: scheduler.now() }
  return merge(frames, keys).pipe(
    timestamp(scheduler),
    scan(after, start),
    map(({ byMicros, isStep, isPaused, factor: faster }) => {
      return { byMicros, isStep, isPaused, factor: faster }
    }),
  )
}

function after(
  before: Pace & { readonly atMillis: number },
  { value, timestamp: atMillis }: Input,
): Pace & { readonly atMillis: number } {
  const { isPaused, factor } = before
  const byMicros = isPaused ? 0 : (atMillis - before.atMillis) * 1000 * factor
  const gone = { byMicros, isStep: false, isPaused, factor, atMillis }
  switch (value) {
    case 'frame':
      return gone
    case 'pause':
      return { ...gone, isPaused: !isPaused }
    case 'step':
      return { ...gone, isStep: isPaused }
    case 'faster':
      return { ...gone, factor: Math.min(LARGEST_FACTOR, factor * 2) }
    case 'slower':
      return { ...gone, factor: Math.max(1, Math.round(factor / 2)) }
  }
}
