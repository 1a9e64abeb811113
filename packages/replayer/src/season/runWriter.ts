import { type Ledger, checksStream, runStream } from '@gridledger/domain'
import type { RunSlice } from '@gridledger/projections'
import { streamWriter } from '../ledger/streamWriter'

/** Appends what a run brings, batch by batch: its events, then the checks of the same ticks. */
export interface RunWriter {
  readonly append: (slice: RunSlice) => Promise<void>
  /** Says that all has come: a conflict where the ledger holds more of it. */
  readonly finish: () => void
}

export async function runWriter(ledger: Ledger, run: string): Promise<RunWriter> {
  const events = await streamWriter(ledger, runStream(run))
  const checks = await streamWriter(ledger, checksStream(run))
  return {
    append: async (slice) => {
      await events.append({ kind: 'sparse', events: slice.events.events })
      const judged = slice.checks?.batch
      if (judged !== undefined && judged.count > 0) await checks.append(judged)
    },
    finish: () => {
      events.finish()
      checks.finish()
    },
  }
}
