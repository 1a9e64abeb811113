import * as E from 'fp-ts/Either'
import type { EventBatch, SparseBatch, SparseEvent } from '@gridledger/domain'
import { append, head } from '../asking'
import { definedChain, denseBytes, sparseBytes } from '../definedChain'
import type { OpenedLedger } from '../ledgerContract'
import { EXAMPLES, dense, orders, ticks } from '../samples'

const RUN = 'run-season.bot'
const TICKS = 'ticks-candles'
const SIZES = [10, 4080, 17, 1]

export function repeats(opened: () => OpenedLedger): void {
  describe.each([
    { kind: 'sparse', stream: RUN, batch: orders },
    { kind: 'dense', stream: TICKS, batch: ticks },
  ])('of $kind events', ({ stream, batch }) => {
    it('is answered as the first was, however much came after', async () => {
      const { ledger, elsewhere } = opened()
      const answers = []
      let events = 0
      for (const size of SIZES) {
        const first = await append(ledger, stream, events - 1, batch(events, size))
        expect(await append(ledger, stream, events - 1, batch(events, size))).toEqual(first)
        answers.push({ revision: events - 1, size, first })
        events += size
      }
      for (const { revision, size, first } of answers) {
        expect(await append(ledger, stream, revision, batch(revision + 1, size))).toEqual(first)
        expect(await append(elsewhere, stream, revision, batch(revision + 1, size))).toEqual(first)
      }
      expect(await head(ledger, stream)).toEqual(answers.at(-1)?.first)
    })

    it('may be cut otherwise', async () => {
      const { ledger } = opened()
      await append(ledger, stream, -1, batch(0, 4200))
      const whole: EventBatch = batch(0, 4200)
      const bytes = whole.kind === 'sparse' ? sparseBytes(whole) : denseBytes(whole)
      for (const [from, to] of [
        [0, 1],
        [3, 20],
        [4000, 4096],
        [4000, 4097],
        [4096, 4100],
        [4199, 4200],
      ] as const) {
        const answer = { stream, events: to, chain: definedChain(stream, bytes.slice(0, to)) }
        expect(await append(ledger, stream, from - 1, batch(from, to - from))).toEqual(answer)
      }
    })

    it.each([
      ['at another place', 0, batch(2, 1)],
      ['half a revision off', 0.5, batch(1, 1)],
      ['with an event more', 1, batch(2, 2)],
      ['with all events and one more', -1, batch(0, 4)],
    ])('is a conflict %s', async (_, expectedRevision, again) => {
      const { ledger } = opened()
      const before = await append(ledger, stream, -1, batch(0, 3))
      const error = { kind: 'conflict', stream, expectedRevision, actualRevision: 2 }
      expect(await ledger.append(stream, expectedRevision, again)()).toEqual(E.left(error))
      expect(await head(ledger, stream)).toEqual(before)
    })
  })

  const fill = EXAMPLES.OrderFilled
  const refused = EXAMPLES.AmendmentRefused
  const { data, cause } = fill
  const { TakeProfitTriggered, StopLossTriggered } = EXAMPLES
  const differentEvents: readonly (readonly [string, SparseEvent, SparseEvent])[] = [
    ['type', TakeProfitTriggered, { ...TakeProfitTriggered, type: StopLossTriggered.type }],
    ['time', fill, { ...fill, timeMicros: fill.timeMicros + 1 }],
    ['tick', fill, { ...fill, tick: (fill.tick ?? 0) + 1 }],
    ['tick that is null', fill, { ...fill, tick: null }],
    ['stream of its cause', fill, { ...fill, cause: { ...cause, stream: 'ticks-b' } }],
    ['revision of its cause', fill, { ...fill, cause: { ...cause, revision: 0 } }],
    ['amount', fill, { ...fill, data: { ...data, fee: data.fee + 1 } }],
    ['field that is null', fill, { ...fill, data: { ...data, order: null } }],
    ['field left out', refused, { ...refused, data: { ...refused.data, set: {} } }],
    ['text', refused, { ...refused, data: { ...refused.data, found: '130000.0' } }],
  ]
  it.each(differentEvents)('is a conflict with another %s', async (_, event, other) => {
    const { ledger } = opened()
    const before = await append(ledger, RUN, -1, sparse(event, event, event))
    const conflict = E.left({
      kind: 'conflict',
      stream: RUN,
      expectedRevision: -1,
      actualRevision: 2,
    })
    expect(await ledger.append(RUN, -1, sparse(other, event, event))()).toEqual(conflict)
    expect(await ledger.append(RUN, -1, sparse(event, event, other))()).toEqual(conflict)
    expect(await head(ledger, RUN)).toEqual(before)
  })

  it('may have its keys in another order', async () => {
    const { ledger } = opened()
    const { side, line, order } = EXAMPLES.OrderCancelled.data
    const first = await append(ledger, RUN, -1, sparse(EXAMPLES.OrderCancelled))
    const again = { ...EXAMPLES.OrderCancelled, data: { order, line, side } }
    expect(await append(ledger, RUN, -1, sparse(again))).toEqual(first)
  })

  const row = [7, 2, 30, -40, 0]
  const CHECKS = 'checks-season.bot'
  it.each([
    ['time', [8, 2, 30, -40, 0]],
    ['revision of its cause', [7, 3, 30, -40, 0]],
    ['first number', [7, 2, -30, -40, 0]],
    ['second number', [7, 2, 30, -41, 0]],
    ['last number', [7, 2, 30, -40, 2 ** 32]],
  ])('of checks is a conflict with another %s', async (_, other) => {
    const { ledger } = opened()
    const before = await append(ledger, CHECKS, -1, dense('LiquidationChecked', [row, row, row]))
    for (const rows of [
      [other, row, row],
      [row, row, other],
    ]) {
      const answer = await ledger.append(CHECKS, -1, dense('LiquidationChecked', rows))()
      const error = { stream: CHECKS, expectedRevision: -1, actualRevision: 2 }
      expect(answer).toEqual(E.left({ kind: 'conflict', ...error }))
    }
    expect(await head(ledger, CHECKS)).toEqual(before)
  })

  it.each([
    ['another type', dense('MarkPriceTicked', [[1, 1, 1]])],
    ['another stream of causes', { ...dense('PriceTicked', [[1, 1, 1]]), causeStream: 'tape-b' }],
    ['sparse events', sparse(fill)],
  ])('of ticks is a conflict with %s', async (_, again) => {
    const { ledger } = opened()
    await append(ledger, TICKS, -1, dense('PriceTicked', [[1, 1, 1]]))
    const error = { stream: TICKS, expectedRevision: -1, actualRevision: 0 }
    expect(await ledger.append(TICKS, -1, again)()).toEqual(E.left({ kind: 'conflict', ...error }))
  })
}

function sparse(...events: readonly SparseEvent[]): SparseBatch {
  return { kind: 'sparse', events }
}
