import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { explain, nearestName, struct } from './struct'
import { Integer, listOf, oneOf } from './wire'

const Stop = struct('a stop', { price: t.string })
const Grid = struct(
  'a grid',
  { gridCount: Integer, side: oneOf('buy', 'sell') },
  { note: t.string, stops: listOf(Stop) },
)

/** The errors of a document, one line each. */
function errorsOf(document: unknown): readonly string[] {
  const decoded = Grid.decode(document)
  return E.isLeft(decoded) ? explain(decoded.left) : []
}

describe('struct', () => {
  it('decodes what it knows and keeps absent fields absent', () => {
    expect(Grid.decode({ side: 'buy', gridCount: 2 })).toEqual(
      E.right({ gridCount: 2, side: 'buy' }),
    )
  })

  it('encodes in the order of its keys, whatever the order of the object', () => {
    const grid = { stops: [{ price: '1' }], note: 'n', side: 'sell', gridCount: 3 } as const
    expect(JSON.stringify(Grid.encode(grid))).toBe(
      '{"gridCount":3,"side":"sell","note":"n","stops":[{"price":"1"}]}',
    )
    const decoded = Grid.decode(grid)
    expect(E.isRight(decoded) && JSON.stringify(decoded.right)).toBe(
      JSON.stringify(Grid.encode(grid)),
    )
  })

  it.each<[document: unknown, errors: readonly string[]]>([
    [
      {},
      [
        'gridCount: expected a whole number, found nothing',
        'side: expected "buy" or "sell", found nothing',
      ],
    ],
    [{ gridCount: 1.5, side: 'buy' }, ['gridCount: expected a whole number, found 1.5']],
    [{ gridCount: 1, side: 'hold' }, ['side: expected "buy" or "sell", found "hold"']],
    [
      { gridCount: 1, side: 'buy', gridcount: 2 },
      ['gridcount: expected a known key, perhaps "gridCount", found 2'],
    ],
    [
      { gridCount: 1, side: 'buy', unheardOf: null },
      ['unheardOf: expected a known key, perhaps one of gridCount, side, note, stops, found null'],
    ],
    [{ gridCount: 1, side: 'buy', note: null }, ['note: expected string, found null']],
    [
      { gridCount: 1, side: 'buy', stops: [{ price: '1' }, { price: 2, prize: '3' }] },
      [
        'stops[1].prize: expected a known key, perhaps "price", found "3"',
        'stops[1].price: expected string, found 2',
      ],
    ],
    [null, ['the document: expected an object, found null']],
    [[], ['the document: expected an object, found []']],
    ['{}', ['the document: expected an object, found "{}"']],
  ])('explains %j', (document, errors) => {
    expect(errorsOf(document)).toEqual(errors)
  })

  it('refuses a key that only looks inherited', () => {
    expect(errorsOf(JSON.parse('{"gridCount":1,"side":"buy","__proto__":{}}'))).toEqual([
      expect.stringMatching(/^__proto__: expected a known key/),
    ])
  })

  it.each<[value: unknown, expected: boolean]>([
    [{ gridCount: 1, side: 'buy' }, true],
    [{ gridCount: 1, side: 'buy', note: 'n' }, true],
    [{ gridCount: 1, side: 'buy', note: undefined }, false],
    [{ gridCount: 1 }, false],
    [{ gridCount: 1, side: 'buy', other: 1 }, false],
    [[], false],
  ])('is: %j is one, %s', (value, expected) => {
    expect(Grid.is(value)).toBe(expected)
  })
})

describe('nearestName', () => {
  const known = ['gridCount', 'leverage', 'lowerPrice', 'upperPrice']

  it.each([
    ['gridcount', 'gridCount'],
    ['gridCounts', 'gridCount'],
    ['levarage', 'leverage'],
    ['lowPrice', 'lowerPrice'],
    ['uperPrise', 'upperPrice'],
    ['xxxerage', 'leverage'],
    ['xxxxrage', undefined],
    ['investment', undefined],
    ['', undefined],
  ])('of %s is %s', (name, expected) => {
    expect(nearestName(name, known)).toBe(expected)
  })
})
