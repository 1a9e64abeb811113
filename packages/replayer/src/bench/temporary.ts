import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger } from '@gridledger/domain'
import { run, valueOf } from '../failure'
import { embeddedLedger } from '../ledger/embeddedLedger'

/** Does a work with a folder of its own, which is removed afterwards, whatever comes of the work. */
export async function inFolder<A>(work: (folder: string) => Promise<A>): Promise<A> {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** An embedded ledger in a folder of its own. */
export interface TemporaryLedger {
  readonly ledger: Ledger
  /** Closes the ledger; the bytes of its file. */
  readonly closedBytes: () => number
  readonly remove: () => void
}

export function temporaryLedger(): TemporaryLedger {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-bench-'))
  const file = join(folder, 'bench.db')
  const ledger = valueOf(embeddedLedger(file))
  return {
    ledger,
    closedBytes: () => {
      ledger.close()
      return statSync(file).size
    },
    remove: () => {
      ledger.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The events of all streams of a ledger; with `prefixes` of the streams that begin with one. */
export async function eventsIn(
  ledger: Ledger,
  prefixes: readonly string[] = [''],
): Promise<number> {
  let events = 0
  for (const stream of await run(ledger.streams())) {
    if (!prefixes.some((prefix) => stream.startsWith(prefix))) continue
    events += (await run(ledger.head(stream)))?.events ?? 0
  }
  return events
}

/** The streams whose events are numbers alone. */
export const DENSE_STREAMS = ['ticks-', 'marks-', 'checks-']
