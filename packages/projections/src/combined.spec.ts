import * as fc from 'fast-check'
import { logOf } from '../../../test/support/eventLog'
import { foldedView } from '../../../test/support/foldedView'
import { moments, sketchOf } from '../../../test/support/randomMoments'
import { cutBefore, seasonOf } from './testing'
import { checkedProjection } from './checkedProjection'
import { combined } from './combined'
import { drawdown } from './drawdown'
import { equity } from './equity'
import { gridProfit } from './gridProfit'
import { EVENT_TYPES, listenedTo } from './listenedTo'
import { offGrid } from './offGrid'
import type { Projection } from './projection'

/** How many fills there were, and of which runs. */
const fills: Projection<readonly string[]> = {
  ...{ name: 'fills', version: 3, initialView: [] },
  on: { OrderFilled: (view, { contestant }) => [...view, contestant ?? 'nobody'] },
}

describe('combined', () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })
  const heard = fc.subarray([...EVENT_TYPES])

  it('is each of its parts by itself, whatever they listen to and however the batches are cut', () => {
    fc.assert(
      fc.property(moments, cuts, heard, (all, at, types) => {
        const parts = { equity, falls: drawdown, offGrid, gridProfit, log: logOf(types), fills }
        const whole = seasonOf(sketchOf(all))
        expect(foldedView(combined('all', 1, parts), cutBefore(whole, ...at))).toEqual({
          equity: foldedView(equity, whole),
          falls: foldedView(drawdown, whole),
          offGrid: foldedView(offGrid, whole),
          gridProfit: foldedView(gridProfit, whole),
          log: foldedView(logOf(types), whole),
          fills: foldedView(fills, whole),
        })
      }),
      { numRuns: 60 },
    )
  })

  it('of projections of a season is one of a season', () => {
    const [first, second] = [
      { ...fills, of: 'season' as const },
      { ...logOf(), of: 'season' as const },
    ]
    const both = combined('both', 1, { first, second })
    expect(both.of).toBe('season')
    fc.assert(
      fc.property(moments, (all) => {
        const whole = seasonOf(sketchOf(all))
        expect(foldedView(both, whole, null)).toEqual({
          first: foldedView(first, whole, null),
          second: foldedView(second, whole, null),
        })
      }),
      { numRuns: 30 },
    )
  })

  it('listens to what a part listens to, and begins with what they begin with', () => {
    const both = combined('both', 1, { fills, log: logOf(['GridStopped', 'OrderFilled']) })
    expect(listenedTo(both)).toEqual(listenedTo(logOf(['GridStopped', 'OrderFilled'])))
    expect(both.initialView).toEqual({ fills: [], log: [] })
    expect(both.name).toBe('both')
    expect(both.of).toBe('run')
  })

  it('gives the view that it was given where no part has another', () => {
    const still: Projection<number> = {
      ...{ name: 'still', version: 1, initialView: 0 },
      on: { OrderFilled: (view) => view },
    }
    const { on, initialView } = combined('both', 1, { still, other: { ...still, name: 'other' } })
    const [fill] = seasonOf({ ticks: [[0, 1]] }).opening
    const event = { ...fill!.events[0]!, stream: '', revision: 0, contestant: null }
    expect(Reflect.apply(on.OrderFilled!, undefined, [initialView, event])).toBe(initialView)
  })

  it('may be combined, and be checked, in turn', () => {
    const inner = combined('inner', 2, { fills, equity })
    const outer = checkedProjection(combined('outer', 1, { inner, fills }))
    const whole = seasonOf(sketchOf(fc.sample(moments, { numRuns: 1, seed: 7 })[0]!))
    expect(foldedView(outer, whole)).toEqual({
      inner: { fills: foldedView(fills, whole), equity: foldedView(equity, whole) },
      fills: foldedView(fills, whole),
    })
    expect(outer.version).toBe(
      '1, inner: inner 2, fills: fills 3, equity: equity 1, fills: fills 3',
    )
  })

  it.each<readonly [string, Pick<Projection<unknown>, 'version'>]>([
    ['itself', combined('both', 2, { a: fills, b: equity })],
    ['a part', combined('both', 1, { a: { ...fills, version: 4 }, b: equity })],
    ['which part has which name', combined('both', 1, { b: fills, a: equity })],
    ['what a part is', combined('both', 1, { a: fills, b: drawdown })],
  ])('has another version when %s changes', (_what, { version }) => {
    const both = combined('both', 1, { a: fills, b: equity })
    expect(both.version).toBe('1, a: fills 3, b: equity 1')
    expect(version).not.toBe(both.version)
  })

  it('refuses parts of a run together with parts of a season', () => {
    const season = { ...fills, of: 'season' as const }
    expect(() => combined('mixed', 1, { season, equity })).toThrow(
      new RangeError('mixed: expected parts of one run or of one season, found some of each'),
    )
    expect(combined('runs', 1, { equity, run: { ...fills, of: 'run' as const } }).of).toBe('run')
    expect(combined('none', 1, {})).toMatchObject({ of: 'run', initialView: {}, on: {} })
  })
})
