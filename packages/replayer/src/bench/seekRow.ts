import type { Ledger } from '@gridledger/domain'
import { seededRandom, uniform } from '@gridledger/domain'
import { type Leaderboard, boardOf } from '@gridledger/projections'
import { keptSeason, viewAt } from '../season/snapshots'
import { BENCH_SEASON, benchYear } from './benchSeason'
import type { BenchSize } from './benchSize'
import { foldBoard, recordWithViews, requireSameBoard } from './foldRow'
import { type Figures, measure, timed } from './measure'
import { temporaryLedger } from './temporary'

const SEED = 50

/** All views at seeded moments of the year, beside those of its end read from its first event. */
export async function seekRow({ yearBars, rounds, moments }: BenchSize): Promise<Figures> {
  const { prepared } = benchYear(yearBars)
  const { ledger, remove } = temporaryLedger()
  const { count } = prepared.tape.ticks
  const random = seededRandom(SEED, 0)
  try {
    const recorded = await recordWithViews(ledger, prepared)
    requireSameBoard(await seek(ledger, count - 1), recorded)
    return await measure(
      {
        count: moments,
        baselineCount: 1,
        against: 'a fold from the first event to the last',
        baseline: async () => {
          const before = performance.now()
          const board = await foldBoard(ledger)
          const milliseconds = performance.now() - before
          requireSameBoard(board, recorded)
          return milliseconds
        },
        work: async () => {
          const ticks = Array.from({ length: moments }, () => Math.floor(uniform(random) * count))
          return timed(async () => {
            for (const tick of ticks) await seek(ledger, tick)
          })
        },
        notes: () => [`${moments} moments a round, drawn with seed ${SEED}`],
      },
      rounds,
    )
  } finally {
    remove()
  }
}

/** The leaderboard after a tick. */
async function seek(ledger: Ledger, tick: number): Promise<Leaderboard> {
  const view = await viewAt(ledger, keptSeason(BENCH_SEASON), tick)
  if (view.last?.revision !== tick)
    throw new Error(`expected the views after tick ${tick}, found ${view.last?.revision ?? 'none'}`)
  return boardOf(view)
}
