import { type Ending, FITTED, endingsOf, hourlyBoard } from './endings'
import { HOUR_MICROS, micros } from './simulated'

/** Season 1 in a window beside the fitted one. */
export interface Neighbour extends Ending {
  readonly startMicros: number
}

const hours = (count: number, fromMicros: number) =>
  Array.from({ length: count }, (_, hour) => fromMicros + hour * HOUR_MICROS)

/** Each hour from 12:00 on 23 October to 06:00 on the next day; the fitted start is none of them. */
export const STARTS = hours(19, micros('2025-10-23T12:00Z'))
/** Each hour within twelve of the fitted end. */
export const ENDS = hours(25, FITTED.endMicros - 12 * HOUR_MICROS)

/** Season 1 from each of these starts to every neighbouring end: one run a start. */
export async function neighboursFrom(starts: readonly number[]): Promise<readonly Neighbour[]> {
  const windows: Neighbour[] = []
  for (const startMicros of starts) {
    const board = await hourlyBoard(startMicros, ENDS.at(-1)!)
    windows.push(...endingsOf(board, ENDS[0]!).map((ending) => ({ startMicros, ...ending })))
  }
  return windows
}
