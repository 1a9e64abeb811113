import type { EventMap, Projection } from '../projection'
import { ProjectionError, type ProjectionFault } from '../projectionError'
import { cutBefore } from './cutBefore'
import { started, stopped } from './gridSteps'
import { filled } from './orderSteps'
import { seasonOf } from './seasonOf'
import { simulatedSeason } from './simulatedSeason'
import { viewOf, viewsByTick } from './viewOf'

const season = simulatedSeason({ ticks: [115, 110, 120, 110, 115] })
const two = simulatedSeason({
  ticks: [115, 110, 120, 115],
  bots: { ann: {}, bob: { gridCount: 8 } },
})

type Fill = EventMap['OrderFilled']
/** A view of fills and nothing else. */
function ofFills<View>(
  initialView: View,
  onFill: (view: View, event: Fill) => View,
): Projection<View> {
  return { name: 'fills', version: 1, initialView, on: { OrderFilled: onFill } }
}
const count = ofFills(0, (view) => view + 1)
const lines = ofFills(new Map<number, number>(), (view, { data: { line } }) =>
  line === null ? view : new Map(view).set(line, (view.get(line) ?? 0) + 1),
)

describe('viewOf', () => {
  it('is the view of all events, with what only the end settles', () => {
    expect(viewOf(count, season)).toBe(3)
    expect(viewOf({ ...count, finish: (view) => view * 100 }, season)).toBe(300)
    expect(viewOf(lines, season)).toEqual(
      new Map([
        [1, 2],
        [2, 1],
      ]),
    )
  })

  it('is the same of a season that comes in batches', () => {
    expect(viewOf(lines, cutBefore(season, 1, 3))).toEqual(viewOf(lines, season))
    expect(viewOf(count, cutBefore(season, 3)[1]!)).toBe(1)
  })

  it('is of the contestant that is named, of the only one, or of the market', () => {
    expect(viewOf(count, two, 'ann')).toBe(2)
    expect(viewOf(count, two, 'bob')).toBe(4)
    expect(viewOf(count, two, null)).toBe(0)
    expect(viewOf(count, season)).toBe(viewOf(count, season, 'bot'))
    expect(viewOf(count, seasonOf({ ticks: [115] }))).toBe(0)
    expect(() => viewOf(count, two)).toThrow(
      'fills: expected one of the contestants ann, bob to be named, found none',
    )
    expect(() => viewsByTick(count, two)).toThrow('ann, bob')
    expect(() => viewOf(count, two, 'cid')).toThrow('(ann, bob), found cid')
  })

  it('is of all runs where the projection is of a season', () => {
    expect(viewOf({ ...count, of: 'season' }, two)).toBe(6)
    expect(viewOf({ ...count, of: 'season' }, two, 'ann')).toBe(2)
  })

  it('is held to its rules in a long season too', () => {
    const ticks = Array.from({ length: 1000 }, (_, tick) => 115 + ((tick * 7) % 30) - 10)
    const long = simulatedSeason({ ticks })
    const fills = long.runs.get('bot')!.events.events.filter(({ type }) => type === 'OrderFilled')
    expect(viewOf(count, long)).toBe(fills.length)
    expect(fills.length).toBeGreaterThan(300)
    let seen = 0
    const outside = ofFills(0, (view) => {
      seen += 1
      return seen > 500 ? view : view + 1
    })
    expect(() => viewOf(outside, long)).toThrow('fills makes another view')
  })
})

/** What a projection may not do, each told with the event at which it did. */
const FIRST = 'OrderFilled, run-sketched.bot#5, 2025-01-01T00:01:00Z'
const SECOND = 'OrderFilled, run-sketched.bot#7, 2025-01-01T00:02:00Z'

function outsideCount(): Projection<number> {
  let seen = 0
  return ofFills(0, () => (seen += 1))
}

class Tally {
  constructor(readonly fills: number) {}
}

