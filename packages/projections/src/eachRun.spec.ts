import * as fc from 'fast-check'
import { logOf } from '../../../test/support/eventLog'
import { foldedView } from '../../../test/support/foldedView'
import { moments, sketchOf } from '../../../test/support/randomMoments'
import { randomSeason } from '../../../test/support/randomSeason'
import { cutBefore, everyMinute, filled, seasonOf, started } from './testing'
import { checkedProjection } from './checkedProjection'
import { combined } from './combined'
import { drawdown } from './drawdown'
import { eachRun } from './eachRun'
import { gridProfit } from './gridProfit'
import { EVENT_TYPES, listenedTo } from './listenedTo'
import { offGrid } from './offGrid'
import type { Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'

const whole = seasonOf({
  ticks: everyMinute(115, 110, 120),
  runs: { second: { steps: [started(), filled(1, 'buy', 110)] }, first: { steps: [started()] } },
})

describe('eachRun', () => {
  const season = fc.oneof(
    randomSeason,
    moments.map((all) => seasonOf(sketchOf(all))),
  )
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })

  function expectEach<View>(
    projection: Projection<View>,
    seasonBatch: SeasonBatch,
    at: readonly number[],
  ): void {
    const { runs } = foldedView(eachRun(projection), cutBefore(seasonBatch, ...at), null)
    const expected = [...seasonBatch.runs.keys()].map((run) => {
      return [run, foldedView(projection, seasonBatch, run)] as const
    })
    expect(runs).toEqual(new Map(expected))
    expect([...runs.keys()]).toEqual([...seasonBatch.runs.keys()])
  }

  it('is the projection of each contestant by itself, however the batches are cut', () => {
    const listened = fc.subarray([...EVENT_TYPES])
    fc.assert(
      fc.property(season, cuts, listened, (seasonBatch, at, types) => {
        expectEach(
          logOf(types, (event) => JSON.stringify(event)),
          seasonBatch,
          at,
        )
      }),
    )
  })

  it('is so for views that the end settles', () => {
    const parts = combined('all', 1, { drawdown, offGrid, gridProfit })
    fc.assert(
      fc.property(season, cuts, (seasonBatch, at) => {
        expectEach(parts, seasonBatch, at)
        expectEach(checkedProjection(parts), seasonBatch, at)
      }),
      { numRuns: 50 },
    )
  })

  it('has the view of the market, unfinished, beside the runs', () => {
    const log: Projection<readonly string[]> = { ...logOf(), finish: (view) => [...view, 'end'] }
    const { market, runs } = foldedView(eachRun(log), whole, null)
    expect(market).toEqual(foldedView(logOf(), whole, null))
    expect([...runs.values()].map((view) => view.at(-1))).toEqual(['end', 'end'])
    expect(foldedView(eachRun(logOf()), whole, null).market).toEqual(market)
  })

  it('of one run by its name is that one as it is, and the others in the market alone', () => {
    const { market, runs } = foldedView(eachRun(logOf()), whole, 'second')
    expect(runs.get('second')).toEqual(foldedView(logOf(), whole, 'second'))
    expect(runs.get('first')).toEqual(market)
  })

  it('begins a run that has not entered, such as a fork, with the market so far', () => {
    const unnamed = { ...whole, opening: whole.opening.slice(0, 1) }
    const { runs } = foldedView(eachRun(logOf()), unnamed, null)
    expect(runs.get('second')).toEqual(foldedView(logOf(), unnamed, 'second'))
    expect(runs.get('first')).toEqual(foldedView(logOf(), unnamed, 'first'))
  })

  it('is a projection of a season with the name and version of the one', () => {
    const { name, version, of, on, initialView } = eachRun({
      ...logOf(['OrderFilled']),
      version: 4,
    })
    expect({ name, version, of }).toEqual({ name: 'log-of-each-run', version: 4, of: 'season' })
    expect(listenedTo({ on })).toEqual(listenedTo(logOf(['ContestantEntered', 'OrderFilled'])))
    expect(initialView).toEqual({ market: [], runs: new Map() })
  })
})
