import type { Ledger } from '@gridledger/domain'
import type { PreparedSeason } from '../season/prepareSeason'
import { runSeason } from '../season/runSeason'
import { type BareCandles, bareLoop } from './bareLoop'
import {
  type BenchYear,
  benchMarket,
  benchYear,
  countEvents,
  simulateCandles,
  requireSameFills,
} from './benchSeason'
import type { BenchSize } from './benchSize'
import { type Figures, measure, timed } from './measure'
import { DENSE_STREAMS, eventsIn, temporaryLedger } from './temporary'

/** The year with its events only counted, beside the bare loop. */
export async function simulateRow({ yearBars, rounds }: BenchSize): Promise<Figures> {
  const year = benchYear(yearBars)
  return measure(
    {
      ...besideBareLoop(year),
      work: async () => {
        const before = performance.now()
        const counted = await simulateCandles(year.prepared)
        const milliseconds = performance.now() - before
        requireSameFills(counted, year.bare)
        return milliseconds
      },
    },
    rounds,
  )
}

/** The year with every event in an embedded ledger on the disk, beside the bare loop. */
export async function recordRow({ yearBars, rounds }: BenchSize): Promise<Figures> {
  const year = benchYear(yearBars)
  const counted = countEvents(year.prepared, await benchMarket(year.prepared.tape))
  requireSameFills(counted, year.bare)
  let bytesPerEvent = NaN
  return measure(
    {
      ...besideBareLoop(year),
      work: async () => {
        const { ledger, closedBytes, remove } = temporaryLedger()
        try {
          const milliseconds = await timed(() => recordAll(ledger, year.prepared))
          requireEvents(await eventsIn(ledger, ['run-', 'checks-']), counted.events)
          const dense = await eventsIn(ledger, DENSE_STREAMS)
          bytesPerEvent = closedBytes() / dense
          return milliseconds
        } finally {
          remove()
        }
      },
      bytesPerEvent: () => bytesPerEvent,
    },
    rounds,
  )
}

function besideBareLoop({ bare }: BenchYear) {
  warmBareLoop(bare)
  return {
    count: bare.open.length,
    against: 'the bare loop',
    baseline: () => timed(() => bareLoop(bare)),
  }
}

/**
 * Many short calls: compiled while it runs its first long one, the loop comes out, by chance, at
 * half of the speed that it has in the end.
 */
function warmBareLoop({ open, high, low, close }: BareCandles): void {
  const [calls, bars] = [2000, 500]
  const part = (column: Int32Array) => column.subarray(0, bars)
  const few = { open: part(open), high: part(high), low: part(low), close: part(close) }
  for (let call = 0; call < calls; call += 1) bareLoop(few)
}

/** Records tape and runs of a season; nothing looks at what passes. */
export async function recordAll(ledger: Ledger, prepared: PreparedSeason): Promise<void> {
  const { batches } = await runSeason(ledger, prepared)
  let ticks = 0
  for await (const batch of batches) ticks += batch.ticks.batch.count
  requireEvents(ticks, prepared.tape.ticks.count)
}

/** A row that has not done its work says so. */
export function requireEvents(found: number, expected: number): void {
  if (found !== expected) throw new Error(`expected ${expected} events, found ${found}`)
}
