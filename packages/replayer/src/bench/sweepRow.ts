import { availableParallelism } from 'node:os'
import { combinationCount } from '../sweep/combinations'
import { figureNamed } from '../sweep/figures'
import { type SweepRequest, noValues, rowsOf, runSweep, sweepPool } from '../sweep/runSweep'
import { sweptSeason } from '../sweep/sweptSeason'
import { startThread } from '../workers/thread'
import type { BenchSize } from './benchSize'
import { SWEPT, countWork, right, season1, sweptAxes } from './countWork'
import { type Figures, measure, timed } from './measure'
import { requireEvents } from './recordRow'

/**
 * A sweep of season 1 on all cores, ranked by return, beside the same grids simulated one after the
 * other in one thread with their events only counted. The round that warms both up starts the threads,
 * as the first sweep of a command does. So the ratio is the number of cores, less what figures and
 * messages cost, and more by what a sweep leaves out: checks that nobody asks about.
 */
export async function sweepRow({ varied, rounds }: BenchSize): Promise<Figures> {
  const axes = sweptAxes(varied)
  const by = right(figureNamed('returnPct'))
  const swept = await sweptSeason(await season1(), SWEPT, axes)
  const pool = sweepPool(swept)
  const request: SweepRequest = { season: swept, by, figures: [by.name], pool }
  const counting = startThread(countWork, varied)
  let fills: readonly number[] = []
  const figures = await measure(
    {
      count: combinationCount(axes),
      against: 'the same in one thread, events only counted',
      baseline: async () => {
        const counted = await counting.ask('count')
        fills = counted.fills
        return counted.milliseconds
      },
      work: async () => {
        const values = noValues(swept)
        const milliseconds = await timed(() => runSweep(request, values, 1, () => undefined))
        requireEvents(values.values.filter(Number.isNaN).length, 1)
        return milliseconds
      },
      notes: () => [`${SWEPT} with ${varied.join(' and ')} on ${availableParallelism()} cores`],
    },
    rounds,
  )
  await counting.end()
  await requireSweptFills(request, fills)
  await pool.end()
  return figures
}

/** Holds the fills of the first and the last combination against those that were counted. */
export async function requireSweptFills(
  request: SweepRequest,
  fills: readonly number[],
): Promise<void> {
  const numbers = [1, fills.length]
  for (const row of await rowsOf({ ...request, figures: ['tradeNum'] }, numbers)) {
    const found = 'refused' in row ? row.refused.reason : row.figures[0]
    const expected = fills[row.combination - 1] ?? NaN
    if (Number(found) !== expected)
      throw new Error(
        `combination ${row.combination}: expected ${expected} fills, found ${found ?? 'none'}`,
      )
  }
}
