const [LARGEST, WORD] = [2 ** 53, 2 ** 32]

/**
 * Rows of columns as little-endian 64-bit integers, row after row; `memory` has room for them.
 * Throws at anything that is not a whole number within 2^53, with the `name` of what it stands in.
 */
export function rowBytes(
  columns: readonly Float64Array[],
  from: number,
  to: number,
  memory: Int32Array<ArrayBuffer>,
  name: string,
): Buffer {
  const width = columns.length
  for (const [index, column] of columns.entries())
    writeColumn(memory, index, width * 2, column, from, to, name)
  return Buffer.from(memory.buffer, 0, (to - from) * width * 8)
}

/** A loop of its own, as in `candleTicks`. */
function writeColumn(
  words: Int32Array,
  index: number,
  step: number,
  column: Float64Array,
  from: number,
  to: number,
  name: string,
): void {
  let word = index * 2
  for (let row = from; row < to; row += 1) {
    const value = column[row] ?? NaN
    // Exact, since a factor of 2^-32 changes the exponent alone.
    const high = Math.floor(value * (1 / WORD))
    const low = value - high * WORD
    if (low !== low >>> 0 || value <= -LARGEST || value >= LARGEST)
      throw new RangeError(wrongNumber(name, index, row, column[row]))
    words[word] = low
    words[word + 1] = high
    word += step
  }
}

function wrongNumber(name: string, column: number, row: number, value: unknown): string {
  return `${name}, column ${column}, row ${row}: expected a whole number, found ${String(value)}`
}
