import { setTimeout as delay } from 'node:timers/promises'
import type { Either } from 'fp-ts/Either'
import type { LedgerError, ReadBatch } from '@gridledger/domain'
import { append, firstDifference, head, valueOf } from '../asking'
import type { OpenedLedger } from '../ledgerContract'
import { eventsOf, orders, ticks } from '../samples'

type Batches = AsyncIterable<Either<LedgerError, ReadBatch>>

export function subscribes(opened: () => OpenedLedger): void {
  describe.each([
    { kind: 'sparse', stream: 'run-season.bot', batch: orders },
    { kind: 'dense', stream: 'ticks-candles', batch: ticks },
  ])('to $kind events', ({ stream, batch }) => {
    it('gives those that are there and then the new ones, whoever appends them', async () => {
      const { ledger, elsewhere } = opened()
      await append(ledger, stream, -1, batch(0, 5000))
      const taken = take(ledger.subscribe(stream), 5204)
      await append(elsewhere, stream, 4999, batch(5000, 200))
      await append(ledger, stream, 5199, batch(5200, 3))
      await append(ledger, `${stream}-other`, -1, batch(0, 3))
      await append(elsewhere, stream, 5202, batch(5203, 1))
      expect(firstDifference(await taken, eventsOf(batch(0, 5204)))).toBeUndefined()
    })

    it('waits for a stream that does not exist yet', async () => {
      const { ledger, elsewhere } = opened()
      const taken = take(ledger.subscribe(stream), 2)
      await append(ledger, `${stream}-other`, -1, batch(0, 3))
      await append(elsewhere, stream, -1, batch(0, 2))
      expect(await taken).toEqual(eventsOf(batch(0, 2)))
    })

    it.each([0, 2, 3, 5])('begins at revision %d, there or not', async (from) => {
      const { ledger } = opened()
      await append(ledger, stream, -1, batch(0, 3))
      const taken = take(ledger.subscribe(stream, from), 8 - from)
      await append(ledger, stream, 2, batch(3, 1))
      await append(ledger, stream, 3, batch(4, 4))
      expect(await taken).toEqual(eventsOf(batch(from, 8 - from)))
    })

    it('serves each reader by itself; one that leaves disturbs no other', async () => {
      const { ledger } = opened()
      await append(ledger, stream, -1, batch(0, 3))
      const subscription = ledger.subscribe(stream)
      const stays = take(subscription, 5)
      expect(await take(subscription, 1)).toEqual(eventsOf(batch(0, 3)))
      await append(ledger, stream, 2, batch(3, 2))
      expect(await stays).toEqual(eventsOf(batch(0, 5)))
      expect(await head(ledger, stream)).toMatchObject({ events: 5 })
    })

    it.each([0, 10])('can be left while it waits, after %d ms', async (milliseconds) => {
      const { ledger } = opened()
      await append(ledger, stream, -1, batch(0, 3))
      const reader = ledger.subscribe(stream)[Symbol.asyncIterator]()
      expect(await reader.next()).toMatchObject({ done: false })
      const waiting = reader.next()
      await delay(milliseconds)
      await reader.return?.()
      expect(await waiting).toEqual({ done: true, value: undefined })
      await append(ledger, stream, 2, batch(3, 1))
      expect(await reader.next()).toEqual({ done: true, value: undefined })
    })
  })
}

/** The first events of a subscription, at least `count`, and then leaves it. */
async function take(batches: Batches, count: number): Promise<readonly unknown[]> {
  const events: unknown[] = []
  for await (const batch of batches) {
    events.push(...eventsOf(valueOf(batch).batch))
    if (events.length >= count) break
  }
  return events
}
