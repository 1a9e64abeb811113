import { preparedOn } from './benchSeason'
import { timed } from './measure'
import { recordAll } from './recordRow'
import type { Scaled } from './scaleRow'
import { seededTrades } from './seededTrades'
import { DENSE_STREAMS, eventsIn, temporaryLedger } from './temporary'

const WARM_TRADES = 50_000

/** Records a season on so many trades, which are made as they are asked for. */
async function scaled(trades: number): Promise<Scaled> {
  const prepared = preparedOn(seededTrades(trades))
  const { ledger, closedBytes, remove } = temporaryLedger()
  try {
    const milliseconds = await timed(() => recordAll(ledger, prepared))
    const events = await eventsIn(ledger)
    const dense = await eventsIn(ledger, DENSE_STREAMS)
    const bytesPerEvent = closedBytes() / dense
    const peakMemoryMb = process.resourceUsage().maxRSS / 1024
    return { events, milliseconds, bytesPerEvent, peakMemoryMb }
  } finally {
    remove()
  }
}

/** One size of the row `scale`: `scaleSize.js EVENTS`. Nearly every trade makes a check as well. */
async function main(): Promise<void> {
  const trades = Math.round(Number(process.argv[2]) / 2)
  await scaled(Math.min(trades, WARM_TRADES))
  console.log(JSON.stringify(await scaled(trades)))
}

void main()
