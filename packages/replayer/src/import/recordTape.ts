import {
  type DenseBatch,
  type Ledger,
  type SparseEvent,
  marksStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { either as E } from 'fp-ts'
import { Failure, inputProblem, run } from '../failure'
import { type StreamWriter, streamWriter } from '../ledger/streamWriter'
import type { OnRead } from './sourceChunks'
import type { Tape } from './tape'

/** How a tape came about: recorded now, gone on with, or there already. */
export type RecordOutcome = 'recorded' | 'resumed' | 'unchanged'

/** Rows of one append: one transaction, and one wait for the disk. */
const APPEND_ROWS = 131_072

/**
 * Records a tape: TapeOpened and the funding rates, ticks, marks, TapeSealed. One that is sealed is
 * left as it is; one that was interrupted goes on where it stopped, and what is there is compared.
 */
export async function recordTape(
  ledger: Ledger,
  tape: Tape,
  onRead?: OnRead,
): Promise<RecordOutcome> {
  const head = await run(ledger.head(tapeStream(tape.name)))
  if (head?.events === tape.opening.length + 1) return 'unchanged'
  await appendSparse(ledger, tapeStream(tape.name), tape.opening)
  const ticks = await streamWriter(ledger, ticksStream(tape.name))
  for await (const batch of tape.ticks.batches(onRead)) {
    if (E.isLeft(batch)) throw new Failure(inputProblem(batch.left))
    await appendDense(ticks, batch.right)
  }
  ticks.finish()
  if (tape.marks !== null) {
    const marks = await streamWriter(ledger, marksStream(tape.name))
    await appendDense(marks, tape.marks)
    marks.finish()
  }
  const last = tape.opening.length - 1
  await run(ledger.append(tapeStream(tape.name), last, { kind: 'sparse', events: [tape.sealed] }))
  return head === undefined ? 'recorded' : 'resumed'
}

async function appendSparse(
  ledger: Ledger,
  stream: string,
  events: readonly SparseEvent[],
): Promise<void> {
  await run(ledger.append(stream, -1, { kind: 'sparse', events }))
}

async function appendDense(writer: StreamWriter, batch: DenseBatch): Promise<void> {
  for (let from = 0; from < batch.count; from += APPEND_ROWS) {
    const to = Math.min(batch.count, from + APPEND_ROWS)
    const columns = batch.columns.map((column) => column.subarray(from, to))
    await writer.append({ ...batch, count: to - from, columns })
  }
}
