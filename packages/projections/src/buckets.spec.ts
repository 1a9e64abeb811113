import * as fc from 'fast-check'
import { type Log, logOf } from '../../../test/support/eventLog'
import { foldedView } from '../../../test/support/foldedView'
import { moments, sketchOf } from '../../../test/support/randomMoments'
import {
  type TimedPrice,
  MINUTE,
  START,
  cutBefore,
  everyMinute,
  minutes,
  seasonOf,
} from './testing'
import { type Bucket, type BucketsView, buckets, windowsOf } from './buckets'
import { checkedProjection } from './checkedProjection'
import { drawdown } from './drawdown'
import { eachRun } from './eachRun'
import { EVENT_TYPES } from './listenedTo'
import type { Projection } from './projection'
import type { SeasonBatch } from './seasonBatch'
import { bucketOpen } from './timeBuckets'

/** The prices so far; the end is taken in by a sign. */
const prices: Projection<string> = {
  ...{ name: 'prices', version: 3, initialView: 'from' },
  on: { PriceTicked: (view, { data }) => `${view} ${data.priceTicks}` },
  finish: (view) => `${view}.`,
}

const ticksAt = (...ticks: readonly (readonly [minute: number, price: number])[]) =>
  seasonOf({
    ticks: ticks.map(([minute, price]): TimedPrice => [minutes(minute), price]),
    runs: { bot: { steps: [] } },
  })

/** The buckets as minute and view. */
const told = ({ closed }: BucketsView<string>) =>
  closed.map(({ openMicros, view }) => [(openMicros - START) / MINUTE, view] as const)

describe('buckets', () => {
  const whole = ticksAt([1, 10], [4.99, 11], [5, 12], [9, 13], [10, 14])

  it('go on from the one before, each ended by itself', () => {
    expect(told(foldedView(buckets(5 * MINUTE, prices), whole))).toEqual([
      [0, 'from 10 11.'],
      [5, 'from 10 11 12 13.'],
      [10, 'from 10 11 12 13 14.'],
    ])
  })

  it('begin with what is made of the one before, the first of what came before all', () => {
    const begin = (before: string) => `(${before})`
    expect(told(foldedView(buckets(5 * MINUTE, prices, begin), whole))).toEqual([
      [0, '(from) 10 11.'],
      [5, '((from) 10 11) 12 13.'],
      [10, '(((from) 10 11) 12 13) 14.'],
    ])
  })

  it('leave none out where nothing happens', () => {
    const gaps = ticksAt([12, 1], [27, 2])
    expect(told(foldedView(buckets(5 * MINUTE, prices), gaps))).toEqual([
      [10, 'from 1.'],
      [15, 'from 1.'],
      [20, 'from 1.'],
      [25, 'from 1 2.'],
    ])
    const begun = buckets(5 * MINUTE, prices, () => 'anew')
    expect(told(foldedView(begun, gaps)).map(([, view]) => view)).toEqual([
      ...['anew 1.', 'anew.', 'anew.', 'anew 2.'],
    ])
  })

  it('open exactly at the multiples of their width, not of the first event', () => {
    const [width, late] = [7 * MINUTE, bucketOpen(minutes(40), 7 * MINUTE)]
    const season = seasonOf({ ticks: [late - 1, late, late + 1].map((time) => [time, 1]) })
    const { closed } = foldedView(buckets(width, prices), season, null)
    expect(closed).toEqual([
      { openMicros: late - width, view: 'from 1.' },
      { openMicros: late, view: 'from 1 1 1.' },
    ])
  })

  it('begin after tape, season and entries, and are none where nothing else comes', () => {
    const log = buckets(MINUTE, logOf())
    const season = seasonOf({ ticks: [[START, 1]], runs: { bot: { steps: [] } } })
    const { before, closed } = foldedView(log, season)
    expect(before.map((line) => line.split(' ')[0])).toEqual([
      ...['TapeOpened', 'SeasonOpened', 'ContestantEntered'],
    ])
    expect(closed).toEqual([
      { openMicros: START, view: [...before, 'PriceTicked ticks-sketched-tape#0 @0'] },
    ])
    const fills = foldedView(buckets(MINUTE, logOf(['OrderFilled'])), season)
    expect(fills).toEqual({ before: [], open: null, closed: [], recent: [] })
  })

  it('are the same buckets while they go on, the last of them unfinished', () => {
    const [first, second] = cutBefore(whole, 3)
    const five = buckets(5 * MINUTE, prices)
    const { finish: _none, ...going } = five
    const view = foldedView(going, [first!])
    expect(view.open).toEqual({ openMicros: minutes(5), view: 'from 10 11 12' })
    expect(told(five.finish!(view)).at(-1)).toEqual([5, 'from 10 11 12.'])
    expect(foldedView(five, [first!, second!])).toEqual(foldedView(five, whole))
  })

  it('may be many', () => {
    const count = 1500
    const many = everyMinute(...Array.from({ length: count }, () => 1))
    const counted: Projection<number> = {
      ...{ name: 'count', version: 1, initialView: 0 },
      on: { PriceTicked: (view) => view + 1 },
    }
    const season = seasonOf({ ticks: many })
    const expected = many.map(([openMicros], tick) => ({ openMicros, view: tick + 1 }))
    const projection = buckets(MINUTE, counted)
    expect(foldedView(projection, season, null).closed).toEqual(expected)
    expect(foldedView(projection, cutBefore(season, 511, 512, 513, 1025), null).closed).toEqual(
      expected,
    )
  })

  it('are of runs or of a season as the projection is, under a name of their own', () => {
    const own = buckets(MINUTE, prices)
    expect(own).toMatchObject({ name: 'prices-by-60000000', version: 3, of: 'run' })
    expect(buckets(MINUTE, eachRun(prices)).of).toBe('season')
    expect(buckets(MINUTE, prices, (before) => before).name).toBe('prices-by-60000000-begun')
  })

  it.each([0, -1, 0.5, NaN, Infinity])('refuse a width of %d', (width) => {
    expect(() => buckets(width, prices)).toThrow(
      new RangeError(
        `the width of buckets of prices: expected a whole number above 0, found ${width}`,
      ),
    )
  })
})

