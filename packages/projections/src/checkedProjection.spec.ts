import * as fc from 'fast-check'
import { Decimal } from '@gridledger/domain'
import { logOf } from '../../../test/support/eventLog'
import { foldedView } from '../../../test/support/foldedView'
import { moments, sketchOf } from '../../../test/support/randomMoments'
import { cutBefore, everyMinute, filled, seasonOf, started } from './testing'
import { checkedProjection } from './checkedProjection'
import { combined } from './combined'
import { drawdown } from './drawdown'
import { foldBatch } from './fold'
import { gridProfit } from './gridProfit'
import type { EventMap, EventType, Projection } from './projection'
import { ProjectionError } from './projectionError'
import { restoredView, storedView } from './storedView'

const whole = seasonOf({
  ticks: everyMinute(115, 110, 120),
  runs: {
    bot: { steps: [started(), filled(1, 'buy', 110), filled(2, 'sell', 120)], checks: [1] },
  },
})

interface View {
  readonly count: number
  readonly list: readonly number[]
  readonly map: ReadonlyMap<string, { readonly count: number }>
  readonly set: ReadonlySet<number>
  readonly any: unknown
}

const initialView: View = {
  count: 0,
  list: [1],
  map: new Map([['a', { count: 1 }]]),
  set: new Set([1]),
  any: null,
}

/** A projection that does this at its second fill, or at each event of another type. */
function doing(
  work: (view: View, event: EventMap[EventType]) => View,
  type: EventType = 'OrderFilled',
): Projection<View> {
  const handler = (view: View, event: EventMap[EventType]): View => {
    const isFirst = event.type === 'OrderFilled' && view.count === 0
    return isFirst ? { ...view, count: 1, list: [...view.list] } : work(view, event)
  }
  return { name: 'doing', version: 1, initialView, on: { [type]: handler } }
}

function errorOf(work: () => unknown): ProjectionError {
  try {
    work()
  } catch (error) {
    if (error instanceof ProjectionError) return error
    throw error
  }
  throw new Error('expected a ProjectionError, found none')
}

const errorIn = <Held>(projection: Projection<Held>) =>
  errorOf(() => foldedView(checkedProjection(projection), whole))

/** What a projection of another language may do: changes what it may only read. */
const changed = <Part extends object>(part: Part, change: object): Part =>
  Object.assign(part, change)
const own = (value: unknown): ReadonlyMap<string, unknown> => new Map([['a', value]])

