import * as fc from 'fast-check'
import type { DenseBatch, EventBatch, Ledger } from '@gridledger/domain'
import { EXAMPLES, eventsOf, orders, ticks } from '../../../../test/ledger/samples'
import { ledgerOf, streamsOf, watched } from '../../../../test/support/streams'
import { Failure, run } from '../failure'
import { memoryLedger } from './memoryLedger'
import { streamWriter } from './streamWriter'

/** Two links of a chain and a bit: what is there is hashed over their borders. */
const COUNT = 9000
const STREAM = 'ticks-a'
/** Batches that fill a stream. */
type Batches = readonly EventBatch[]

/** Ticks in batches that end where `ends` says. */
function cutAt(ends: readonly number[]): Batches {
  const sorted = [...new Set([...ends, COUNT])].sort((a, b) => a - b)
  return sorted.map((end, index) => ticks(sorted[index - 1] ?? 0, end - (sorted[index - 1] ?? 0)))
}

async function write(ledger: Ledger, stream: string, batches: Batches): Promise<void> {
  const writer = await streamWriter(ledger, stream)
  for (const batch of batches) await writer.append(batch)
  writer.finish()
}

const eventsIn = async (ledger: Ledger, stream: string) =>
  (await run(ledger.head(stream)))?.events ?? 0
const holding = (stream: string, batch: EventBatch) => ledgerOf(new Map([[stream, batch]]))
const conflict = (expectedRevision: number, actualRevision: number, stream = STREAM) => ({
  problem: {
    kind: 'ledger',
    error: { kind: 'conflict', stream, expectedRevision, actualRevision },
  },
})
function changed(batch: DenseBatch, field: number, row: number): DenseBatch {
  const columns = batch.columns.map((column) => column.slice())
  columns[field]![row]! += 1
  return { ...batch, columns }
}

describe('streamWriter', () => {
  it('appends batch after batch to a stream that is not there', async () => {
    const { ledger, appends } = watched(memoryLedger())
    await write(ledger, STREAM, cutAt([10, 4096]))
    expect(appends).toEqual([`${STREAM} -1 10`, `${STREAM} 9 4086`, `${STREAM} 4095 4904`])
  })

  it('passes over what is there, and appends the rest, wherever the batches end', async () => {
    const end = fc.integer({ min: 1, max: COUNT - 1 })
    const found = fc.integer({ min: 0, max: COUNT })
    const whole = await run((await holding(STREAM, ticks(0, COUNT))).head(STREAM))
    await fc.assert(
      fc.asyncProperty(fc.array(end, { maxLength: 4 }), found, async (ends, there) => {
        const { ledger, appends } = watched(await holding(STREAM, ticks(0, there)))
        await write(ledger, STREAM, cutAt(ends))
        // How many there are, and the chain over all of them.
        expect(await run(ledger.head(STREAM))).toEqual(whole)
        const added = appends.map((text) => Number(text.split(' ')[2]))
        expect(added.reduce((sum, count) => sum + count, 0)).toBe(COUNT - there)
      }),
      { numRuns: 12 },
    )
  })

  it('goes on with events of a sparse stream too', async () => {
    const { ledger, appends } = watched(await holding('run-a.b', orders(0, 7)))
    await write(ledger, 'run-a.b', [orders(0, 5), orders(5, 5)])
    expect(appends).toEqual(['run-a.b 6 3'])
    expect(eventsOf((await streamsOf(ledger)).get('run-a.b')!)).toEqual(orders(0, 10).events)
  })

  it('appends nothing where all is there, and nothing of an empty batch', async () => {
    const { ledger, appends } = watched(await holding(STREAM, ticks(0, COUNT)))
    await write(ledger, STREAM, [...cutAt([17]), ticks(COUNT, 0)])
    await write(ledger, 'run-a.b', [orders(0, 0)])
    expect(appends).toEqual([])
  })
})

describe('streamWriter: what is there is not what comes', () => {
  it('is a conflict at the last event that is there, whichever number differs', async () => {
    const length = fc.integer({ min: 1, max: COUNT })
    const share = fc.double({ min: 0, max: 0.999, noNaN: true })
    await fc.assert(
      fc.asyncProperty(length, share, fc.nat({ max: 1 }), async (there, place, field) => {
        const row = Math.floor(there * place)
        const { ledger, appends } = watched(
          await holding(STREAM, changed(ticks(0, there), field, row)),
        )
        const writing = write(ledger, STREAM, cutAt([1000, 5000]))
        await expect(writing).rejects.toThrow(Failure)
        await expect(writing).rejects.toMatchObject(conflict(there - 1, there - 1))
        // Nothing was appended after what differs.
        expect(appends).toEqual([])
        expect(await eventsIn(ledger, STREAM)).toBe(there)
      }),
      { numRuns: 12 },
    )
  })

  it('is a conflict in the text of an event', async () => {
    const other = { ...EXAMPLES.GridStopped, timeMicros: 0 }
    const ledger = await holding('run-a.b', { kind: 'sparse', events: [other] })
    await expect(write(ledger, 'run-a.b', [orders(0, 2)])).rejects.toMatchObject(
      conflict(0, 0, 'run-a.b'),
    )
  })

  it('is a conflict when all has come and more is there', async () => {
    const ledger = await holding(STREAM, ticks(0, COUNT))
    const writer = await streamWriter(ledger, STREAM)
    await writer.append(ticks(0, COUNT - 1))
    expect(() => writer.finish()).toThrow(Failure)
    expect(() => writer.finish()).toThrow(
      `${STREAM}: expected its last revision to be ${COUNT - 2}, found ${COUNT - 1}`,
    )
  })

  it('is a conflict when another process wrote meanwhile', async () => {
    const ledger = memoryLedger()
    const writer = await streamWriter(ledger, STREAM)
    await writer.append(ticks(0, 5))
    await run(ledger.append(STREAM, 4, ticks(5, 1)))
    await expect(writer.append(ticks(6, 5))).rejects.toMatchObject(conflict(4, 5))
    expect(await eventsIn(ledger, STREAM)).toBe(6)
  })
})
