import { type BotState, type Ledger, evolve, initialState } from '@gridledger/domain'
import { valueOf } from '../failure'
import type { FoundRun } from '../season/findRun'
import { isRunEvent } from '../season/stateBefore'
import { emptyDraft, follow } from './followLine'
import type { LineHistory } from './lineHistory'

/** The history of a price, and the bot as it stood after a tick with all its events. */
export async function readLine(
  ledger: Ledger,
  { streams }: FoundRun,
  priceTicks: number,
  tick: number,
): Promise<{ readonly history: LineHistory; readonly book: BotState }> {
  const draft = emptyDraft()
  const book = initialState(streams)
  for await (const read of ledger.read(streams.run)) {
    const { batch, firstRevision } = valueOf(read)
    if (batch.kind !== 'sparse') throw new Error(`${streams.run} is not sparse`)
    for (const [row, event] of batch.events.entries()) {
      if (!isRunEvent(event)) continue
      const place = {
        revision: firstRevision + row,
        tick: event.tick ?? 0,
        timeMicros: event.timeMicros,
      }
      follow(draft, event, place, { priceTicks, streams })
      if (place.tick <= tick) evolve(book, event)
    }
  }
  return { history: draft, book }
}
