import { Decimal } from '@gridledger/domain'
import { frozen, isRefusedChange } from './frozenView'

class Odd extends Error {}

/** Makes a view unchangeable; these parts are used again. */
function freeze<View>(view: View, ...reused: readonly object[]): View {
  return frozen(
    view,
    (part) => reused.includes(part),
    (odd, found) => {
      throw new Odd(`${odd}: ${found}`)
    },
  )
}

describe('a frozen view', () => {
  it.each<readonly [string, unknown]>([
    ['a text', 'text'],
    ['a number that JSON has not', NaN],
    ['null', null],
    ['undefined, of which the caller thinks', undefined],
    ['a decimal', new Decimal('0.1')],
    ['an object with an absent part', { a: undefined }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['all of these', { list: [1, [2]], map: new Map([['a', { b: new Set([1]) }]]) }],
  ])('is the very same: %s', (_what, view) => {
    const before = JSON.stringify(view)
    expect(freeze(view)).toBe(view)
    expect(freeze(view)).toBe(view)
    expect(JSON.stringify(view)).toBe(before)
  })

  const none: readonly number[] = []
  const view = () =>
    freeze({
      count: 1,
      inner: { deep: [{ count: 1 }] },
      list: [3, 1, 2],
      none: [...none],
      map: new Map([['a', { count: 1 }]]),
      keys: new Map([[{ count: 1 }, 1]]),
      set: new Set([1]),
      objects: new Set([{ count: 1 }]),
    })
  function remove(this: { count?: number }) {
    delete this.count
  }
  type View = ReturnType<typeof view>
  const changes: Readonly<Record<string, (part: View) => unknown>> = {
    'a property': (part) => (part.count = 2),
    'a property that is counted up': (part) => part.count++,
    'a new property': (part) => Object.assign(part, { more: 1 }),
    'a property that goes': (part) => Reflect.apply(remove, part, []),
    'a defined property': (part) => Object.defineProperty(part, 'count', { value: 2 }),
    'a prototype': (part) => Object.setPrototypeOf(part, {}),
    'a deep part': (part) => (part.inner.deep[0]!.count = 2),
    'a deep list': (part) => part.inner.deep.push({ count: 2 }),
    'an entry': (part) => (part.list[0] = 2),
    'an entry beyond the end': (part) => (part.list[9] = 2),
    push: (part) => part.list.push(4),
    'push to none': (part) => part.none.push(4),
    pop: (part) => part.list.pop(),
    shift: (part) => part.list.shift(),
    unshift: (part) => part.list.unshift(4),
    splice: (part) => part.list.splice(0, 1),
    sort: (part) => part.list.sort(),
    reverse: (part) => part.list.reverse(),
    fill: (part) => part.list.fill(0),
    copyWithin: (part) => part.list.copyWithin(0, 1),
    length: (part) => (part.list.length = 0),
    'set of a map': (part) => part.map.set('b', { count: 2 }),
    'delete of a map': (part) => part.map.delete('a'),
    'clear of a map': (part) => part.map.clear(),
    'a value of a map': (part) => (part.map.get('a')!.count = 2),
    'a key of a map': (part) => ([...part.keys.keys()][0]!.count = 2),
    'add to a set': (part) => part.set.add(2),
    'delete of a set': (part) => part.set.delete(1),
    'clear of a set': (part) => part.set.clear(),
    'an entry of a set': (part) => ([...part.objects][0]!.count = 2),
  }

  it.each(Object.entries(changes))('refuses a change: %s', (_what, change) => {
    const held = view()
    const before = JSON.stringify([held, [...held.map], [...held.keys], [...held.objects]])
    let error: unknown
    try {
      change(held)
    } catch (thrown) {
      error = thrown
    }
    expect(error).toBeInstanceOf(TypeError)
    expect(isRefusedChange(error)).toBe(true)
    expect(JSON.stringify([held, [...held.map], [...held.keys], [...held.objects]])).toBe(before)
  })

  it('can be copied and then changed', () => {
    const { map, set, list } = view()
    expect(new Map(map).set('b', { count: 2 }).size).toBe(2)
    expect(new Set(set).add(2).size).toBe(2)
    expect([...list, 4]).toHaveLength(4)
    expect(map).toEqual(new Map([['a', { count: 1 }]]))
  })
})

describe('what a view may not hold', () => {
  class Own {
    readonly count = 1
  }
  it.each<readonly [string, unknown, string]>([
    ['a function', () => 1, 'a function'],
    ['a bigint', 1n, 'a bigint'],
    ['a symbol', Symbol('a'), 'a symbol'],
    ['a typed array', new Float64Array(1), 'Float64Array'],
    ['a date', new Date(0), 'Date'],
    ['an expression', /a/, 'RegExp'],
    ['an object of a class', new Own(), 'Own'],
    ['a promise', Promise.resolve(1), 'Promise'],
    ['a weak map', new WeakMap(), 'WeakMap'],
    ['undefined in a list', [undefined], 'undefined in a list'],
    ['undefined in a map', new Map([['a', undefined]]), 'undefined in a map or set'],
    ['undefined in a set', new Set([undefined]), 'undefined in a map or set'],
  ])('is named wherever it is: %s', (_what, part, found) => {
    for (const view of [
      part,
      { a: { b: part } },
      [[part]],
      new Map([['a', part]]),
      new Map([[part, 'a']]),
      new Set([[part]]),
      Object.freeze({ a: part }),
    ])
      expect(() => freeze(view)).toThrow(`not-plain: ${view === part ? found : ''}`)
    expect(() => freeze(part)).toThrow(new Odd(`not-plain: ${found}`))
  })

  it('is found again the next time', () => {
    const view = { a: { b: () => 1 } }
    expect(() => freeze(view)).toThrow(Odd)
    expect(() => freeze(view)).toThrow(Odd)
  })

  it('is what is used again, also where it is frozen already', () => {
    const reused = freeze({ priceTicks: 1 })
    expect(freeze({ a: reused })).toEqual({ a: { priceTicks: 1 } })
    for (const view of [reused, { a: { b: reused } }, [reused], Object.freeze([{ reused }])])
      expect(() => freeze(view, reused)).toThrow('reused: the event')
  })
})

it('is frozen to its last part where others have frozen its first', () => {
  const inner = { counts: [1] }
  freeze(Object.freeze({ inner }))
  expect(() => inner.counts.push(2)).toThrow(TypeError)
  expect(() => freeze(Object.freeze(new Map([['a', 1]])))).not.toThrow()
})

it.each([
  ['another TypeError', new TypeError('view.lines is not iterable')],
  ['a missing part', new TypeError("Cannot read properties of undefined (reading 'set')")],
  ['another error of these words', new Error('Cannot delete property')],
  ['a text', 'Cannot delete property'],
])('%s is no refused change', (_what, error) => {
  expect(isRefusedChange(error)).toBe(false)
})
