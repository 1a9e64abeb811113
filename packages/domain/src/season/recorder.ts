import type { Emit, Tick } from '../bot/state'
import type { DenseBatch, SparseEvent } from '../events/canonical'
import type { Cause } from '../events/event'
import type { RunEvent } from '../events/run'

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

/** The checks of a recorder as a batch, their columns cut to their number; ticks are in `causeStream`. */
export function checkBatch({ checks, columns }: Recorder, causeStream: string): DenseBatch {
  const cut = columns.map((column) => column.subarray(0, checks))
  return { kind: 'dense', type: 'LiquidationChecked', causeStream, count: checks, columns: cut }
}
