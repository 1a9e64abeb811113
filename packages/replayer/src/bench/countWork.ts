import * as E from 'fp-ts/Either'
import { forkedStart, planStart } from '@gridledger/domain'
import { seasonPath } from '../cli/shippedSeasons'
import { type PreparedSeason, prepareSeason, startMarket } from '../season/prepareSeason'
import { readSeasonFile } from '../season/seasonFile'
import { changesOf, combinationCount, valuesOf } from '../sweep/combinations'
import { type Axis, parseVary } from '../sweep/parseVary'
import type { Work } from '../workers/work'
import { type BenchMarket, benchMarket, countEvents } from './benchSeason'

/** Whose parameters a sweep of the bench varies. */
export const SWEPT = 'claude'

/** How long a round took, and the fills of each combination. */
export interface CountedGrids {
  readonly milliseconds: number
  readonly fills: readonly number[]
}

/**
 * The grids of a sweep, one after the other, their events only counted; prepared once. In a thread of
 * its own, because a loop that has recorded before is compiled for both, and counts at half its speed.
 */
export const countWork: Work<readonly string[], 'count', CountedGrids> = {
  worker: 'bench/countWorker.js',
  prepare: (varied) => {
    let ready:
      | Promise<{ readonly grids: readonly PreparedSeason[]; readonly market: BenchMarket }>
      | undefined
    return async () => {
      ready ??= season1().then(async (season) => {
        const grids = gridsOf(season, sweptAxes(varied))
        return { grids, market: await benchMarket(season.tape) }
      })
      const { grids, market } = await ready
      const before = performance.now()
      const fills = grids.map((grid) => countEvents(grid, market).fills)
      return { milliseconds: performance.now() - before, fills }
    }
  },
}

const RANGE = { lowerPrice: '106000', upperPrice: '116000' }

export function sweptAxes(varied: readonly string[]): readonly Axis[] {
  return right(parseVary(varied, { ...RANGE, candlePath: 'nearest' }))
}

/** The season that ships, with the one contestant whose parameters are varied. */
export async function season1(): Promise<PreparedSeason> {
  const file = right(readSeasonFile(seasonPath('okx-aicoin-2025')))
  const prepared = right(await prepareSeason(file))
  const entries = prepared.entries.filter(({ entry }) => entry.contestant === SWEPT)
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

export function right<A>(result: E.Either<unknown, A>): A {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
