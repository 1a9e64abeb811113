import * as fc from 'fast-check'
import { lineChart } from './lineChart'

const line = (mark: string, ...values: (number | null)[]) => {
  return { mark, style: 'cyan' as const, values }
}
const whole = (value: number) => value.toFixed(0).padStart(3)
const drawn = (text: string) => text.split('\n').map((row) => row.slice(5))

describe('a chart of lines', () => {
  it('draws each curve with its own character, the first where they meet', () => {
    const text = lineChart([line('a', 0, 1, 2, 3), line('b', 0, 0, 2, 1)], 4, whole)
    expect(text.split('\n')).toEqual(['  3 ┤   a', '    │  a', '    │ abb', '  0 ┤ab··'])
  })

  it('leaves a gap where a curve is not', () => {
    const text = lineChart([line('a', 5, 5, 5, 5), line('b', null, 9, null, 6)], 5, whole)
    expect(drawn(text)).toEqual([' b', '', '', '   b', 'aaaa'])
  })

  it('dots the line of zero', () => {
    expect(drawn(lineChart([line('a', -1, 1)], 3, whole))).toEqual([' a', '·a', 'a'])
  })

  it('is a straight line for a curve that never moves', () => {
    expect(drawn(lineChart([line('a', 7, 7, 7)], 3, whole))[0]).toBe('aaa')
  })

  it('shows in every column each curve that nothing hides, at the height of its value', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 30 })
    const rows = fc.integer({ min: 2, max: 20 })
    const property = fc.property(values, values, rows, (a, b, height) => {
      const text = drawn(lineChart([line('a', ...a), line('b', ...b)], height, whole))
      const all = [...a, ...b]
      const [low, high] = [Math.min(...all), Math.max(...all)]
      const rowOf = (value: number) =>
        Math.round(((high - value) / (high - low || 1)) * (height - 1))
      expect(text).toHaveLength(height)
      for (const [column, value] of a.entries()) expect(text[rowOf(value)]?.[column]).toBe('a')
      for (const [column, value] of b.entries())
        expect(['a', 'b']).toContain(text[rowOf(value)]?.[column])
    })
    fc.assert(property)
  })
})
