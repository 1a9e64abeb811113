import * as E from 'fp-ts/Either'
import { isoTime } from '@gridledger/projections'
import { parsePoint } from './pointInTime'

describe('parsePoint', () => {
  it.each([
    ['2025-11-03T12:00:00Z', '2025-11-03T12:00:00Z'],
    ['2025-11-03 12:00 UTC', '2025-11-03T12:00:00Z'],
    ['2025-11-03 12:00:07.000001 UTC', '2025-11-03T12:00:07.000001Z'],
    ['2025-11-03 20:00 GMT+08:00', '2025-11-03T12:00:00Z'],
    ['2025-11-03T20:00+08:00', '2025-11-03T12:00:00Z'],
  ])('%s is a time', (text, expected) => {
    const point = parsePoint(text)
    if (E.isLeft(point) || point.right.kind !== 'time') throw new Error('no time')
    expect(isoTime(point.right.timeMicros)).toBe(expected)
  })

  it('digits are a revision', () => {
    expect(parsePoint('1234')).toEqual(E.right({ kind: 'revision', revision: 1234 }))
  })

  it.each(['', 'noon', '-1', '1.5', '2025-11-03', '2025-11-03T12:00', '99999999999999999999'])(
    'refuses %j',
    (text) => {
      expect(parsePoint(text)).toEqual(E.left(expect.stringContaining(JSON.stringify(text))))
    },
  )
})