describe('a projection that', () => {
  class Own {
    readonly count = 1
  }
  it.each<readonly [string, ProjectionError['fault'], string, Parameters<typeof doing>[0]]>([
    [
      'throws',
      'threw',
      'threw "no such line"',
      () => {
        throw new Error('no such line')
      },
    ],
    [
      'throws what is no error',
      'threw',
      'threw "no line"',
      () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw 'no line'
      },
    ],
    [
      'reads a part that is not there',
      'threw',
      'threw "Cannot read properties of undefined',
      (view) => ({ ...view, count: view.map.get('b')!.count }),
    ],
    ['changes an object', 'changed', 'changed the view', (view) => changed(view, { count: 2 })],
    [
      'changes a list',
      'changed',
      'changed the view',
      (view) => changed(view, { list: push(view) }),
    ],
    [
      'changes a map',
      'changed',
      'changed the view',
      (view) => ({ ...view, map: withEntry(view.map, 'b', { count: 2 }) }),
    ],
    [
      'changes a set',
      'changed',
      'changed the view',
      (view) => ({ ...view, set: added(view.set, 2) }),
    ],
    [
      'changes a nested part',
      'changed',
      'changed the view',
      (view) => ({ ...view, any: changed(view.map.get('a')!, { count: 2 }) }),
    ],
    [
      'changes the data of an event',
      'changed',
      'or a part of an event',
      (view, { data }) => ({ ...view, any: changed(data, { quantityLots: 7 }) }),
    ],
    [
      'changes the cause of an event',
      'changed',
      'or a part of an event',
      (view, { cause }) => ({ ...view, any: changed(cause, { revision: 7 }) }),
    ],
    [
      'changes an event',
      'changed',
      'or a part of an event',
      (view, event) => ({ ...view, any: changed(event, { revision: 7 }) }),
    ],
    ['returns nothing', 'no-view', 'returned no view', () => undefined!],
    ['keeps a function', 'not-plain', 'a function', (view) => ({ ...view, any: () => 1 })],
    ['keeps a bigint', 'not-plain', 'a bigint', (view) => ({ ...view, any: own(1n) })],
    [
      'keeps a typed array',
      'not-plain',
      'Float64Array',
      (view) => ({ ...view, any: [new Float64Array(1)] }),
    ],
    [
      'keeps an object of a class',
      'not-plain',
      'Own',
      (view) => ({ ...view, any: own(new Own()) }),
    ],
    ['keeps a date', 'not-plain', 'Date', (view) => ({ ...view, any: new Date(0) })],
    [
      'keeps undefined in a list',
      'not-plain',
      'undefined',
      (view) => ({ ...view, any: [undefined] }),
    ],
    [
      'keeps a part that holds itself',
      'threw',
      'Maximum call stack',
      (view) => {
        const any: unknown[] = []
        any.push(any)
        return { ...view, any }
      },
    ],
  ])('%s is stopped at the event', (_what, fault, said, work) => {
    const error = errorIn(doing(work))
    const event = { type: 'OrderFilled', stream: 'run-sketched.bot', revision: 2 }
    expect(error).toMatchObject({ projection: 'doing', fault, event })
    expect(error.message).toMatch(/^doing /)
    expect(error.message).toContain(said)
    expect(error.message).toMatch(/, at OrderFilled, run-sketched\.bot#2, 2025-01-01T00:02:00Z$/)
  })

  it('has stopped has changed nothing', () => {
    const before = JSON.stringify([whole.runs.get('bot'), initialView, [...initialView.map]])
    errorIn(doing((view, { data }) => ({ ...view, any: changed(data, { quantityLots: 7 }) })))
    errorIn(doing((view) => ({ ...view, set: added(view.set, 2) })))
    const after = JSON.stringify([whole.runs.get('bot'), initialView, [...initialView.map]])
    expect(after).toBe(before)
    expect([...initialView.set]).toEqual([1])
  })

  it.each<readonly [string, Parameters<typeof doing>[0]]>([
    ['event', (view, event) => ({ ...view, any: event })],
    ['data', (view, { data }) => ({ ...view, any: { last: data } })],
    ['cause', (view, { cause }) => ({ ...view, any: own(cause) })],
    ['event in a frozen part', (view, event) => Object.freeze({ ...view, any: [event] })],
  ])('keeps the %s of a dense event is stopped at the first', (_what, work) => {
    for (const type of ['PriceTicked', 'LiquidationChecked'] as const) {
      const error = errorIn(doing(work, type))
      expect(error).toMatchObject({ fault: 'kept-event', event: { type, revision: 0 } })
      expect(error.message).toContain('doing kept the event, which is used again')
    }
  })

  it.each<readonly [string, Parameters<typeof doing>[0]]>([
    ['data', (view, { data }) => ({ ...view, any: { ...changed(data, { equity: 7 }) } })],
    ['cause', (view, { cause }) => ({ ...view, any: { ...changed(cause, { revision: 7 }) } })],
  ])('changes the %s of a dense event is stopped, too', (_what, work) => {
    const error = errorIn(doing(work, 'LiquidationChecked'))
    expect(error).toMatchObject({ fault: 'changed', event: { type: 'LiquidationChecked' } })
  })

  it('keeps a sparse event, or the numbers of a dense one, may do so', () => {
    const keeping = doing((view, event) => ({ ...view, any: event }))
    expect(foldedView(checkedProjection(keeping), whole)).toEqual(foldedView(keeping, whole))
    const copying = doing((view, { data }) => ({ ...view, any: { ...data } }), 'PriceTicked')
    expect(foldedView(checkedProjection(copying), whole)).toMatchObject({
      any: { priceTicks: 120 },
    })
  })

  it('changes a view that was stored is stopped, too', () => {
    const on = { OrderFilled: push }
    const log: Projection<readonly unknown[]> = { name: 'log', version: 1, initialView: [], on }
    const stored = restoredView(storedView(['before']), log.initialView)!
    const held = checkedProjection(log)
    expect(errorOf(() => foldBatch(held, stored, whole, 'bot'))).toMatchObject({
      fault: 'changed',
      event: { revision: 1 },
    })
    expect(stored).toEqual(['before'])
  })
})

function push(view: View | readonly unknown[]): never {
  const list: readonly unknown[] = 'list' in view ? view.list : view
  Reflect.apply(Array.prototype.push, list, [4])
  throw new Error('a list that was changed')
}

