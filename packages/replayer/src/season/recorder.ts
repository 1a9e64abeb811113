import {
  type Cause,
  type DenseBatch,
  type Emit,
  type EventBatch,
  type Ledger,
  type RunEvent,
  type SparseEvent,
  type StreamHead,
  type Tick,
  batchLength,
} from '@gridledger/domain'
import { Failure, run } from '../failure'
import { type Chain, chainValue, extendChain, startChain } from '../ledger/chain'

/** Collects what a run makes over one batch of ticks: rare events as objects, checks as columns. */
export interface Recorder extends Emit {
  readonly events: SparseEvent[]
  checks: number
  readonly columns: readonly Float64Array[]
}

/** A recorder with room for `ticks` checks. */
export function recorder(ticks: number): Recorder {
  const column = () => new Float64Array(ticks)
  const [times, causes, equities, maintenances, fees] = [
    column(),
    column(),
    column(),
    column(),
    column(),
  ]
  const made: Recorder = {
    events: [],
    checks: 0,
    columns: [times, causes, equities, maintenances, fees],
    event: (event: RunEvent, { timeMicros, revision }: Tick, cause: Cause) => {
      made.events.push({ ...event, timeMicros, tick: revision, cause })
    },
    liquidationChecked: (tick, equity, maintenance, pendingFees) => {
      const row = made.checks
      times[row] = tick.timeMicros
      causes[row] = tick.revision
      equities[row] = equity
      maintenances[row] = maintenance
      fees[row] = pendingFees
      made.checks = row + 1
    },
  }
  return made
}

export function checkBatch({ checks, columns }: Recorder, causeStream: string): DenseBatch {
  const cut = columns.map((column) => column.subarray(0, checks))
  return { kind: 'dense', type: 'LiquidationChecked', causeStream, count: checks, columns: cut }
}

/**
 * Appends to one stream in order. What an interrupted run has left there already is passed over,
 * and must be what is derived now: at its end the two hash chains are compared.
 */
export interface StreamWriter {
  readonly append: (batch: EventBatch) => Promise<void>
  /** Says that all has been derived: a conflict where the stream holds more than that. */
  readonly finish: () => void
}

export async function streamWriter(ledger: Ledger, stream: string): Promise<StreamWriter> {
  const head = await run(ledger.head(stream))
  const found = head?.events ?? 0
  const chain = startChain(stream)
  let next = 0
  return {
    finish: () => {
      if (next < found) throw conflict(stream, next - 1, found - 1)
    },
    append: async (batch) => {
      const length = batchLength(batch)
      const overlap = Math.max(0, Math.min(length, found - next))
      if (head !== undefined && overlap > 0) {
        extendChain(chain, batch, 0, overlap)
        if (chain.events === found) compareChains(head, chain)
      }
      if (overlap < length)
        await run(ledger.append(stream, next + overlap - 1, dropFirst(batch, overlap)))
      next += length
    },
  }
}

function compareChains({ stream, events, chain }: StreamHead, derived: Chain): void {
  if (chainValue(derived) !== chain) throw conflict(stream, events - 1, events - 1)
}

function conflict(stream: string, expectedRevision: number, actualRevision: number): Failure {
  const error = { kind: 'conflict' as const, stream, expectedRevision, actualRevision }
  return new Failure({ kind: 'ledger', error })
}

function dropFirst(batch: EventBatch, rows: number): EventBatch {
  if (rows === 0) return batch
  if (batch.kind === 'sparse') return { kind: 'sparse', events: batch.events.slice(rows) }
  return {
    ...batch,
    count: batch.count - rows,
    columns: batch.columns.map((column) => column.subarray(rows, batch.count)),
  }
}
