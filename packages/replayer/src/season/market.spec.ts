import * as E from 'fp-ts/Either'
import { type DenseBatch, type Ledger, marksStream, ticksStream } from '@gridledger/domain'
import { run, valueOf } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { STRETCH_TICKS, joinBatches, readMarket } from './market'

const TICKS = 70_001
const column = (value: (row: number) => number, rows = TICKS) =>
  Float64Array.from({ length: rows }, (_, row) => value(row))

/** A tape of 70,001 ticks at even times with a mark at every third, and a ledger that reads it whole. */
async function wholeReads(): Promise<Ledger> {
  const ledger = memoryLedger()
  const dense = { kind: 'dense', causeStream: 'a.csv' } as const
  const ticks: DenseBatch = {
    ...dense,
    type: 'PriceTicked',
    count: TICKS,
    columns: [column((row) => row * 10), column((row) => row), column((row) => 100 + (row % 7))],
  }
  const count = Math.ceil(TICKS / 3)
  const marks: DenseBatch = {
    ...dense,
    type: 'MarkPriceTicked',
    count,
    columns: [0, 1, 2].map((field) => column((row) => (field === 0 ? row * 30 : row), count)),
  }
  await run(ledger.append(ticksStream('a'), -1, ticks))
  await run(ledger.append(marksStream('a'), -1, marks))
  const read: Ledger['read'] = async function* (stream, from = 0, to) {
    const parts: DenseBatch[] = []
    for await (const each of ledger.read(stream, from, to)) {
      const { batch } = valueOf(each)
      if (batch.kind === 'dense') parts.push(batch)
    }
    const [first] = parts
    if (first === undefined) return
    yield E.right({ stream, firstRevision: from, batch: joinBatches(first.type, parts) })
  }
  return { ...ledger, read }
}

describe('readMarket', () => {
  it.each([
    [0, [0, 32_768, 65_536], [32_768, 32_768, 4_465]],
    [32_766, [32_766, 32_768, 65_536], [2, 32_768, 4_465]],
    [40_000, [40_000, 65_536], [25_536, 4_465]],
  ])('from tick %i on ends batches at each stretch', async (from, starts, lengths) => {
    expect(STRETCH_TICKS).toBe(32_768)
    const place = { ticks: from, marks: Math.ceil(from / 3), rates: 1 }
    const found: (readonly [number, number])[] = []
    let next = from
    for await (const { ticks, marks } of readMarket(await wholeReads(), 'a', place)) {
      expect(ticks.firstRevision).toBe(next)
      next += ticks.batch.count
      expect(ticks.batch.columns.map((each) => each[0])).toEqual([
        ticks.firstRevision * 10,
        ticks.firstRevision,
        100 + (ticks.firstRevision % 7),
      ])
      const [times = []] = marks?.batch.columns ?? []
      expect([times[0], times.at(-1)]).toEqual([
        Math.ceil(ticks.firstRevision / 3) * 30,
        Math.floor((next - 1) / 3) * 30,
      ])
      found.push([ticks.firstRevision, ticks.batch.count])
    }
    expect(found).toEqual(starts.map((start, index) => [start, lengths[index]]))
  })
})
