import * as fc from 'fast-check'
import { logOf } from '../../../test/support/eventLog'
import { foldedView } from '../../../test/support/foldedView'
import { moments, sketchOf } from '../../../test/support/randomMoments'
import { cutBefore, everyMinute, minutes, seasonOf, started } from './testing'
import { initialViews, lastTickOf, viewsAfter } from './placedViews'
import type { Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'
import { SEASON_START } from './seasonPlace'

const log = logOf()
const whole = seasonOf({
  ticks: everyMinute(115, 110, 120),
  runs: { bot: { steps: [started()], checks: [1] }, rival: { steps: [started()] } },
})
const [emptied] = cutBefore(whole, 1)
const noTicks: SeasonBatch = {
  ...emptied!,
  ticks: { ...whole.ticks, batch: { ...whole.ticks.batch, count: 0 } },
}

describe('the views of several contestants', () => {
  it('begin where nothing has come yet', () => {
    expect(initialViews(log, ['rival', null])).toEqual({
      views: [[], []],
      last: null,
      next: SEASON_START,
    })
  })

  it('are each the view of that contestant, in the order that was asked for', () => {
    const of = ['rival', null, 'bot']
    const { views, last } = viewsAfter(log, of, initialViews(log, of), whole)
    expect(views).toEqual(of.map((contestant) => foldedView(log, whole, contestant)))
    expect(last).toEqual({ revision: 2, timeMicros: minutes(2), priceTicks: 120 })
  })

  it('are of all runs together where the projection is', () => {
    const season: Projection<readonly string[]> = { ...log, of: 'season' }
    const { views } = viewsAfter(season, [null], initialViews(season, [null]), whole)
    expect(views).toEqual([foldedView(season, whole, null)])
  })

  it('say where they have come to, however the batches are cut', () => {
    const of = ['bot', 'rival', null]
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 })
    fc.assert(
      fc.property(moments, cuts, (all, at) => {
        const season = seasonOf(sketchOf(all))
        const follow = (batches: readonly SeasonBatch[]) =>
          batches.reduce(
            (before, batch) => viewsAfter(log, of, before, batch),
            initialViews(log, of),
          )
        const placed = follow(cutBefore(season, ...at))
        expect(placed).toEqual(follow([season]))
        const { events, checks } = season.runs.get('bot')!
        expect(placed.next).toMatchObject({
          ticks: all.length,
          marks: season.marks?.batch.count ?? 0,
          rates: 1 + season.fundings.events.length,
        })
        expect(placed.next.runs.get('bot')).toEqual({
          events: events.events.length,
          checks: checks?.batch.count ?? 0,
        })
      }),
      { numRuns: 50 },
    )
  })
})

it('a batch without ticks leaves the last tick as it was', () => {
  expect(lastTickOf(noTicks)).toBeNull()
  const before = viewsAfter(log, ['bot'], initialViews(log, ['bot']), whole)
  expect(viewsAfter(log, ['bot'], before, noTicks).last).toEqual(before.last)
})
