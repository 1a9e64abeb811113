import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { from, last, lastValueFrom, map } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { type Leaderboard, boardOf, followSeason, leaderboard } from '@gridledger/projections'
import { run } from '../failure'
import type { PreparedSeason } from '../season/prepareSeason'
import { readSeason } from '../season/readSeason'
import { runSeason } from '../season/runSeason'
import { keepSnapshots, keptSeason } from '../season/snapshots'
import { BENCH_SEASON, benchYear } from './benchSeason'
import type { BenchSize } from './benchSize'
import { eventLines } from './eventLines'
import { lineChunks, writeLines } from './lineFiles'
import { type Figures, measure } from './measure'
import { requireEvents } from './recordRow'
import { eventsIn, inFolder, temporaryLedger } from './temporary'

/** All views from the ledger, beside JSON.parse over its events as `events --json` prints them. */
export function foldRow({ yearBars, fewRounds }: BenchSize): Promise<Figures> {
  return inFolder(async (folder) => {
    const { prepared } = benchYear(yearBars)
    const { ledger, remove } = temporaryLedger()
    try {
      const recorded = await recordWithViews(ledger, prepared)
      const events = await eventsIn(ledger)
      const lines = join(folder, 'events.json')
      await writeEvents(ledger, lines)
      return await measure(
        {
          count: events,
          against: 'JSON.parse over the lines of `events --json`',
          baseline: () => Promise.resolve(parseTime(lines, events)),
          work: async () => {
            const before = performance.now()
            const board = await foldBoard(ledger)
            const milliseconds = performance.now() - before
            requireSameBoard(board, recorded)
            return milliseconds
          },
        },
        fewRounds,
      )
    } finally {
      remove()
    }
  })
}

/** The leaderboard of the bench's season, read from its first event. */
export const foldBoard = (ledger: Ledger): Promise<Leaderboard> =>
  lastValueFrom(from(readSeason(ledger, BENCH_SEASON)).pipe(leaderboard()))

/** Records as `run` does: the views are folded as the events pass, and kept now and then. */
export async function recordWithViews(
  ledger: Ledger,
  prepared: PreparedSeason,
): Promise<Leaderboard> {
  const { batches } = await runSeason(ledger, prepared)
  const kept = keepSnapshots(ledger, keptSeason(prepared.season))
  return lastValueFrom(from(batches).pipe(followSeason(), kept, last(), map(boardOf)))
}

export function requireSameBoard(found: Leaderboard, expected: Leaderboard): void {
  if (!isDeepStrictEqual(found, expected))
    throw new Error('expected the leaderboard that was folded while recording, found another')
}

/** Writes the events of all streams, a line each: those of a year would be a gigabyte in memory. */
export function writeEvents(ledger: Ledger, path: string): Promise<void> {
  return writeLines(path, allLines(ledger))
}

async function* allLines(ledger: Ledger): AsyncGenerator<Iterable<string>> {
  for (const stream of await run(ledger.streams())) yield* eventLines(ledger, stream)
}

/** The milliseconds of JSON.parse over a file's lines; reading them is not counted. */
export function parseTime(path: string, expected: number): number {
  let [lines, milliseconds] = [0, 0]
  for (const held of lineChunks(path)) {
    const before = performance.now()
    for (const line of held) JSON.parse(line)
    milliseconds += performance.now() - before
    lines += held.length
  }
  requireEvents(lines, expected)
  return milliseconds
}
