import { createHash } from 'node:crypto'
import { type DenseBatch, type SparseBatch, at } from '@gridledger/domain'

/**
 * A stream's hash chain word for word as the design defines it: h(−1) is the hash of its name,
 * link k that of h(k−1) and the bytes of the events 4096k to 4096k + 4095; the last may be short.
 */
export function definedChain(stream: string, events: readonly Uint8Array[]): string {
  let value = sha256([Buffer.from(stream)])
  for (let first = 0; first < events.length; first += 4096)
    value = sha256([value, ...events.slice(first, first + 4096)])
  return value.toString('hex')
}

function sha256(parts: readonly Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

/** A row of little-endian 64-bit integers: time, cause revision, fields. */
export function denseBytes({ count, columns }: DenseBatch): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, row) => {
    const numbers = BigInt64Array.from(columns, (column) => BigInt(at(column, row)))
    return new Uint8Array(numbers.buffer)
  })
}

/** JSON without spaces, for events whose data is the same in memory and on the wire. */
export function sparseBytes({ events }: SparseBatch): readonly Uint8Array[] {
  return events.map(({ type, timeMicros, tick, cause: { stream, revision }, data }) =>
    Buffer.from(
      JSON.stringify({
        type,
        schemaVersion: 1,
        timeMicros,
        tick,
        cause: { stream, revision },
        data,
      }),
    ),
  )
}
