import { MICROS_PER_HOUR } from '@gridledger/domain'
import * as projections from '@gridledger/projections'
import {
  type Projection,
  type SeasonBatch,
  buckets,
  checkedProjection,
  combined,
  eachRun,
  restoredView,
  storedView,
} from '@gridledger/projections'
import { simulateSeason } from '../../packages/replayer/src/season/simulateSeason'
import { busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { cutBefore } from '@gridledger/projections/testing'
import { foldedView } from '../support/foldedView'
import { BUILT_INS } from './builtIns'

const folder = suiteFolder()
/** Until all has happened that can happen to a grid, its end apart; refusals and funding come last. */
let season: readonly SeasonBatch[]
let beginning: readonly SeasonBatch[]
let contestants: readonly (string | null)[]
beforeAll(async () => {
  const whole = await simulateSeason(await prepared(folder, busySeason(folder)))
  season = cutBefore(whole, 400, 820, 2010).slice(0, 3)
  beginning = season.slice(0, 2)
  contestants = [...whole.runs.keys(), null]
})

/** Its views, held to all that a projection has to keep to, are the views that it has without. */
function expectChecked<View>(
  projection: Projection<View>,
  told: (view: View) => unknown,
  batches = season,
  of = contestants,
): void {
  const held = checkedProjection(projection)
  for (const contestant of of) {
    const view = foldedView(held, batches, contestant)
    expect(told(view)).toEqual(told(foldedView(projection, batches, contestant)))
  }
}

describe('every projection of the package', () => {
  it.each(BUILT_INS)('keeps to what a projection has to: %s', (_name, withIt) => {
    withIt((projection, told) => expectChecked(projection, told))
  })

  it.each(BUILT_INS)('does so of each run, in buckets and combined: %s', (_name, withIt) => {
    withIt((projection, told) => {
      const hours = buckets(4 * MICROS_PER_HOUR, projection)
      const all = eachRun(combined('both', 1, { hours, plain: projection }))
      const toldOfAll = ({ runs }: ViewOf<typeof all>) =>
        [...runs].map(
          ([
            run,
            {
              hours: { closed },
              plain,
            },
          ]) => {
            return [run, told(plain), closed.map((hour) => [hour.openMicros, told(hour.view)])]
          },
        )
      expectChecked(all, toldOfAll, beginning, [null])
    })
  })

  // A chain of all events is too deep for it, which is said where it is to be kept.
  const STORED = BUILT_INS.filter(([name]) => name !== projections.runEvents.name)
  it.each(STORED)('can be stored: %s', (_name, withIt) => {
    withIt((projection) => {
      for (const contestant of contestants) {
        const view = foldedView({ ...projection, finish: (each) => each }, season, contestant)
        expect(restoredView(storedView(view), projection.initialView)).toEqual(view)
      }
    })
  })

  it('is one of these', () => {
    const constants = Object.values(projections).flatMap((value) =>
      typeof value === 'object' && 'initialView' in value ? [value.name] : [],
    )
    expect(BUILT_INS.map(([name]) => name)).toEqual(expect.arrayContaining(constants))
    expect(constants.length).toBeGreaterThan(9)
  })
})

type ViewOf<Of> = Of extends Projection<infer View> ? View : never
