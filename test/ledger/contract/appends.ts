import * as E from 'fp-ts/Either'
import { type DenseBatch, batchLength } from '@gridledger/domain'
import { append, firstDifference, head, readEvents, valueOf } from '../asking'
import { definedChain } from '../definedChain'
import type { OpenedLedger } from '../ledgerContract'
import { dense, eventsOf, orders, ticks } from '../samples'

const KINDS = [
  { kind: 'sparse', stream: 'run-season.bot', batch: orders },
  { kind: 'dense', stream: 'ticks-candles', batch: ticks },
] as const

export function appends(opened: () => OpenedLedger): void {
  describe.each(KINDS)('of $kind events', ({ stream, batch }) => {
    it('goes on at the revision of the last event, −1 at first', async () => {
      const { ledger } = opened()
      expect(await append(ledger, stream, -1, batch(0, 3))).toMatchObject({ stream, events: 3 })
      expect(await append(ledger, stream, 2, batch(3, 2))).toMatchObject({ stream, events: 5 })
      expect(await readEvents(ledger, stream)).toEqual(eventsOf(batch(0, 5)))
    })

    it.each([-1, 0, 1, 3, 4, 4096, -2, -3, -1000, 0.5, NaN, Infinity, -Infinity])(
      'at revision %d of a stream that ends at 2 is a conflict that changes nothing',
      async (expectedRevision) => {
        const { ledger } = opened()
        const before = await append(ledger, stream, -1, batch(0, 3))
        const answer = await ledger.append(stream, expectedRevision, batch(100, 2))()
        const error = { kind: 'conflict', stream, expectedRevision, actualRevision: 2 }
        expect(answer).toEqual(E.left(error))
        expect(await head(ledger, stream)).toEqual(before)
        expect(await readEvents(ledger, stream)).toEqual(eventsOf(batch(0, 3)))
      },
    )

    it.each([0, 1, 4095, -2, NaN])(
      'at revision %d of a stream that does not exist is a conflict that makes none',
      async (expectedRevision) => {
        const { ledger } = opened()
        const answer = await ledger.append(stream, expectedRevision, batch(0, 2))()
        const error = { kind: 'conflict', stream, expectedRevision, actualRevision: -1 }
        expect(answer).toEqual(E.left(error))
        expect(await head(ledger, stream)).toBeUndefined()
        expect(valueOf(await ledger.streams()())).toEqual([])
      },
    )

    it('of nothing is answered with the head there, and makes no stream', async () => {
      const { ledger } = opened()
      const none = { stream, events: 0, chain: definedChain(stream, []) }
      expect(await append(ledger, stream, -1, batch(0, 0))).toEqual(none)
      expect(await head(ledger, stream)).toBeUndefined()
      expect(valueOf(await ledger.streams()())).toEqual([])
      const first = await append(ledger, stream, -1, batch(0, 2))
      const second = await append(ledger, stream, 1, batch(2, 1))
      expect(await append(ledger, stream, -1, batch(0, 0))).toEqual(none)
      expect(await append(ledger, stream, 1, batch(0, 0))).toEqual(first)
      expect(await append(ledger, stream, 2, batch(0, 0))).toEqual(second)
      expect(E.isLeft(await ledger.append(stream, 3, batch(0, 0))())).toBe(true)
    })

    it('may straddle the boundaries of 4096 in any way', async () => {
      const { ledger } = opened()
      let events = 0
      for (const size of [4095, 1, 1, 4095, 4097, 3]) {
        const answer = await append(ledger, stream, events - 1, batch(events, size))
        events += size
        expect(answer.events).toBe(events)
        expect(await head(ledger, stream)).toEqual(answer)
      }
      expect(
        firstDifference(await readEvents(ledger, stream), eventsOf(batch(0, events))),
      ).toBeUndefined()
    })

    it('lets one of two at once win', async () => {
      const { ledger, elsewhere } = opened()
      const [first, second] = await Promise.all([
        ledger.append(stream, -1, batch(0, 3))(),
        elsewhere.append(stream, -1, batch(100, 2))(),
      ])
      const [won, lost, events] = E.isRight(first)
        ? [first, second, batch(0, 3)]
        : [second, first, batch(100, 2)]
      expect(won).toEqual(E.right(await head(ledger, stream)))
      const actualRevision = batchLength(events) - 1
      const error = { kind: 'conflict', stream, expectedRevision: -1, actualRevision }
      expect(lost).toEqual(E.left(error))
      expect(await readEvents(ledger, stream)).toEqual(eventsOf(events))
    })
  })

  const rows = Array.from({ length: 5000 }, (_, row) => [row, row, row])
  const sound = dense('PriceTicked', rows)
  const column = Float64Array.from(rows, (_, row) => row)
  const lastPrice = (price: number): DenseBatch =>
    dense('PriceTicked', [...rows.slice(0, -1), [4999, 4999, price]])

  it.each([
    ['a fraction', lastPrice(0.5), /row 4999.*found 0.5/],
    ['no number', lastPrice(NaN), /row 4999.*found NaN/],
    ['a number of 2^53', lastPrice(2 ** 53), /row 4999.*found 9007199254740992/],
    ['a column too few', { ...sound, columns: [column, column] }, /3 columns, found 2/],
    ['a column too many', { ...sound, columns: Array(4).fill(column) }, /3 columns, found 4/],
    ['a column too short', { ...sound, count: 5001 }, /row 5000.*found undefined/],
    ['another type', dense('MarkPriceTicked', [[1, 1, 1]]), /expected PriceTicked/],
    ['another stream of causes', { ...ticks(0, 1), causeStream: 'tape-b' }, /found .*tape-b/],
    ['sparse events', orders(0, 1), /found sparse events/],
  ])('of dense events with %s is a mistake and leaves nothing behind', async (_, bad, message) => {
    const { ledger } = opened()
    const stream = 'ticks-candles'
    const before = await append(ledger, stream, -1, ticks(0, 10))
    await expect(ledger.append(stream, 9, bad)()).rejects.toThrow(message)
    expect(await head(ledger, stream)).toEqual(before)
    await append(ledger, stream, 9, ticks(10, 10))
    expect(
      firstDifference(await readEvents(ledger, stream), eventsOf(ticks(0, 20))),
    ).toBeUndefined()
  })

  it('of dense events to a sparse stream is a mistake and leaves nothing behind', async () => {
    const { ledger } = opened()
    const before = await append(ledger, 'run-season.bot', -1, orders(0, 4096))
    const mistake = ledger.append('run-season.bot', 4095, ticks(0, 4096))
    await expect(mistake()).rejects.toThrow('expected sparse events, found PriceTicked')
    expect(await head(ledger, 'run-season.bot')).toEqual(before)
  })

  describe('to several streams together', () => {
    const [run, checks] = ['run-season.bot', 'checks-season.bot']
    const all = (expectedRevision: number) => [
      { stream: run, expectedRevision, batch: orders(expectedRevision + 1, 3) },
      { stream: checks, expectedRevision, batch: ticks(expectedRevision + 1, 3) },
    ]

    it('is what they are one after the other', async () => {
      const { ledger } = opened()
      const first = valueOf(await ledger.appendAll(all(-1))())
      expect(first).toMatchObject([
        { stream: run, events: 3 },
        { stream: checks, events: 3 },
      ])
      expect(valueOf(await ledger.appendAll(all(2))())).toMatchObject([
        { events: 6 },
        { events: 6 },
      ])
      expect(await append(ledger, run, -1, orders(0, 3))).toEqual(first[0])
      expect(await readEvents(ledger, run)).toEqual(eventsOf(orders(0, 6)))
      expect(await readEvents(ledger, checks)).toEqual(eventsOf(ticks(0, 6)))
      expect(valueOf(await ledger.appendAll(all(-1))())).toEqual(first)
      expect(valueOf(await ledger.appendAll([])())).toEqual([])
    })

    it('goes on from one to the next in the same stream', async () => {
      const { ledger } = opened()
      const appends = [
        { stream: run, expectedRevision: -1, batch: orders(0, 3) },
        { stream: run, expectedRevision: 2, batch: orders(3, 2) },
      ]
      const heads = valueOf(await ledger.appendAll(appends)())
      expect(heads).toMatchObject([{ events: 3 }, { events: 5 }])
      expect(heads[1]).toEqual(await head(ledger, run))
      expect(await readEvents(ledger, run)).toEqual(eventsOf(orders(0, 5)))
    })

    it('ends with the first that is a conflict', async () => {
      const { ledger } = opened()
      const last = { stream: 'run-season.other', expectedRevision: -1, batch: orders(0, 1) }
      const wrong = { ...last, stream: checks, expectedRevision: 5 }
      const answer = await ledger.appendAll([...all(-1).slice(0, 1), wrong, last])()
      const error = { kind: 'conflict', stream: checks, expectedRevision: 5, actualRevision: -1 }
      expect(answer).toEqual(E.left(error))
      expect(await head(ledger, last.stream)).toBeUndefined()
      expect((await head(ledger, run))?.events).toBe(3)
      expect(await append(ledger, run, 2, orders(3, 1))).toMatchObject({ events: 4 })
    })
  })
}
