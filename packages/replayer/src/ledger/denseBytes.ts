import { type DenseBatch, denseWidth } from '@gridledger/domain'
import { rowBytes } from './rowBytes'

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
  return rowBytes(columns, from, to, memory ?? new Int32Array((to - from) * width * 2), type)
}
