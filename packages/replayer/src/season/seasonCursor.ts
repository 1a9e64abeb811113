import { at } from '@gridledger/domain'
import { type SeasonBatch, firstNot, splitBatch } from '@gridledger/projections'

/** Takes the ticks of a season as they are asked for, with one batch of it in memory. */
export interface SeasonCursor {
  /** The time of the next tick; Infinity after the last. */
  readonly nextMicros: () => Promise<number>
  /** The ticks up to and with a time, cut after each tick at which the followed run did something. */
  readonly until: (timeMicros: number) => AsyncGenerator<SeasonBatch>
  /** The next tick alone; undefined after the last. */
  readonly one: () => Promise<SeasonBatch | undefined>
}

/** A cursor over the batches of a season that follows one contestant's run. */
export function seasonCursor(
  batches: AsyncIterator<SeasonBatch>,
  contestant: string,
): SeasonCursor {
  let open: SeasonBatch | null = null
  const next = async (): Promise<SeasonBatch | null> => {
    if (open !== null) return open
    const read = await batches.next()
    open = read.done === true ? null : read.value
    return open
  }
  const cut = (batch: SeasonBatch, tick: number): SeasonBatch => {
    const [head, rest] = splitBatch(batch, tick)
    open = rest
    return head
  }
  return {
    nextMicros: async () => {
      const batch = await next()
      return batch === null ? Infinity : at(batch.ticks.batch.columns[0] ?? [], 0)
    },
    until: async function* (timeMicros) {
      for (;;) {
        const batch = await next()
        if (batch === null) return
        const rows = firstNot(batch.ticks.batch, 0, 0, (time) => time <= timeMicros)
        if (rows === 0) return
        const event = batch.runs.get(contestant)?.events.events[0]?.tick ?? Infinity
        yield cut(batch, Math.min(batch.ticks.firstRevision + rows - 1, event))
      }
    },
    one: async () => {
      const batch = await next()
      return batch === null ? undefined : cut(batch, batch.ticks.firstRevision)
    },
  }
}
