import { type EventBatch, batchLength, encodeEvent } from '@gridledger/domain'

/**
 * What servers up to version 25.0 take in one append, less some room for what the protocol puts
 * around an event.
 */
const PART_BYTES = 1_000_000
/** More than type, id, keys and numbers of an event take, beside what is counted. */
const EVENT_BYTES = 360

/**
 * Where a batch is cut so that each part can be appended at once: the row before which each part
 * ends. A part ends between two ticks, unless one tick alone is larger than a server takes.
 */
export function partEnds(stream: string, batch: EventBatch, limit = PART_BYTES): readonly number[] {
  const length = batchLength(batch)
  if (batch.kind === 'dense') {
    const bytes = EVENT_BYTES + stream.length + batch.causeStream.length + batch.columns.length * 32
    const rows = Math.max(1, Math.floor(limit / bytes))
    return Array.from({ length: Math.ceil(length / rows) }, (_, part) =>
      Math.min(length, (part + 1) * rows),
    )
  }
  const ends: number[] = []
  let [size, start, tickStart] = [0, 0, 0]
  for (const [row, event] of batch.events.entries()) {
    const bytes = EVENT_BYTES + stream.length + Buffer.byteLength(encodeEvent(event).data)
    const isNewTick = event.tick === null || event.tick !== batch.events[row - 1]?.tick
    if (isNewTick) tickStart = row
    if (size + bytes > limit && row > start) {
      const end = tickStart > start ? tickStart : row
      ends.push(end)
      size = end === row ? 0 : sizeOf(stream, batch.events.slice(end, row))
      start = end
    }
    size += bytes
  }
  return length === 0 ? [] : [...ends, length]
}

function sizeOf(stream: string, events: readonly Parameters<typeof encodeEvent>[0][]): number {
  return events.reduce(
    (sum, event) => sum + EVENT_BYTES + stream.length + Buffer.byteLength(encodeEvent(event).data),
    0,
  )
}
