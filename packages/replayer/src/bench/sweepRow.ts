import * as E from 'fp-ts/Either'
import {
  type Emit,
  contenders,
  drive,
  forkedStart,
  markColumn,
  planStart,
} from '@gridledger/domain'
import { type PreparedSeason, startMarket } from '../season/prepareSeason'
import { allTicks } from '../season/simulateSeason'
import { changesOf, combinationCount, valuesOf } from '../sweep/combinations'
import { type SweepFigure, figureNamed } from '../sweep/figures'
import { type Axis, parseVary } from '../sweep/parseVary'
import { noValues, runSweep } from '../sweep/runSweep'
import { sweptSeason } from '../sweep/sweptSeason'
import type { Measured } from './rows'

const VARIED = ['gridCount=30..100/10', 'leverage=2..6/1']

/**
 * A sweep on all cores, ranked by return, beside the same grids simulated one after the other in one
 * thread with their events only counted. So the ratio is the number of cores, less what figures,
 * threads and messages cost.
 */
export function sweepRow(prepared: PreparedSeason): Measured {
  const [entry] = prepared.entries
  if (entry === undefined) throw new Error('a year without its bot')
  const { lowerPrice, upperPrice } = entry.entry.parameters
  const axes = orThrow(parseVary(VARIED, { lowerPrice, upperPrice, candlePath: 'nearest' }))
  const by = orThrow(figureNamed('returnPct'))
  const count = combinationCount(axes)
  return {
    unit: 'combinations',
    count,
    baseline: 'one thread, events only counted',
    runBaseline: () => countEvents(prepared, axes),
    work: async () => {
      await sweep(prepared, axes, by)
      return { bytesPerEvent: null }
    },
  }
}

async function sweep(
  prepared: PreparedSeason,
  axes: readonly Axis[],
  by: SweepFigure,
): Promise<void> {
  const season = await sweptSeason(prepared, 'bot', axes)
  const values = noValues(season)
  await runSweep({ season, by, figures: [by.name] }, values, 1, () => undefined)
  if (values.values.subarray(1).some(Number.isNaN)) throw new Error('a combination is missing')
}

async function countEvents(prepared: PreparedSeason, axes: readonly Axis[]): Promise<number> {
  const { instrument, tape } = prepared
  let events = 0
  const emit: Emit = {
    event: () => {
      events += 1
    },
    liquidationChecked: () => {
      events += 1
    },
  }
  const ticks = await allTicks(tape)
  const { column } = markColumn(ticks, null, null)
  for (let combination = 1; combination <= combinationCount(axes); combination += 1) {
    const { set } = changesOf(valuesOf(axes, combination))
    const entries = prepared.entries.map(({ entry, event }) => {
      const { parameters, rules } = forkedStart(entry.parameters, prepared.rules, set)
      const plan = orThrow(planStart({ instrument, parameters, rules }, startMarket(tape)))
      return { entry: { ...entry, parameters }, plan, event }
    })
    const season = { ...prepared, entries }
    for (const contender of contenders(season)) drive(contender, season, ticks, column, emit)
  }
  return events
}

function orThrow<A>(result: E.Either<unknown, A>): A {
  if (E.isRight(result)) return result.right
  throw new Error(JSON.stringify(result.left))
}
