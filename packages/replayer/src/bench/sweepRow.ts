import { availableParallelism } from 'node:os'
import * as E from 'fp-ts/Either'
import { forkedStart, planStart } from '@gridledger/domain'
import { seasonPath } from '../cli/shippedSeasons'
import { type PreparedSeason, prepareSeason, startMarket } from '../season/prepareSeason'
import { readSeasonFile } from '../season/seasonFile'
import { changesOf, combinationCount, valuesOf } from '../sweep/combinations'
import { figureNamed } from '../sweep/figures'
import { type Axis, parseVary } from '../sweep/parseVary'
import { type SweepRequest, noValues, rowsOf, runSweep } from '../sweep/runSweep'
import { sweptSeason } from '../sweep/sweptSeason'
import { benchMarket, countEvents } from './benchSeason'
import type { BenchSize } from './benchSize'
import { type Figures, measure, timed } from './measure'
import { requireEvents } from './recordRow'

const CONTESTANT = 'claude'

/**
 * A sweep of season 1 on all cores, ranked by return, beside the same grids simulated one after the
 * other in one thread with their events only counted. So the ratio is the number of cores, less what
 * figures, threads and messages cost.
 */
export async function sweepRow({ varied, fewRounds }: BenchSize): Promise<Figures> {
  const season = await season1()
  const axes = right(parseVary(varied, { ...RANGE, candlePath: 'nearest' }))
  const by = right(figureNamed('returnPct'))
  const grids = gridsOf(season, axes)
  const swept = await sweptSeason(season, CONTESTANT, axes)
  const request: SweepRequest = { season: swept, by, figures: [by.name] }
  let fills: readonly number[] = []
  const figures = await measure(
    {
      count: grids.length,
      against: 'the same in one thread, events only counted',
      baseline: async () => {
        const before = performance.now()
        const market = await benchMarket(season.tape)
        fills = grids.map((grid) => countEvents(grid, market).fills)
        return performance.now() - before
      },
      work: async () => {
        const values = noValues(swept)
        const milliseconds = await timed(() => runSweep(request, values, 1, () => undefined))
        requireEvents(values.values.filter(Number.isNaN).length, 1)
        return milliseconds
      },
      notes: () => [
        `${CONTESTANT} with ${varied.join(' and ')} on ${availableParallelism()} cores`,
      ],
    },
    fewRounds,
  )
  await requireSweptFills(request, fills)
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

const RANGE = { lowerPrice: '106000', upperPrice: '116000' }

/** The season that ships, with the one contestant whose parameters are varied. */
async function season1(): Promise<PreparedSeason> {
  const file = right(readSeasonFile(seasonPath('okx-aicoin-2025')))
  const prepared = right(await prepareSeason(file))
  const entries = prepared.entries.filter(({ entry }) => entry.contestant === CONTESTANT)
  return { ...prepared, entries }
}

/** The season once a combination, each with that combination's grid. */
function gridsOf(season: PreparedSeason, axes: readonly Axis[]): readonly PreparedSeason[] {
  const { instrument, tape, rules } = season
  return Array.from({ length: combinationCount(axes) }, (_, index) => {
    const { set } = changesOf(valuesOf(axes, index + 1))
    const entries = season.entries.map(({ entry, event }) => {
      const started = forkedStart(entry.parameters, rules, set)
      const plan = right(planStart({ instrument, ...started }, startMarket(tape)))
      return { entry: { ...entry, parameters: started.parameters }, plan, event }
    })
    return { ...season, entries }
  })
}

function right<A>(result: E.Either<unknown, A>): A {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
