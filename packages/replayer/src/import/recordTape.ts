import {
  type DenseBatch,
  type Ledger,
  type SparseEvent,
  marksStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { rowsBetween } from '@gridledger/projections'
import * as E from 'fp-ts/Either'
import { Failure, inputProblem, run } from '../failure'
import { streamWriter } from '../ledger/streamWriter'
import type { OnRead } from './sourceChunks'
import type { Tape } from './tape'

/** How a tape came about: recorded now, gone on with, or there already. */
export type RecordOutcome = 'recorded' | 'resumed' | 'unchanged'

/** Rows of one append: one transaction, and one wait for the disk. */
const APPEND_ROWS = 131_072

/** A tape as it is appended: its events in the order in which they come, in batches. */
export interface TapeEvents extends Pick<Tape, 'name' | 'opening' | 'sealed'> {
  readonly ticks: AsyncIterable<DenseBatch>
  readonly marks: AsyncIterable<DenseBatch> | Iterable<DenseBatch>
}

/** Records a tape from its source, as `appendTape` does. */
export function recordTape(ledger: Ledger, tape: Tape, onRead?: OnRead): Promise<RecordOutcome> {
  const marks = tape.marks === null ? [] : [tape.marks]
  return appendTape(ledger, { ...tape, ticks: ticksOf(tape, onRead), marks })
}

/** A ledger has taken what it was given when an append is done: no batch is looked at after that. */
async function* ticksOf({ ticks }: Tape, onRead?: OnRead): AsyncGenerator<DenseBatch> {
  for await (const batch of ticks.batches(onRead, true)) {
    if (E.isLeft(batch)) throw new Failure(inputProblem(batch.left))
    yield batch.right
  }
}

/**
 * Appends a tape: TapeOpened and the funding rates, ticks, marks, TapeSealed. One that is sealed is
 * left as it is; one that was interrupted goes on where it stopped, and what is there is compared.
 */
export async function appendTape(
  ledger: Ledger,
  { name, opening, ticks, marks, sealed }: TapeEvents,
): Promise<RecordOutcome> {
  const head = await run(ledger.head(tapeStream(name)))
  if (head?.events === opening.length + 1) return 'unchanged'
  await appendSparse(ledger, tapeStream(name), opening)
  await appendDense(ledger, ticksStream(name), ticks)
  await appendDense(ledger, marksStream(name), marks)
  const last = opening.length - 1
  await run(ledger.append(tapeStream(name), last, { kind: 'sparse', events: [sealed] }))
  return head === undefined ? 'recorded' : 'resumed'
}

async function appendSparse(
  ledger: Ledger,
  stream: string,
  events: readonly SparseEvent[],
): Promise<void> {
  await run(ledger.append(stream, -1, { kind: 'sparse', events }))
}

async function appendDense(
  ledger: Ledger,
  stream: string,
  batches: AsyncIterable<DenseBatch> | Iterable<DenseBatch>,
): Promise<void> {
  const writer = await streamWriter(ledger, stream)
  for await (const batch of batches) {
    for (let from = 0; from < batch.count; from += APPEND_ROWS)
      await writer.append(rowsBetween(batch, from, Math.min(batch.count, from + APPEND_ROWS)))
  }
  writer.finish()
}
