import { type DenseBatch, type DenseType, denseWidth } from '@gridledger/domain'

const [LARGEST, WORD] = [2 ** 53, 2 ** 32]
/** Rows whose bytes stay in the nearest cache while column after column is written to them. */
const BLOCK_ROWS = 1024

/**
 * A row an event of little-endian 64-bit integers: time, cause revision, fields in codec order.
 * Throws at anything that is not such a row: what is hashed is what can be stored. Who has no use for
 * the bytes after the next call may give the memory for them: to take new one costs half of the time.
 */
export function denseBytes(
  { type, columns }: DenseBatch,
  from: number,
  to: number,
  memory?: Int32Array<ArrayBuffer>,
): Buffer {
  const width = denseWidth(type)
  if (columns.length !== width)
    throw new RangeError(`${type}: expected ${width} columns, found ${columns.length}`)
  const words = memory ?? new Int32Array((to - from) * width * 2)
  for (let row = from; row < to; row += BLOCK_ROWS) {
    const block = words.subarray((row - from) * width * 2)
    const end = Math.min(to, row + BLOCK_ROWS)
    for (const [index, column] of columns.entries())
      writeColumn(block, index, width * 2, column, row, end, type)
  }
  return Buffer.from(words.buffer, 0, (to - from) * width * 8)
}

/** A loop of its own, as in `candleTicks`. */
function writeColumn(
  words: Int32Array,
  index: number,
  step: number,
  column: Float64Array,
  from: number,
  to: number,
  type: DenseType,
): void {
  let word = index * 2
  for (let row = from; row < to; row += 1) {
    const value = column[row] ?? NaN
    // Exact, since a factor of 2^-32 changes the exponent alone.
    const high = Math.floor(value * (1 / WORD))
    const low = value - high * WORD
    if (low !== low >>> 0 || value <= -LARGEST || value >= LARGEST)
      throw new RangeError(wrongNumber(type, index, row, column[row]))
    words[word] = low
    words[word + 1] = high
    word += step
  }
}

function wrongNumber(type: DenseType, column: number, row: number, value: unknown): string {
  return `${type}, column ${column}, row ${row}: expected a whole number, found ${String(value)}`
}
