import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { decodePage, encodePage } from './pages'

const BIGGEST = Number.MAX_SAFE_INTEGER
const anyNumber = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.constantFrom(0, 1, -1, 2 ** 52, -(2 ** 52), BIGGEST, -BIGGEST),
)

describe('a page', () => {
  it.each([
    ['nothing', [], ''],
    ['zeros', [0, 0], '00 00'],
    ['differences, not values', [1000, 1001, 1003], 'd0 0f 02 04'],
    ['negative differences in odd codes', [0, -1, -3, 5], '00 01 03 10'],
    ['one byte up to 63 and −64', [63, -1, 0], '7e 7f 02'],
    ['two bytes from 64 and −65', [64, -1, 63], '80 01 81 01 80 01'],
    ['five bytes from 2^27', [2 ** 27], '80 80 80 80 01'],
    ['32 bits below 2^31', [2 ** 31 - 1, 0], 'fe ff ff ff 0f fd ff ff ff 0f'],
    ['33 bits from 2^31', [2 ** 31, 0], '80 80 80 80 10 ff ff ff ff 0f'],
    ['53 bits below 2^52', [2 ** 52 - 1, 0], 'fe ff ff ff ff ff ff 0f fd ff ff ff ff ff ff 0f'],
    ['eight bytes at the most', [BIGGEST], 'fe ff ff ff ff ff ff 1f'],
    [
      'jumps over the whole range',
      [-BIGGEST, BIGGEST],
      'fd ff ff ff ff ff ff 1f fc ff ff ff ff ff ff 3f',
    ],
  ])('holds %s', (_, numbers, hex) => {
    const column = Float64Array.from(numbers)
    const page = encodePage([column], 0, column.length)
    expect(zstdDecompressSync(page).toString('hex')).toBe(hex.replaceAll(' ', ''))
    expect(decoded(page, 1, column.length)).toEqual([column])
  })

  it('is column after column of zigzag differences of variable length', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyNumber, anyNumber), { maxLength: 50 }), (rows) => {
        const columns = [0, 1].map((index) => Float64Array.from(rows, (row) => row[index] ?? 0))
        const page = encodePage(columns, 0, rows.length)
        const bytes = columns.flatMap((column) => definedBytes([...column]))
        expect([...zstdDecompressSync(page)]).toEqual(bytes)
        expect(decoded(page, 2, rows.length)).toEqual(columns)
      }),
    )
  })

  it('may be rows from the middle of columns, and go to the middle of others', () => {
    const page = encodePage([Float64Array.of(9, 9, 5, 6, 9)], 2, 4)
    const column = Float64Array.of(1, 1, 1, 1)
    decodePage(page, [column], 1, 2)
    expect([...column]).toEqual([1, 5, 6, 1])
  })

  it('cannot be made of rows that are not there', () => {
    expect(() => encodePage([Float64Array.of(1, 2)], 0, 3)).toThrow('no row 2 in a column of 2')
  })
})

describe('a damaged page', () => {
  const rows = Float64Array.from({ length: 12 }, (_, row) => row * row * row * 1_000_003)
  const page = encodePage([rows, rows.toReversed()], 0, rows.length)

  it('never gives other numbers, whichever bit has changed', () => {
    const read = Array.from({ length: page.length * 8 }, (_, bit) => {
      const damaged = Buffer.from(page)
      const byte = Math.floor(bit / 8)
      damaged[byte] = (page[byte] ?? 0) ^ (1 << (bit % 8))
      return tryDecoding(damaged)
    }).filter((columns) => columns !== undefined)
    // Of a few bits of zstd's header the numbers do not depend.
    expect(read.length).toBeLessThan(5)
    expect(read).toEqual(read.map(() => [rows, rows.toReversed()]))
  })

  it('never gives other numbers, wherever it ends', () => {
    const read = [...page.keys()]
      .map((length) => tryDecoding(page.subarray(0, length)))
      .filter((columns) => columns !== undefined)
    // Node 22.15 does not miss zstd's last four bytes, the checksum.
    expect(read.length).toBeLessThan(5)
    expect(read).toEqual(read.map(() => [rows, rows.toReversed()]))
  })

  function tryDecoding(damaged: Buffer): readonly Float64Array[] | undefined {
    try {
      return decoded(damaged, 2, rows.length)
    } catch {
      return undefined
    }
  }

  it.each([
    ['a row less than there is', '02 02 02', 2, /3 bytes ends at byte 2/],
    ['a row more than there is', '02 02 02', 4, /ends within row 3/],
    ['a number that does not end', '02 02 80', 3, /ends within row 2/],
    ['a long number that does not end', '02 80 80 80 80 80', 2, /within a number/],
    ['a number of nine bytes', '80 80 80 80 80 80 80 80 01', 2, /too long/],
  ])('has %s', (_, hex, count, message) => {
    const bytes = zstdCompressSync(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
    expect(() => decoded(bytes, 1, count)).toThrow(message)
  })

  it('cannot fill the memory', () => {
    expect(() => decoded(zstdCompressSync(Buffer.alloc(10_000_000)), 1, 4096)).toThrow()
  })
})

function decoded(page: Uint8Array, width: number, count: number): readonly Float64Array[] {
  const columns = Array.from({ length: width }, () => new Float64Array(count))
  decodePage(page, columns, 0, count)
  return columns
}

function definedBytes(column: readonly number[]): readonly number[] {
  return column.flatMap((value, row) => {
    const difference = BigInt(value) - BigInt(column[row - 1] ?? 0)
    let rest = difference < 0n ? -2n * difference - 1n : 2n * difference
    const bytes = []
    for (; rest >= 128n; rest /= 128n) bytes.push(Number(rest % 128n) + 128)
    return [...bytes, Number(rest)]
  })
}
