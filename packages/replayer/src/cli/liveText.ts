import { standings } from '@gridledger/projections'
import { headline } from '../audit/headline'
import { placedEvent } from '../audit/records'
import type { Words } from '../audit/words'
import { grouped, money } from '../text/format'
import type { LiveMoment } from './liveDisplay'
import { priceText, standingTable } from './momentText'
import { moment as momentOf, paint } from '../text/terminal'

/** What a display of a season is told once. */
export interface Display {
  readonly contestant: string
  readonly words: Words
  readonly timeZone: string
  /** What the keys do. */
  readonly keys: string
}

/** A line for each event of the contestant in a moment: time, price, equity, and what happened. */
export function eventLines(
  { view, batch }: LiveMoment,
  { contestant, words }: Display,
  isOnScreen = false,
): readonly string[] {
  const slice = batch?.runs.get(contestant)?.events
  if (slice === undefined || slice.events.length === 0) return []
  const standing = standings(view).find((each) => each.contestant === contestant)
  const equity = standing === undefined ? '' : `equity ${money(standing.equity, 2)}  `
  // On a screen both stand above the events already.
  const figures = isOnScreen ? '' : `price ${priceText(view)}  ${equity}`
  return slice.events.map((event, row) => {
    const place = { stream: slice.stream, revision: slice.firstRevision + row }
    return `${words.time(event.timeMicros)}  ${figures}${headline(placedEvent(event, place), words)}`
  })
}

/** The screen of a season that goes on, with the latest of its event lines. */
export function liveLines(
  { view, clockMicros, status }: LiveMoment,
  { contestant, timeZone, keys }: Display,
  recent: readonly string[],
  room: number,
): readonly string[] {
  if (view.season === null || view.last === null) return []
  const clock = momentOf(Math.floor(clockMicros / 1_000_000) * 1_000_000, timeZone)
  return [
    paint('bold', view.season.title),
    `${clock}  ${view.season.instrument} ${paint('bold', priceText(view))}  ` +
      `tick ${grouped(view.last.revision)}  ${status}`,
    '',
    ...standingTable(standings(view), timeZone, room).split('\n'),
    '',
    paint('dim', `events of ${contestant}`),
    ...recent,
    '',
    paint('dim', keys),
  ]
}
