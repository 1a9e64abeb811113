import { type Ledger, at } from '@gridledger/domain'
import { type TickBooks, denseRows } from './runFacts'

/** Equity at the end of a tick, and the event that says it: a check, or what was booked after it. */
export interface EquityAt {
  readonly place: string
  readonly equity: number
}

/** The fall of equity that is the largest share of the peak it fell from; money in 1e-8. */
export interface Fall {
  readonly peak: EquityAt
  /** Margin that was added after the peak and raised it. */
  readonly addedSince: number
  readonly trough: EquityAt
}

/**
 * The deepest fall at any tick, from the stream of a run's checks and from its journal; null where
 * equity never fell. A tick with neither holds no position, so its equity is that of the tick before.
 */
export async function deepestFall(
  ledger: Ledger,
  checks: string,
  start: EquityAt,
  ticks: readonly TickBooks[],
): Promise<Fall | null> {
  const falls = followFalls(start, ticks)
  for await (const { firstRevision, count, causes, values } of denseRows(ledger, checks)) {
    for (let row = 0; row < count; row += 1) {
      const tick = at(causes, row)
      falls.booksBefore(tick)
      if (falls.nextTick() !== tick) {
        falls.see(at(values, row), () => `${checks}@${firstRevision + row}`)
      }
    }
  }
  falls.booksBefore(Infinity)
  return falls.deepest()
}

/** Follows the equity of one tick after the other; what was booked at a tick stands above its check. */
function followFalls(start: EquityAt, ticks: readonly TickBooks[]) {
  let peak = start
  let [addedSince, next, share] = [0, 0, 0]
  let deepest: Fall | null = null
  const see = (equity: number, placeNow: () => string): void => {
    const height = peak.equity + addedSince
    if (equity > height) {
      peak = { place: placeNow(), equity }
      addedSince = 0
    } else if ((height - equity) / height > share) {
      share = (height - equity) / height
      deepest = { peak, addedSince, trough: { place: placeNow(), equity } }
    }
  }
  return {
    see,
    nextTick: () => ticks[next]?.tick ?? Infinity,
    booksBefore: (tick: number): void => {
      for (let books = ticks[next]; books !== undefined && books.tick < tick; books = ticks[next]) {
        const { equity, place, addedMargin } = books
        next += 1
        addedSince += addedMargin
        see(equity, () => place)
      }
    },
    deepest: (): Fall | null => deepest,
  }
}
