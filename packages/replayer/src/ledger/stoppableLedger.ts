import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Ledger } from '@gridledger/domain'

/**
 * A ledger that whoever works with it is stopped at: once the signal is aborted, the next append or
 * batch of a read throws the signal's reason, and nothing of it happens. Before each there is a turn
 * of the event loop, without which no signal of the operating system would arrive.
 */
export function stoppableLedger(ledger: Ledger, stop: AbortSignal): Ledger {
  const goOn = async () => {
    await nextTurn()
    stop.throwIfAborted()
  }
  async function* read(...range: Parameters<Ledger['read']>): ReturnType<Ledger['read']> {
    for await (const batch of ledger.read(...range)) {
      await goOn()
      yield batch
    }
  }
  const unlessStopped =
    <A>(task: () => Promise<A>) =>
    async () => {
      await goOn()
      return task()
    }
  return {
    ...ledger,
    append: (...what) => unlessStopped(ledger.append(...what)),
    appendAll: (appends) => unlessStopped(ledger.appendAll(appends)),
    read,
  }
}
