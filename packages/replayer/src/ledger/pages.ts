import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { withForecast, withoutForecast } from './forecast'

/** Rows of a whole page of a dense stream; the last page of a stream may be shorter. */
export const PAGE_ROWS = 4096

/** Two numbers within 2^53 differ by less than 2^54, zigzag by less than 2^55. */
const LONGEST_VARINT = 8
/** Below these a difference is a 32-bit integer, and its zigzag is exact as a number. */
const NARROW = 2 ** 31
const EXACT = 2 ** 52
/** Nearly every page fits: its bytes are put together from several chunks where it does not. */
const [PACKED_CHUNK, PLAIN_CHUNK] = [32 * 1024, 64 * 1024]
/** The checksum is zstd's own: what was changed on the disk does not decompress. */
const OPTIONS = {
  chunkSize: PACKED_CHUNK,
  params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 },
}

/** Of the columns of a check: its equity, and its maintenance margin, which follows from it. */
const [BASE, FORETOLD] = [2, 3]
/** Begins a page with a column that was foretold; a page without begins with zstd's own 0x28. */
const FORECAST = Buffer.of(1)

/**
 * Rows `from` to before `to` of columns of integers within 2^53 as one page: column by column the
 * differences between neighbouring rows, zigzag and variable length, then zstd level 1. Of the fourth
 * column only what the third does not foretell.
 */
export function encodePage(columns: readonly Float64Array[], from: number, to: number): Buffer {
  const bytes = scratch(columns.length * (to - from) * LONGEST_VARINT)
  const [base, column] = [columns[BASE], columns[FORETOLD]]
  const left = base && column && withoutForecast(base, column, from, to)
  let end = 0
  for (const [index, values] of columns.entries()) {
    const isLeft = left !== undefined && index === FORETOLD
    end = isLeft
      ? encodeColumn(left, 0, to - from, bytes, end)
      : encodeColumn(values, from, to, bytes, end)
  }
  const page = zstdCompressSync(bytes.subarray(0, end), OPTIONS)
  return left === undefined ? page : Buffer.concat([FORECAST, page])
}

let room = Buffer.alloc(0)

/** The same memory for every page: to take new one for each costs as much as filling it. */
function scratch(length: number): Buffer {
  if (room.length < length) room = Buffer.allocUnsafeSlow(length)
  return room
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
    const value = column[row]
    if (value === undefined) throw new RangeError(`no row ${row} in a column of ${column.length}`)
    const difference = value - previous
    if (difference >= -NARROW && difference < NARROW) {
      let rest = ((difference << 1) ^ (difference >> 31)) >>> 0
      while (rest >= 0x80) {
        bytes[end] = rest | 0x80
        rest >>>= 7
        end += 1
      }
      bytes[end] = rest
      end += 1
    } else if (Math.abs(difference) < EXACT) {
      end = encodeWide(difference, bytes, end)
    } else {
      end = encodeHuge(BigInt(value) - BigInt(previous), bytes, end)
    }
    previous = value
  }
  return end
}

/** Four bytes of its lower 28 bits, since it has more than 31, and those of the rest. */
function encodeWide(difference: number, bytes: Buffer, start: number): number {
  const zigzag = difference < 0 ? -2 * difference - 1 : 2 * difference
  const upper = Math.floor(zigzag / 2 ** 28)
  const lower = zigzag - upper * 2 ** 28
  bytes[start] = lower | 0x80
  bytes[start + 1] = (lower >>> 7) | 0x80
  bytes[start + 2] = (lower >>> 14) | 0x80
  bytes[start + 3] = (lower >>> 21) | 0x80
  let end = start + 4
  let rest = upper
  while (rest >= 0x80) {
    bytes[end] = rest | 0x80
    rest >>>= 7
    end += 1
  }
  bytes[end] = rest
  return end + 1
}

function encodeHuge(difference: bigint, bytes: Buffer, start: number): number {
  let end = start
  let rest = difference < 0n ? -2n * difference - 1n : 2n * difference
  while (rest >= 0x80n) {
    bytes[end] = Number(rest & 0x7fn) | 0x80
    rest >>= 7n
    end += 1
  }
  bytes[end] = Number(rest)
  return end + 1
}

/** Writes the rows of a page into the columns from row `start` on. Throws when it is damaged. */
export function decodePage(
  page: Uint8Array,
  columns: readonly Float64Array[],
  start: number,
  count: number,
): void {
  const longest = columns.length * count * LONGEST_VARINT
  const isForecast = page[0] === FORECAST[0]
  const packed = isForecast ? page.subarray(1) : page
  const limits = { chunkSize: PLAIN_CHUNK, maxOutputLength: Math.max(longest, 1) }
  const bytes = zstdDecompressSync(packed, limits)
  let end = 0
  for (const column of columns) end = decodeColumn(bytes, end, column, start, count)
  if (end !== bytes.length)
    throw new RangeError(`a page of ${bytes.length} bytes ends at byte ${end}`)
  const [base, foretold] = [columns[BASE], columns[FORETOLD]]
  if (isForecast && base && foretold) withForecast(base, foretold, start, count)
}

/** What is read beyond the end of a page. */
const NO_BYTE = 0x100

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
    // Unrolled: a loop over its first four bytes takes a quarter longer.
    let byte = bytes[end] ?? NO_BYTE
    let zigzag = byte & 0x7f
    end += 1
    if (byte >= 0x80) {
      byte = bytes[end] ?? NO_BYTE
      zigzag |= (byte & 0x7f) << 7
      end += 1
      if (byte >= 0x80) {
        byte = bytes[end] ?? NO_BYTE
        zigzag |= (byte & 0x7f) << 14
        end += 1
        if (byte >= 0x80) {
          byte = bytes[end] ?? NO_BYTE
          zigzag |= (byte & 0x7f) << 21
          end += 1
        }
      }
    }
    if (byte === NO_BYTE) throw new RangeError(`a page ends within row ${row - start}`)
    previous += (zigzag >>> 1) ^ -(zigzag & 1)
    if (byte >= 0x80) {
      const first = end
      while ((bytes[end] ?? 0) >= 0x80) end += 1
      end += 1
      previous = addWide(previous, (zigzag & 1) === 0 ? 1 : -1, bytes, first, end)
    }
    column[row] = previous
  }
  return end
}

/**
 * Adds the bytes of a difference after its first four. Every sum on the way lies between the row
 * before and this one, so it is exact although the difference itself may need 55 bits.
 */
function addWide(sum: number, sign: 1 | -1, bytes: Buffer, first: number, end: number): number {
  if (end - first > LONGEST_VARINT - 4) throw new RangeError(`a number too long at byte ${first}`)
  let total = sum
  let factor = sign * 2 ** 27
  for (let index = first; index < end; index += 1) {
    const byte = bytes[index]
    if (byte === undefined) throw new RangeError(`a page ends within a number at byte ${first}`)
    total += (byte & 0x7f) * factor
    factor *= 128
  }
  return total
}
