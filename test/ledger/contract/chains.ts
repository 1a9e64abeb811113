import * as fc from 'fast-check'
import type { DenseBatch } from '@gridledger/domain'
import { append, head } from '../asking'
import { definedChain, denseBytes, sparseBytes } from '../definedChain'
import type { OpenedLedger } from '../ledgerContract'
import { EXAMPLES, dense, orders, ticks } from '../samples'

const KINDS = [
  {
    kind: 'sparse',
    batch: orders,
    bytesOf: (first: number, count: number) => sparseBytes(orders(first, count)),
  },
  {
    kind: 'dense',
    batch: ticks,
    bytesOf: (first: number, count: number) => denseBytes(ticks(first, count)),
  },
] as const

/** What the chain covers of some events, written out. */
const TEXTS = [
  [
    EXAMPLES.OrderFilled,
    '{"type":"OrderFilled","schemaVersion":1,"timeMicros":1760000000000008,"tick":8,"cause":{"stream":"ticks-candles-1m-0123456789ab","revision":8},"data":{"fill":1,"kind":"grid","side":"sell","line":2,"slot":1,"order":7,"priceTicks":1129240,"quantityLots":12,"fee":"0.2710176"}}',
  ],
  [
    EXAMPLES.SeasonClosed,
    '{"type":"SeasonClosed","schemaVersion":1,"timeMicros":1760000000000005,"tick":5,"cause":{"stream":"ticks-candles-1m-0123456789ab","revision":5},"data":{}}',
  ],
  [
    EXAMPLES.AmendmentRefused,
    '{"type":"AmendmentRefused","schemaVersion":1,"timeMicros":1760000000000015,"tick":null,"cause":{"stream":"ticks-candles-1m-0123456789ab","revision":15},"data":{"set":{"lowerPrice":"130000"},"reason":"upper-not-above-lower","field":"lowerPrice","expected":"below 120000","found":"130000"}}',
  ],
] as const

export function chains(opened: () => OpenedLedger): void {
  describe.each(KINDS)('of $kind events', ({ batch, bytesOf }) => {
    it.each([1, 4095, 4096, 4097, 8193])('is the defined one after %d events', async (count) => {
      const { ledger } = opened()
      const { chain } = await append(ledger, 'stream-a', -1, batch(0, count))
      expect(chain).toBe(definedChain('stream-a', bytesOf(0, count)))
    })

    it('is the same however the events are cut', async () => {
      const { ledger, elsewhere } = opened()
      const bytes = bytesOf(0, 9000)
      let number = 0
      const size = fc.oneof(fc.integer({ min: 1, max: 1500 }), fc.constantFrom(1, 4095, 4096, 4097))
      await fc.assert(
        fc.asyncProperty(fc.array(size, { minLength: 1, maxLength: 4 }), async (sizes) => {
          number += 1
          const stream = `stream-${number}`
          let events = 0
          for (const [index, count] of sizes.entries()) {
            // Another holder has none of the chain in memory.
            const holder = index % 2 === 0 ? ledger : elsewhere
            const end = Math.min(events + count, bytes.length)
            const answer = await append(holder, stream, events - 1, batch(events, end - events))
            events = end
            const chain = definedChain(stream, bytes.slice(0, events))
            expect(answer).toEqual({ stream, events, chain })
          }
          expect(await head(ledger, stream)).toMatchObject({ events })
        }),
        { numRuns: 4 },
      )
    })
  })

  it.each(TEXTS)('covers the text of event %#', async (event, text) => {
    const { ledger } = opened()
    const { chain } = await append(ledger, 'stream-a', -1, { kind: 'sparse', events: [event] })
    expect(chain).toBe(definedChain('stream-a', [Buffer.from(text)]))
  })

  it('covers the numbers of a check in the order of its fields', async () => {
    const { ledger } = opened()
    const check = [1_760_000_000_000_000, 7, 9_007_199_254_740_991, -9_007_199_254_740_991, -1]
    const batch: DenseBatch = dense('LiquidationChecked', [check])
    const { chain } = await append(ledger, 'checks-a', -1, batch)
    const bytes = '0000ceeeb5400600' + '0700000000000000' + 'ffffffffffff1f00' + '010000000000e0ff'
    const row = Buffer.from(bytes + 'ffffffffffffffff', 'hex')
    expect(chain).toBe(definedChain('checks-a', [row]))
  })
}
