import { type EventBatch, type Ledger, type SparseEvent, at, tapeStream } from '@gridledger/domain'
import type { SeasonBatch } from '@gridledger/projections'
import { cutBefore } from '@gridledger/projections/testing'
import { type StreamWriter, streamWriter } from '../../packages/replayer/src/ledger/streamWriter'
import { closedEvent } from '../../packages/replayer/src/season/runSeason'

/**
 * Records a sketched season as `run` does, cut before these ticks: the tape, the inputs, in each
 * batch every contestant's events and then its checks, and the end. What an interrupted recording
 * has left is passed over. Yields after each append.
 */
export async function* recording(
  ledger: Ledger,
  whole: SeasonBatch,
  cuts: readonly number[],
): AsyncGenerator<string> {
  const writers = new Map<string, StreamWriter>()
  for (const { stream, batch } of appendsOf(whole, cuts)) {
    const writer = writers.get(stream) ?? (await streamWriter(ledger, stream))
    writers.set(stream, writer)
    await writer.append(batch)
    yield stream
  }
}

function* appendsOf(
  whole: SeasonBatch,
  cuts: readonly number[],
): Generator<{ readonly stream: string; readonly batch: EventBatch }> {
  const { opening, fundings, ticks } = whole
  const [tape, season] = opening
  if (tape === undefined || season === undefined) throw new Error('a season without its opening')
  yield sparse(tape.stream, [...tape.events, ...fundings.events])
  yield ticks
  yield sparse(season.stream, season.events)
  for (const { runs } of cutBefore(whole, ...cuts)) {
    for (const { events, checks } of runs.values()) {
      if (events.events.length > 0) yield sparse(events.stream, events.events)
      if (checks !== null) yield checks
    }
  }
  const { count, columns } = ticks.batch
  const endMicros = at(columns[0] ?? [], count - 1)
  yield sparse(season.stream, [closedEvent(nameOf(tape.stream), count, endMicros)])
}

const nameOf = (stream: string): string => stream.slice(tapeStream('').length)
const sparse = (stream: string, events: readonly SparseEvent[]) => {
  return { stream, batch: { kind: 'sparse' as const, events } }
}
