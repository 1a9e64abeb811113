import {
  type EventBatch,
  type Ledger,
  batchLength,
  denseEvent,
  ownerOf,
  wireEvent,
} from '@gridledger/domain'
import { valueOf } from '../failure'

/** An event in full, without its stream. */
export interface HeldEvent {
  readonly revision: number
  readonly event: object
}

/** The events of a stream, at most `most` at a time: as objects they take far more than their pages. */
export async function* heldEvents(
  ledger: Ledger,
  stream: string,
  most: number,
): AsyncGenerator<readonly HeldEvent[]> {
  let held: HeldEvent[] = []
  for await (const read of ledger.read(stream)) {
    const { firstRevision, batch } = valueOf(read)
    for (let row = 0; row < batchLength(batch); row += 1) {
      const revision = firstRevision + row
      held.push({ revision, event: eventAt(batch, row, revision) })
      if (held.length < most) continue
      yield held
      held = []
    }
  }
  if (held.length > 0) yield held
}

function eventAt(batch: EventBatch, row: number, revision: number): object {
  if (batch.kind === 'dense') return denseEvent(batch, row, revision)
  const event = batch.events[row]
  if (event === undefined) throw new Error(`expected an event in row ${row}, found none`)
  return wireEvent(event)
}

/** The lines of `events STREAM --json`, without the brackets and commas of its list. */
export async function* eventLines(
  ledger: Ledger,
  stream: string,
  most: number,
): AsyncGenerator<readonly string[]> {
  const owner = ownerOf(stream)
  for await (const held of heldEvents(ledger, stream, most))
    yield held.map(({ revision, event }) =>
      JSON.stringify({ stream, revision, ...owner, ...event }),
    )
}
