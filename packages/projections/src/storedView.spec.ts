import * as fc from 'fast-check'
import { Decimal } from '@gridledger/domain'
import { restoredView, storedView } from './storedView'

const key = fc.oneof(fc.string(), fc.constantFrom('$map', '$', '$number', '$object', '__proto__'))
const leaf = fc.oneof(
  fc.double(),
  fc.constantFrom(-0, Infinity, -Infinity, NaN, null, true, false),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => new Decimal(value)),
)
/** What views are made of. */
const { view } = fc.letrec<{ view: unknown }>((tie) => ({
  view: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('view'), { maxLength: 4 }),
    fc.array(fc.record({ b: tie('view'), a: leaf }), { maxLength: 10 }),
    fc.array(fc.record({ b: tie('view'), a: leaf }, { requiredKeys: ['a'] }), { maxLength: 10 }),
    fc.tuple(key, leaf).map(([name, value]) => Array(9).fill(Object.fromEntries([[name, value]]))),
    fc.uniqueArray(leaf, { maxLength: 4 }).map((values) => new Set(values)),
    fc.array(fc.tuple(key, tie('view')), { maxLength: 4 }).map((pairs) => new Map(pairs)),
    fc
      .array(fc.tuple(key, tie('view')), { maxLength: 4 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
}))

describe('a stored view', () => {
  it('is restored as it was', () => {
    fc.assert(
      fc.property(view, (value) => {
        expect(restoredView<unknown>(storedView({ value }), {})).toEqual({ value })
      }),
    )
  })

  it('keeps the sign of a decimal that is nothing', () => {
    const restored = restoredView(storedView(new Decimal('-0')), new Decimal(1))
    expect(restored?.valueOf()).toBe('-0')
  })

  it('is one text, whatever the order of keys', () => {
    expect(storedView({ b: 1, a: { d: 2, c: 3 } })).toBe(storedView({ a: { c: 3, d: 2 }, b: 1 }))
    expect(storedView({ a: 1, b: undefined })).toBe('{"a":1}')
  })

  it('writes the keys of many like objects once', () => {
    const objects = Array.from({ length: 8 }, (_, from) => ({ to: from + 1, from }))
    const rows = '[0,1],[1,2],[2,3],[3,4],[4,5],[5,6],[6,7],[7,8]'
    expect(storedView(objects)).toBe(`{"$rows":[["from","to"],${rows}]}`)
    expect(storedView(objects.slice(6))).toBe('[{"from":6,"to":7},{"from":7,"to":8}]')
    const before = JSON.stringify({ objects })
    expect(restoredView(before, { objects: [] })).toEqual({ objects })
  })

  it.each([
    ['a function', () => 1],
    ['a column', new Float64Array(2)],
    ['a big integer', 2n],
  ])('cannot hold %s', (_name, value) => {
    expect(() => storedView({ value })).toThrow('expected a view of plain data')
  })
})

describe('what is restored has the shape of the initial view', () => {
  const initial = { count: 0, name: '', open: null, legs: new Map(), held: new Set(), spells: [] }
  const text = storedView({ ...initial, open: { from: 1 }, spells: [1] })

  it('and its nulls may be anything', () => {
    expect(restoredView(text, initial)).toEqual({ ...initial, open: { from: 1 }, spells: [1] })
  })

  it.each([
    ['no JSON', '{"count":'],
    ['something else', '[]'],
    ['a field of another type', text.replace('"count":0', '"count":"0"')],
    ['a field too few', text.replace('"count":0,', '')],
    ['a set for a map', text.replace('$map', '$set')],
    ['a list for a set', text.replace('{"$set":[]}', '[]')],
    ['rows without their keys', text.replace('[1]', '{"$rows":[1,[1]]}')],
    ['a row that is too short', text.replace('[1]', '{"$rows":[["a","b"],[1]]}')],
    ['a decimal that is none', text.replace('"name":""', '"name":{"$decimal":"x"}')],
  ])('not %s', (_name, other) => {
    expect(other).not.toBe(text)
    expect(restoredView(other, initial)).toBeUndefined()
  })
})