function withEntry<Value>(map: ReadonlyMap<string, Value>, key: string, value: Value) {
  return map instanceof Map ? map.set(key, value) : map
}

function added(set: ReadonlySet<number>, value: number): ReadonlySet<number> {
  return set instanceof Set ? set.add(value) : set
}

describe('what is made of the whole view', () => {
  const plain: Projection<View> = { name: 'whole', version: 1, initialView, on: {} }
  const faults: Readonly<
    Record<string, readonly [ProjectionError['fault'], (view: View) => never]>
  > = {
    throws: [
      'threw',
      () => {
        throw new Error('no end')
      },
    ],
    'changes the view': [
      'changed',
      (view) => {
        changed(view, { count: 2 })
        throw new Error('a view that was changed')
      },
    ],
    'changes a list in it': ['changed', push],
    'returns nothing': ['no-view', () => undefined!],
  }

  it.each(Object.entries(faults))('is held to the same: finish %s', (_what, [fault, finish]) => {
    const error = errorIn({ ...plain, finish })
    expect(error).toMatchObject({ projection: 'whole', fault, event: null })
    expect(error.message).toMatch(/^whole .*, in its finish$/)
  })

  it.each(Object.entries(faults))('is held to the same: rows %s', (_what, [fault, rows]) => {
    const { rows: held } = checkedProjection({ ...plain, rows })
    const restored = { ...initialView, list: [1, 2] }
    for (const view of [initialView, restored]) {
      const error = errorOf(() => held?.(view))
      expect(error).toMatchObject({ projection: 'whole', fault, event: null })
      expect(error.message).toMatch(/^whole .*, in its rows$/)
    }
    expect(restored.list).toEqual([1, 2])
  })

  it('is held to the same: finish keeps what cannot be stored', () => {
    const error = errorIn({ ...plain, finish: (view) => ({ ...view, any: new Date(0) }) })
    expect(error).toMatchObject({ fault: 'not-plain', event: null })
  })

  it('is held to the same before the first event', () => {
    const odd = { ...plain, initialView: { ...initialView, any: () => 1 } }
    const error = errorOf(() => checkedProjection(odd))
    expect(error.message).toMatch(
      /^whole cannot be stored: .* found a function, in its initialView$/,
    )
    const none = { ...plain, initialView: undefined! }
    expect(errorOf(() => checkedProjection(none)).fault).toBe('no-view')
  })
})

describe('a correct projection', () => {
  it('has the very same views, and all else that it has', () => {
    const rows = (view: View) => [{ count: view.count, half: new Decimal('0.5') }]
    const projection: Projection<View> = {
      ...doing((view) => ({ ...view, count: view.count + 1, map: new Map(view.map) })),
      of: 'season',
      version: '2, a',
      chart: { kind: 'bars', x: 'count', y: ['half'] },
      rows,
      finish: (view) => ({ ...view, any: 'end' }),
    }
    const held = checkedProjection(projection)
    const { name, version, of, chart } = projection
    expect(held).toMatchObject({ name, version, of, chart, initialView })
    expect(Object.keys(held.on)).toEqual(['OrderFilled'])
    const view = foldedView(held, whole)
    expect(view).toEqual(foldedView(projection, whole))
    expect(view).toMatchObject({ count: 2, any: 'end' })
    expect(held.rows?.(view)).toEqual(rows(view))
  })

  it('without finish and rows has none', () => {
    const held = checkedProjection(logOf())
    expect('finish' in held || 'rows' in held).toBe(false)
  })

  it('has the same views over any season, however the batches are cut', () => {
    const parts = combined('all', 1, { drawdown, gridProfit, log: logOf() })
    const held = checkedProjection(parts)
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 })
    fc.assert(
      fc.property(moments, cuts, (all, at) => {
        const season = seasonOf(sketchOf(all))
        expect(foldedView(held, cutBefore(season, ...at))).toEqual(foldedView(parts, season))
      }),
      { numRuns: 40 },
    )
  })

  it('that is checked in a projection that is checked, too, is named where it fails', () => {
    const inner = checkedProjection(doing((view) => changed(view, { count: 2 })))
    expect(errorIn(combined('outer', 1, { inner }))).toMatchObject({ projection: 'doing' })
    const outer = checkedProjection(combined('outer', 1, { inner }))
    expect(errorIn(outer)).toMatchObject({ projection: 'doing', fault: 'changed' })
  })
})
