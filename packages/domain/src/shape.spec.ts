import * as t from 'io-ts'
import { DENSE_EVENTS } from './events/dense'
import { SPARSE_EVENTS } from './events/canonical'
import { Stop } from './grid/parameters'
import { type Shape, shapeOf } from './shape'
import { struct } from './struct'
import { DecimalText, Integer, MoneyCodec, Name, listOf, oneOf, orNull } from './wire'

describe('shapeOf', () => {
  it.each<[codec: t.Mixed, kind: Shape['kind']]>([
    [Integer, 'integer'],
    [MoneyCodec, 'money'],
    [DecimalText, 'decimal'],
    [Name, 'text'],
    [oneOf('a', 'b'), 'text'],
    [t.string, 'text'],
    [t.boolean, 'flag'],
    [orNull(Integer), 'nullable'],
    [listOf(Integer), 'list'],
    [Stop, 'object'],
  ])('%#: a codec is of kind %s', (codec, kind) => {
    expect(shapeOf(codec).kind).toBe(kind)
  })

  it('of an object has its fields in codec order', () => {
    const grid = struct('a grid', { lines: listOf(Integer), side: t.string }, { note: t.string })
    expect(shapeOf(grid)).toMatchObject({
      kind: 'object',
      fields: [
        { name: 'lines', isOptional: false },
        { name: 'side', isOptional: false },
        { name: 'note', isOptional: true },
      ],
    })
  })

  it('throws for a codec that does not say', () => {
    expect(() => shapeOf(t.number)).toThrow('a codec without a shape: number')
  })

  it('reaches every field of every event', () => {
    let fields = 0
    const reach = (codec: t.Mixed): void => {
      const shape = shapeOf(codec)
      if (shape.kind === 'object') shape.fields.forEach((field) => reach(field.codec))
      else if ('of' in shape) reach(shape.of)
      else fields += 1
    }
    for (const { data } of Object.values({ ...SPARSE_EVENTS, ...DENSE_EVENTS })) reach(data)
    expect(fields).toBeGreaterThan(150)
  })
})
