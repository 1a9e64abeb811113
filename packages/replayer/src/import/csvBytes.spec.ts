import * as fc from 'fast-check'
import {
  LONGEST_LINE,
  countLines,
  firstLine,
  instrumentProblem,
  lineEnd,
  shown,
  splitFields,
} from './csvBytes'

const bytes = (text: string) => Buffer.from(text)

describe('firstLine', () => {
  it.each<[text: string, line: string]>([
    ['', ''],
    ['a,b', 'a,b'],
    ['a,b\nc', 'a,b'],
    ['a,b\r\nc', 'a,b'],
    ['\uFEFFa,b\nc', 'a,b'],
    ['\na', ''],
  ])('of %j is %j', (text, line) => {
    expect(firstLine(bytes(text))).toBe(line)
  })

  it('is cut where it is too long', () => {
    expect(firstLine(Buffer.alloc(1_000_000, 'x'))).toHaveLength(LONGEST_LINE)
  })
})

describe('lines and fields', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', '1', '.', ''), maxLength: 4 })
  const table = fc.array(fc.array(piece, { minLength: 1, maxLength: 5 }), { minLength: 1 })

  it('come apart as they were put together', () => {
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, newline, ended) => {
        const text = bytes(rows.map((row) => row.join()).join(newline) + (ended ? newline : ''))
        const found: string[][] = []
        const ends = new Int32Array(8)
        for (let start = 0; start < text.length;) {
          const { end, next } = lineEnd(text, start)
          const fields = splitFields(text, start, end, ends)
          const own = [...ends.subarray(0, fields)]
          found.push(
            own.map((to, field) =>
              text.toString('utf8', field === 0 ? start : own[field - 1]! + 1, to),
            ),
          )
          start = next
        }
        const isSeen = ended || rows.at(-1)!.join() !== ''
        expect(found).toEqual(isSeen ? rows : rows.slice(0, -1))
        expect(countLines(text)).toBe(found.length)
      }),
    )
  })

  it('counts more fields than there is room for', () => {
    expect(splitFields(bytes(','.repeat(99)), 0, 99, new Int32Array(4))).toBe(100)
  })
})

describe('instrumentProblem', () => {
  it.each(['BTC-USDT-SWAP', 'BTC-USDT', 'BTC-USDT-SWAPS', 'BTC-USDC-SWAP', ''])('%j', (text) => {
    const problem = instrumentProblem(bytes(`x${text}y`), 1, 1 + text.length, 'BTC-USDT-SWAP')
    expect(problem).toBe(
      text === 'BTC-USDT-SWAP' ? undefined : 'expected BTC-USDT-SWAP in every row',
    )
  })
})

describe('shown', () => {
  it('puts a piece into quotes and cuts it', () => {
    expect(shown(bytes('a"b\tc'), 0, 5)).toBe('"a\\"b\\tc"')
    expect(shown(Buffer.alloc(500, 'x'), 0, 500)).toBe(`"${'x'.repeat(80)}"`)
  })
})