describe('viewOf throws where', () => {
  it.each<[what: string, fault: ProjectionFault, message: string, view: () => unknown]>([
    [
      'a handler throws',
      'threw',
      `threw "no line", at ${FIRST}`,
      () =>
        viewOf(
          ofFills(0, () => {
            throw new Error('no line')
          }),
          season,
        ),
    ],
    [
      'a handler changes the view that it is given',
      'changed',
      `changed the view it was given or a part of an event, which stay as they were (Cannot assign to read only property 'fills' of object '#<Object>'), at ${FIRST}`,
      () =>
        viewOf(
          ofFills({ fills: 0 }, (view) => {
            view.fills += 1
            return view
          }),
          season,
        ),
    ],
    [
      'a handler changes a map of it',
      'changed',
      `at ${FIRST}`,
      () =>
        viewOf(
          ofFills(new Map<number, number>(), (view) => view.set(1, 1)),
          season,
        ),
    ],
    [
      'a view keeps the event of a tick',
      'kept-event',
      'at PriceTicked, ticks-sketched-tape#0, 2025-01-01T00:00:00Z',
      () => {
        const kept: Projection<readonly object[]> = {
          ...{ name: 'prices', version: 1, initialView: [] },
          on: { PriceTicked: (view, event) => [...view, event] },
        }
        return viewOf(kept, season)
      },
    ],
    [
      'a view cannot be stored',
      'not-plain',
      `cannot be stored: expected a view of plain data, maps, sets and decimals, found Tally, at ${FIRST}`,
      () =>
        viewOf(
          ofFills<Tally | null>(null, (view) => new Tally((view?.fills ?? 0) + 1)),
          season,
        ),
    ],
    [
      'a view depends on the batches',
      'differs-by-batch',
      `fills makes another view when its events come in other batches: expected `,
      () => viewOf(outsideCount(), season),
    ],
    [
      'a view goes on otherwise from a stored one',
      'differs-restored',
      `fills makes another view when it goes on from a stored one: expected {"fills":2,"seen":1}, found {"fills":2,"seen":2}, at ${SECOND}`,
      () => {
        // What is undefined is not stored, and its key is not there any more.
        const initial: { fills: number; seen: number; last?: number | undefined } = {
          fills: 0,
          seen: 0,
        }
        const forgetful = ofFills(initial, (view) => ({
          fills: view.fills + 1,
          seen: 'last' in view ? view.seen : view.seen + 1,
          last: undefined,
        }))
        return viewOf(forgetful, season)
      },
    ],
    [
      'a stored view has not the shape of the initial view',
      'differs-restored',
      `fills has a view that does not come back from a store: its shape is not the initial view's: expected {"line":1}, found {"line":null}, at ${SECOND}`,
      () =>
        viewOf(
          ofFills<{ readonly line: number | null }>({ line: 1 }, ({ line }, { data }) => ({
            line: data.side === 'sell' ? null : line,
          })),
          season,
        ),
    ],
    [
      'its rows cannot be made',
      'threw',
      'threw "no price", in its rows',
      () => {
        const rows = () => {
          throw new Error('no price')
        }
        return viewOf({ ...count, rows }, season)
      },
    ],
    [
      'finish changes the view',
      'changed',
      'in its finish',
      () => {
        const initialView = { fills: 0 }
        const changing: Projection<typeof initialView> = {
          ...ofFills(initialView, ({ fills }) => ({ fills: fills + 1 })),
          finish: (view) => Object.assign(view, { fills: -1 }),
        }
        return viewOf(changing, season)
      },
    ],
  ])('%s', (_what, fault, message, view) => {
    const error = thrownBy(view)
    expect(error.message).toContain(message)
    expect(error.fault).toBe(fault)
  })

  it('names the event after which views part, in a season of many', () => {
    let folds = 0
    const sometimes: Projection<number> = {
      ...{ name: 'sometimes', version: 1, initialView: 0 },
      on: {
        GridStarted: (view) => {
          folds += 1
          return view
        },
        // In the first fold of several that follow each other, the second sale counts twice.
        OrderFilled: (view, { data: { fill } }) => view + (fill === 2 && folds % 2 === 1 ? 2 : 1),
      },
    }
    const { event, message } = thrownBy(() => viewOf(sometimes, season))
    expect(event).toEqual({ type: 'OrderFilled', stream: 'run-sketched.bot', revision: 7 })
    expect(message).toContain('expected 3, found 2')
  })
})

function thrownBy(work: () => unknown): ProjectionError {
  try {
    work()
  } catch (error) {
    if (error instanceof ProjectionError) return error
    throw error
  }
  throw new Error('expected a ProjectionError, found none')
}

describe('viewsByTick', () => {
  it('has the view after each tick, without what only the end settles', () => {
    const views = viewsByTick({ ...count, finish: () => -1 }, season)
    expect(views).toEqual([0, 1, 2, 3, 3])
    expect(viewsByTick(count, cutBefore(season, 2))).toEqual(views)
    expect(viewsByTick(count, two, 'bob')).toEqual([0, 2, 4, 4])
  })

  it('gives the views themselves: the same where nothing changed', () => {
    const steps = [started(), filled(1, 'buy', 110), stopped(3)]
    const views = viewsByTick(
      lines,
      seasonOf({ ticks: [115, 110, 112, 115], runs: { bot: steps } }),
    )
    expect(views[2]).toBe(views[1])
    expect(views[1]).not.toBe(views[0])
  })

  it('names a handler that does what none may', () => {
    const changing = ofFills([0], (view) => {
      view.push(1)
      return view
    })
    expect(thrownBy(() => viewsByTick(changing, season)).event?.revision).toBe(5)
  })
})
