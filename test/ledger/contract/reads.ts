import * as fc from 'fast-check'
import { append, firstDifference, head, readBatches, readEvents, valueOf } from '../asking'
import type { OpenedLedger } from '../ledgerContract'
import { EXAMPLES, dense, eventsOf, orders, ticks } from '../samples'

const BIGGEST = Number.MAX_SAFE_INTEGER
const EDGES = [1, 63, 64, 2 ** 13, 2 ** 27, 2 ** 28, 2 ** 30, 2 ** 31, 2 ** 32, 2 ** 48]
const NUMBERS = [0, ...[...EDGES, 2 ** 52, BIGGEST].flatMap((edge) => [edge, -edge, edge - 1])]

/** What is asked of a stream of 5,000 events, and what is there. */
const PARTS = [
  [0, Infinity, 0, 5000],
  [0, 1, 0, 1],
  [1, 2, 1, 2],
  [0, 4096, 0, 4096],
  [4095, 4097, 4095, 4097],
  [4096, 100_000, 4096, 5000],
  [4999, Infinity, 4999, 5000],
  [-5, 2, 0, 2],
  [5000, Infinity, 0, 0],
  [20_000, 30_000, 0, 0],
  [5, 5, 0, 0],
  [5, 3, 0, 0],
] as const

export function reads(opened: () => OpenedLedger, severalReads: number): void {
  describe.each([
    { kind: 'sparse', stream: 'run-season.bot', batch: orders, many: 4200 },
    { kind: 'dense', stream: 'ticks-candles', batch: ticks, many: severalReads },
  ])('of $kind events', ({ stream, batch, many }) => {
    it('are those from one revision to before another', async () => {
      const { ledger } = opened()
      await append(ledger, stream, -1, batch(0, 5000))
      for (const [from, to, first, end] of PARTS) {
        const found = await readEvents(ledger, stream, from, to)
        const difference = firstDifference(found, eventsOf(batch(first, end - first)))
        expect({ from, to, difference }).toEqual({ from, to, difference: undefined })
      }
    })

    it('arrive in order and without a gap, each batch with its first revision', async () => {
      const { ledger } = opened()
      for (const [first, end] of [
        [0, 4000],
        [4000, 4001],
        [4001, many],
      ] as const)
        await append(ledger, stream, first - 1, batch(first, end - first))
      let next = 17
      for (const read of await readBatches(ledger, stream, 17, many - 10)) {
        const events = eventsOf(read.batch)
        expect(read).toMatchObject({ stream, firstRevision: next })
        expect(events.length).toBeGreaterThan(0)
        expect(firstDifference(events, eventsOf(batch(next, events.length)))).toBeUndefined()
        next += events.length
      }
      expect(next).toBe(many - 10)
    })

    it('are those that were there at the start, whatever is appended meanwhile', async () => {
      const { ledger, elsewhere } = opened()
      await append(ledger, stream, -1, batch(0, many))
      const read: unknown[] = []
      let end = many
      for await (const part of ledger.read(stream)) {
        read.push(...eventsOf(valueOf(part).batch))
        await append(elsewhere, stream, end - 1, batch(end, 500))
        end += 500
      }
      expect(end).toBeGreaterThan(many + 500)
      expect(firstDifference(read, eventsOf(batch(0, many)))).toBeUndefined()
    })

    it('do not change with what was appended or what was read before', async () => {
      const { ledger } = opened()
      const [first, second] = [batch(0, 10), batch(10, 10)]
      await append(ledger, stream, -1, first)
      await append(ledger, stream, 9, second)
      if (first.kind === 'dense') for (const column of first.columns) column.fill(0)
      for (const { batch: read } of await readBatches(ledger, stream))
        if (read.kind === 'dense') for (const column of read.columns) column.fill(0)
      expect(await readEvents(ledger, stream)).toEqual(eventsOf(batch(0, 20)))
    })

    it('are seen by another holder of the ledger at once, head too', async () => {
      const { ledger, elsewhere } = opened()
      expect(await head(elsewhere, stream)).toBeUndefined()
      for (const [first, end] of [
        [0, 3],
        [3, 4100],
        [4100, 4101],
      ] as const) {
        const answer = await append(ledger, stream, first - 1, batch(first, end - first))
        expect(await head(elsewhere, stream)).toEqual(answer)
        const found = await readEvents(elsewhere, stream, first)
        expect(firstDifference(found, eventsOf(batch(first, end - first)))).toBeUndefined()
      }
      const answer = await append(elsewhere, stream, 4100, batch(4101, 9))
      expect(await append(ledger, stream, 4109, batch(4110, 1))).toMatchObject({ events: 4111 })
      expect(await append(ledger, stream, 4100, batch(4101, 9))).toEqual(answer)
    })

    it('of a stream that does not exist are none', async () => {
      const { ledger } = opened()
      await append(ledger, stream, -1, batch(0, 1))
      expect(await readBatches(ledger, `${stream}-other`)).toEqual([])
      expect(await head(ledger, `${stream}-other`)).toBeUndefined()
    })
  })

  it.each(Object.values(EXAMPLES))('keep every field of $type', async (event) => {
    const { ledger, elsewhere } = opened()
    await append(ledger, 'run-season.bot', -1, { kind: 'sparse', events: [event] })
    expect(await readEvents(elsewhere, 'run-season.bot')).toStrictEqual([event])
  })

  it('keep every number of a dense event, whatever stands before it', async () => {
    const { ledger } = opened()
    const rows = NUMBERS.flatMap((a) => NUMBERS.map((b) => [a, b, a, b, a]))
    await append(ledger, 'checks-season.bot', -1, dense('LiquidationChecked', rows))
    expect(await readEvents(ledger, 'checks-season.bot')).toEqual(rows)
  })

  it('keep any rows of any numbers', async () => {
    const { ledger } = opened()
    const number = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.constantFrom(...NUMBERS))
    const anyRows = fc.array(fc.array(number, { minLength: 3, maxLength: 3 }), { minLength: 1 })
    let stream = 0
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        stream += 1
        await append(ledger, `marks-${stream}`, -1, dense('MarkPriceTicked', rows))
        expect(await readEvents(ledger, `marks-${stream}`)).toEqual(rows)
      }),
      { numRuns: 50 },
    )
  })

  it('streams are in order of their names', async () => {
    const { ledger, elsewhere } = opened()
    const names = ['ticks-a', 'run-s.b', 'run-s.a~f', 'run-s.a', 'run-s-1.a', 'tape-9', 'tape-10']
    for (const name of names) await append(ledger, name, -1, orders(0, 1))
    const sorted = ['run-s-1.a', 'run-s.a', 'run-s.a~f', 'run-s.b', 'tape-10', 'tape-9', 'ticks-a']
    expect(valueOf(await ledger.streams()())).toEqual(sorted)
    expect(valueOf(await elsewhere.streams()())).toEqual(sorted)
  })
}
