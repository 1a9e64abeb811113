import {
  type EventBatch,
  type Ledger,
  batchLength,
  denseEvent,
  ownerOf,
  wireEvent,
} from '@gridledger/domain'
import { valueOf } from '../failure'

/** The events of a batch as JSON, each after what says where it stands. */
export function* jsonOf(
  batch: EventBatch,
  firstRevision: number,
  placeOf: (revision: number) => object = () => ({}),
): Generator<string> {
  for (let row = 0; row < batchLength(batch); row += 1) {
    const revision = firstRevision + row
    yield JSON.stringify({ ...placeOf(revision), ...eventAt(batch, row, revision) })
  }
}

function eventAt(batch: EventBatch, row: number, revision: number): object {
  if (batch.kind === 'dense') return denseEvent(batch, row, revision)
  const event = batch.events[row]
  if (event === undefined) throw new Error(`expected an event in row ${row}, found none`)
  return wireEvent(event)
}

/** The lines of `events STREAM --json`, batch by batch, without the brackets and commas of its list. */
export async function* eventLines(
  ledger: Ledger,
  stream: string,
): AsyncGenerator<Iterable<string>> {
  const owner = ownerOf(stream)
  for await (const read of ledger.read(stream)) {
    const { firstRevision, batch } = valueOf(read)
    yield jsonOf(batch, firstRevision, (revision) => ({ stream, revision, ...owner }))
  }
}
