import type { Ledger } from '@gridledger/domain'

/** A ledger before each of whose looks and reads a writer does its next few appends. */
export function overtaken(ledger: Ledger, steps: () => Promise<void>): Ledger {
  return {
    ...ledger,
    head: (stream) => async () => {
      await steps()
      return ledger.head(stream)()
    },
    read: async function* (...what) {
      await steps()
      yield* ledger.read(...what)
    },
  }
}

/** Does the next few steps of a writer each time, as many as the numbers say, over and over. */
export function paced(writer: AsyncGenerator, numbers: readonly number[]): () => Promise<void> {
  let turn = 0
  return async () => {
    for (let left = numbers[turn % numbers.length] ?? 1; left > 0; left -= 1) await writer.next()
    turn += 1
  }
}
