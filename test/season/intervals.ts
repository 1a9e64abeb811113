import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Leaderboard } from '@gridledger/projections'
import { aggregated, candleText, readCandleRows } from './candleRows'
import { inFolder } from './shared'
import { boardOf, micros, tapeOf } from './simulated'

export const INTERVALS = [
  { minutes: 1, name: 'one-minute' },
  { minutes: 15, name: 'fifteen-minute' },
  { minutes: 60, name: 'hourly' },
] as const
export const CANDLE_PATHS = ['nearest', 'high-first', 'low-first', 'seeded:1'] as const

/** The fitted window opens inside an hour; this is the first moment after it at which all bars open. */
export const COMMON_START = micros('2025-10-23T19:00Z')

export type BoardsByPath = ReadonlyMap<string, Leaderboard>

/** Season 1 on the same minutes as bars of each length, under each path; by minutes, then path. */
export async function boardsByInterval(): Promise<ReadonlyMap<number, BoardsByPath>> {
  const tape = tapeOf('OKX, one minute')
  const rows = readCandleRows(tape.candles?.[0] ?? '')
  const boards = new Map<number, BoardsByPath>()
  await inFolder(async (folder) => {
    for (const { minutes } of INTERVALS) {
      const candles = join(folder, `${minutes}m.csv`)
      writeFileSync(candles, candleText(aggregated(rows, minutes)))
      const bars = { ...tape, candles: [candles], interval: minutes * 60_000_000 }
      const byPath = new Map<string, Leaderboard>()
      for (const candlePath of CANDLE_PATHS) {
        byPath.set(candlePath, await boardOf({ tape: bars, start: COMMON_START, candlePath }))
      }
      boards.set(minutes, byPath)
    }
  })
  return boards
}
