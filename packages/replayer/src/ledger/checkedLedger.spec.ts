import * as E from 'fp-ts/Either'
import type { Ledger, LedgerError, ReadBatch } from '@gridledger/domain'
import { checkedLedger } from './checkedLedger'
import { orders, ticks } from '../../../../test/ledger/samples'
import { memoryLedger } from './memoryLedger'
import { run } from '../failure'

const STREAM = 'run-s.a'
const TICKS = 'ticks-t'

async function all(reads: AsyncIterable<E.Either<LedgerError, ReadBatch>>) {
  const found: E.Either<LedgerError, ReadBatch>[] = []
  for await (const read of reads) found.push(read)
  return found
}

async function filled(): Promise<Ledger> {
  const ledger = memoryLedger()
  await run(ledger.append(STREAM, -1, orders(0, 5000)))
  await run(ledger.append(TICKS, -1, ticks(0, 9000)))
  return ledger
}

/** A ledger whose stored hashes are of other events. */
const forgotten = (ledger: Ledger): Ledger => ({
  ...ledger,
  head: (stream) => async () =>
    E.map(
      (head: { stream: string; events: number; chain: string } | undefined) =>
        head && { ...head, chain: '0'.repeat(64) },
    )(await ledger.head(stream)()),
})

describe('a whole read', () => {
  it.each([STREAM, TICKS, 'run-none.there'])(
    'of %s gives what the ledger holds',
    async (stream) => {
      const ledger = await filled()
      expect(await all(checkedLedger(ledger).read(stream))).toEqual(await all(ledger.read(stream)))
    },
  )

  it.each([
    [STREAM, 'verify s.a'],
    [TICKS, 'verify SEASON'],
  ])('of %s ends with an error where the hash is another', async (stream, way) => {
    const reads = await all(checkedLedger(forgotten(await filled())).read(stream))
    const last = reads.at(-1)!

    expect(reads.slice(0, -1).every(E.isRight)).toBe(true)
    expect(last).toMatchObject({ left: { kind: 'corrupt', stream } })
    expect(E.isLeft(last) && 'message' in last.left && last.left.message).toContain(way)
  })
})

it('a part of a stream is not checked', async () => {
  const reads = await all(checkedLedger(forgotten(await filled())).read(STREAM, 10, 20))
  expect(reads.every(E.isRight)).toBe(true)
})