/** Each event with the bucket that it counts in: that of its time, or the last one before it. */
const LINES = logOf(EVENT_TYPES, ({ type, stream, revision, timeMicros }) =>
  [type, stream, revision, timeMicros].join(' '),
)

function expectedBuckets(log: Log, width: number): readonly Bucket<Log>[] {
  const opening = /^(TapeOpened|SeasonOpened|ContestantEntered) /
  const opens: number[] = []
  const views: string[][] = []
  const before = log.filter((line) => opening.test(line))
  for (const line of log.filter((each) => !opening.test(each))) {
    const open = bucketOpen(Number(line.split(' ')[3]), width)
    while (opens.length > 0 && opens.at(-1)! < open) {
      opens.push(opens.at(-1)! + width)
      views.push([...views.at(-1)!])
    }
    if (opens.length === 0) {
      opens.push(open)
      views.push([...before])
    }
    views.at(-1)!.push(line)
  }
  return opens.map((openMicros, index) => ({ openMicros, view: views[index]! }))
}

describe('the buckets of any season', () => {
  const widths = fc.constantFrom(1, 1.5, 2, 3, 60).map((count) => count * MINUTE)
  const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })

  it('have each event where its time is, however the batches are cut', () => {
    fc.assert(
      fc.property(moments, cuts, widths, (all, at, width) => {
        const whole = seasonOf(sketchOf(all))
        const log = foldedView(LINES, whole)
        const { closed } = foldedView(
          checkedProjection(buckets(width, LINES)),
          cutBefore(whole, ...at),
        )
        expect(closed).toEqual(expectedBuckets(log, width))
      }),
    )
  })

  /** A season whose events all come with its ticks, and the ticks before which a border is. */
  function bordered(all: Parameters<typeof sketchOf>[0], width: number) {
    const bare = all.map((moment) => ({ ...moment, rates: [], marks: [] }))
    const { marks: _none, ...sketch } = sketchOf(bare)
    const whole = seasonOf(sketch)
    const opens = [...whole.ticks.batch.columns[0]!].map((time) => bucketOpen(time, width))
    const borders = opens.flatMap((open, tick) =>
      tick > 0 && open !== opens[tick - 1] ? [tick] : [],
    )
    return { whole, opens, borders }
  }

  it('are what the season is when it is cut at the borders', () => {
    fc.assert(
      fc.property(moments, widths, (all, width) => {
        const { whole, opens, borders } = bordered(all, width)
        const batches = cutBefore(whole, ...borders)
        const ends = new Map<number, unknown>()
        batches.forEach((_, index) => {
          const open = opens[borders[index - 1] ?? 0]!
          ends.set(open, foldedView(drawdown, batches.slice(0, index + 1)))
        })
        let last: unknown
        for (const { openMicros, view } of foldedView(buckets(width, drawdown), whole).closed) {
          last = ends.get(openMicros) ?? last
          expect(view).toEqual(last)
          ends.delete(openMicros)
        }
        expect(ends.size).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('begun anew have what happened between two borders and nothing else', () => {
    const fills: Projection<number> = {
      ...{ name: 'fills', version: 1, initialView: 0 },
      on: { OrderFilled: (view) => view + 1, PriceTicked: (view) => view },
    }
    const inBatch = ({ runs }: SeasonBatch) =>
      runs.get('bot')!.events.events.filter(({ type }) => type === 'OrderFilled').length
    fc.assert(
      fc.property(moments, widths, (all, width) => {
        const { whole, opens, borders } = bordered(all, width)
        const counts = new Map(
          cutBefore(whole, ...borders).map((batch, index) => [
            opens[borders[index - 1] ?? 0],
            inBatch(batch),
          ]),
        )
        const { closed } = foldedView(
          buckets(width, fills, () => 0),
          whole,
        )
        for (const { openMicros, view } of closed) expect(view).toBe(counts.get(openMicros) ?? 0)
        const sum = closed.reduce((total, { view }) => total + view, 0)
        expect(sum).toBe(foldedView(fills, whole))
      }),
      { numRuns: 60 },
    )
  })
})

describe('windowsOf', () => {
  const hours = [0, 1, 2, 3].map((hour): Bucket<number> => ({ openMicros: hour, view: 10 * hour }))
  const viewsOf = (count: number) =>
    windowsOf(hours, count).map((each) => each.map(({ view }) => view))

  it('gives every stretch of so many in a row', () => {
    expect(viewsOf(1)).toEqual([[0], [10], [20], [30]])
    expect(viewsOf(3)).toEqual([
      [0, 10, 20],
      [10, 20, 30],
    ])
    expect(viewsOf(4)).toEqual([[0, 10, 20, 30]])
  })

  it('gives none where there are fewer', () => {
    expect(viewsOf(5)).toEqual([])
    expect(windowsOf([], 1)).toEqual([])
  })

  it.each([0, -1, 1.5, NaN])('refuses %d buckets', (count) => {
    expect(() => windowsOf(hours, count)).toThrow(RangeError)
  })
})
