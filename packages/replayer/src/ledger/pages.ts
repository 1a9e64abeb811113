import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib'
import { at } from '@gridledger/domain'

/** Rows of a whole page of a dense stream; the last page of a stream may be shorter. */
export const PAGE_ROWS = 4096

const LONGEST_VARINT = 8
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/**
 * Rows `from` to before `to` of the columns as one page: column by column the differences between
 * neighbouring rows, zigzag and variable length, then zstd level 1.
 */
export function encodePage(columns: readonly Float64Array[], from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(columns.length * (to - from) * LONGEST_VARINT)
  let end = 0
  for (const column of columns) end = encodeColumn(column, from, to, bytes, end)
  return zstdCompressSync(bytes.subarray(0, end), OPTIONS)
}

function encodeColumn(
  column: Float64Array,
  from: number,
  to: number,
  bytes: Buffer,
  start: number,
): number {
  let end = start
  let previous = 0
  for (let row = from; row < to; row += 1) {
    const value = at(column, row)
    const difference = value - previous
    previous = value
    let rest = difference < 0 ? -2 * difference - 1 : 2 * difference
    while (rest >= 0x10000000) {
      bytes[end] = (rest & 0x7f) | 0x80
      rest = Math.floor(rest / 128)
      end += 1
    }
    while (rest >= 0x80) {
      bytes[end] = (rest & 0x7f) | 0x80
      rest >>>= 7
      end += 1
    }
    bytes[end] = rest
    end += 1
  }
  return end
}

/** Writes the rows of a page into the columns from row `start` on. Throws when it is damaged. */
export function decodePage(
  page: Uint8Array,
  columns: readonly Float64Array[],
  start: number,
  count: number,
): void {
  const longest = columns.length * count * LONGEST_VARINT
  const bytes = zstdDecompressSync(page, { maxOutputLength: Math.max(longest, 1) })
  let end = 0
  for (const column of columns) end = decodeColumn(bytes, end, column, start, count)
  if (end !== bytes.length)
    throw new RangeError(`a page of ${bytes.length} bytes ends at byte ${end}`)
}

function decodeColumn(
  bytes: Buffer,
  from: number,
  column: Float64Array,
  start: number,
  count: number,
): number {
  let end = from
  let previous = 0
  for (let row = start; row < start + count; row += 1) {
    let byte = at(bytes, end)
    end += 1
    let zigzag = byte & 0x7f
    let factor = 128
    while (byte >= 0x80) {
      byte = at(bytes, end)
      end += 1
      zigzag += (byte & 0x7f) * factor
      factor *= 128
    }
    previous += zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
    column[row] = previous
  }
  return end
}
