import { type Append, type Ledger, checksStream, runStream } from '@gridledger/domain'
import type { RunSlice } from '@gridledger/projections'
import { run } from '../failure'
import { type StreamWriter, streamWriter } from '../ledger/streamWriter'

/** Appends what runs bring, batch by batch. */
export interface RunsWriter {
  /**
   * What each run did over the same ticks, in order of entry: its events, then its checks. All of it
   * together, which is one wait for the disk.
   */
  readonly append: (slices: Iterable<RunSlice>) => Promise<void>
  /** Says that all has come: a conflict where the ledger holds more of it. */
  readonly finish: () => void
}

export async function runsWriter(ledger: Ledger, runs: readonly string[]): Promise<RunsWriter> {
  const writers: { readonly events: StreamWriter; readonly checks: StreamWriter }[] = []
  for (const name of runs) {
    const events = await streamWriter(ledger, runStream(name))
    writers.push({ events, checks: await streamWriter(ledger, checksStream(name)) })
  }
  return {
    append: async (slices) => {
      const appends = [...slices].flatMap(
        ({ events, checks }, index): readonly (Append | null)[] => {
          const writer = writers[index]
          if (writer === undefined) throw new Error(`expected ${writers.length} runs`)
          return [
            writer.events.next({ kind: 'sparse', events: events.events }),
            checks === null ? null : writer.checks.next(checks.batch),
          ]
        },
      )
      const missing = appends.filter((append) => append !== null)
      if (missing.length > 0) await run(ledger.appendAll(missing))
    },
    finish: () => {
      for (const { events, checks } of writers) {
        events.finish()
        checks.finish()
      }
    },
  }
}
