import {
  type DenseBatch,
  type Ledger,
  type SparseEvent,
  marksStream,
  tapeStream,
  ticksStream,
} from '@gridledger/domain'
import { run } from '../failure'
import { streamWriter } from '../ledger/streamWriter'
import type { Tape } from './tape'

/** Rows of one append: one transaction, and one wait for the disk. */
const APPEND_ROWS = 131_072

/**
 * Records a tape: TapeOpened and the funding rates, ticks, marks, TapeSealed. One that is sealed is
 * left as it is; one that was interrupted goes on where it stopped, if what is there is this tape.
 */
export async function recordTape(ledger: Ledger, tape: Tape): Promise<void> {
  const head = await run(ledger.head(tapeStream(tape.name)))
  if (head?.events === tape.opening.length + 1) return
  await appendSparse(ledger, tapeStream(tape.name), tape.opening)
  await appendDense(ledger, ticksStream(tape.name), tape.ticks)
  if (tape.marks !== null) await appendDense(ledger, marksStream(tape.name), tape.marks)
  const last = tape.opening.length - 1
  await run(ledger.append(tapeStream(tape.name), last, { kind: 'sparse', events: [tape.sealed] }))
}

async function appendSparse(
  ledger: Ledger,
  stream: string,
  events: readonly SparseEvent[],
): Promise<void> {
  await run(ledger.append(stream, -1, { kind: 'sparse', events }))
}

async function appendDense(ledger: Ledger, stream: string, batch: DenseBatch): Promise<void> {
  const writer = await streamWriter(ledger, stream)
  for (let from = 0; from < batch.count; from += APPEND_ROWS) {
    const to = Math.min(batch.count, from + APPEND_ROWS)
    const columns = batch.columns.map((column) => column.subarray(from, to))
    await writer.append({ ...batch, count: to - from, columns })
  }
  writer.finish()
}
