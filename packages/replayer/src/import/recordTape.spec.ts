import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import {
  type DenseBatch,
  type EventBatch,
  type Ledger,
  type StreamHead,
  batchLength,
} from '@gridledger/domain'
import { candleCsv, fundingCsv, right, tapeSource } from '../../../../test/support/tapes'
import { Failure, run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { allTicks } from '../season/simulateSeason'
import { recordTape } from './recordTape'
import { ticksOfBatch } from './spanPrices'
import { type Tape, makeTape, tapeStreams } from './tape'
import { withAppend } from '../../../../test/support/withAppend'

const MINUTE = 60_000_000
const START = 1_735_689_600_000_000
const bars = Array.from({ length: 30 }, (_, k) => [100 + k, 101 + k, 99 + k, 100 + k] as const)
const csv = candleCsv(START, bars)
const source = tapeSource({
  candles: csv,
  mark: csv,
  funding: fundingCsv([
    [START + 5 * MINUTE, '0.0001'],
    [START + 9 * MINUTE, '-0.0001'],
  ]),
})
const span = { fromMicros: START, toMicros: START + 20 * MINUTE, candlePath: 'nearest' }
const tape = right(makeTape(source, span))
const unmarked = right(makeTape({ ...source, mark: null }, span))
let ticks: DenseBatch
beforeAll(async () => {
  ticks = (await allTicks(tape)).batch
})

async function headsOf(
  ledger: Ledger,
  of: Tape = tape,
): Promise<readonly (StreamHead | undefined)[]> {
  const heads: (StreamHead | undefined)[] = []
  for (const stream of tapeStreams(of.name, true)) heads.push(await run(ledger.head(stream)))
  return heads
}

/** A ledger that keeps what is appended to it: stream, expected revision, number of events. */
function watched(ledger: Ledger): { readonly ledger: Ledger; readonly appends: readonly string[] } {
  const appends: string[] = []
  const append = (stream: string, expected: number, batch: EventBatch) => {
    appends.push(`${stream} ${expected} ${batchLength(batch)}`)
    return ledger.append(stream, expected, batch)
  }
  return { ledger: withAppend(ledger, append), appends }
}

const part = (batch: DenseBatch, count: number): DenseBatch => {
  return { ...batch, count, columns: batch.columns.map((column) => column.subarray(0, count)) }
}

async function recorded(of: Tape = tape): Promise<Ledger> {
  const ledger = memoryLedger()
  await recordTape(ledger, of)
  return ledger
}

describe('recordTape', () => {
  const streams = tapeStreams(tape.name, true)

  it('records what opens the tape, its ticks, its marks, and seals it', async () => {
    const { ledger, appends } = watched(memoryLedger())
    expect(await recordTape(ledger, tape)).toBe('recorded')
    const [tapeStream, tickStream, markStream] = streams
    expect(appends).toEqual([
      `${tapeStream} -1 3`,
      `${tickStream} -1 81`,
      `${markStream} -1 81`,
      `${tapeStream} 2 1`,
    ])
    expect((await headsOf(ledger)).map((head) => head?.events)).toEqual([4, 81, 81])
    const types: string[] = []
    for await (const read of ledger.read(tapeStream!)) {
      const { batch } = right(read)
      if (batch.kind === 'sparse') types.push(...batch.events.map(({ type }) => type))
    }
    expect(types).toEqual([
      'TapeOpened',
      'FundingRatePublished',
      'FundingRatePublished',
      'TapeSealed',
    ])
  })

  it('has no stream of marks without marks', async () => {
    const ledger = await recorded(unmarked)
    expect(await run(ledger.streams())).toEqual([`tape-${unmarked.name}`, `ticks-${unmarked.name}`])
  })

  it('leaves a sealed tape as it is: nothing is appended', async () => {
    const { ledger, appends } = watched(await recorded())
    const before = await headsOf(ledger)
    expect(await recordTape(ledger, tape)).toBe('unchanged')
    expect(appends).toEqual([])
    expect(await headsOf(ledger)).toEqual(before)
  })

  it('goes on with an unsealed one where it stopped, wherever that was', async () => {
    const whole = await headsOf(await recorded())
    const count = fc.integer({ min: 0, max: 81 })
    await fc.assert(
      fc.asyncProperty(count, count, fc.boolean(), async (ticked, marked, isOpen) => {
        const { ledger, appends } = watched(memoryLedger())
        const [tapeStream = '', tickStream = '', markStream = ''] = streams
        if (isOpen) {
          await run(ledger.append(tapeStream, -1, { kind: 'sparse', events: tape.opening }))
          if (ticked > 0) await run(ledger.append(tickStream, -1, part(ticks, ticked)))
          if (marked > 0) await run(ledger.append(markStream, -1, part(tape.marks!, marked)))
        }
        const before = appends.length
        await recordTape(ledger, tape)
        expect(await headsOf(ledger)).toEqual(whole)
        const dense = appends.slice(before).filter((text) => !text.startsWith('tape-'))
        const rest = (stream: string, there: number) =>
          there === 81 ? [] : [`${stream} ${there - 1} ${81 - there}`]
        const there = isOpen ? [ticked, marked] : [0, 0]
        expect(dense).toEqual([...rest(tickStream, there[0]!), ...rest(markStream, there[1]!)])
      }),
      { numRuns: 40 },
    )
  })

  it('appends a long tape in parts that follow each other', async () => {
    const count = 131_072 + 5
    const columns = [0, 1, 2].map((field) =>
      Float64Array.from({ length: count }, (_, row) => (field === 0 ? START + row : 1 + field)),
    )
    const long = { ...unmarked, ticks: ticksOfBatch({ ...ticks, count, columns }) }
    const { ledger, appends } = watched(memoryLedger())
    await recordTape(ledger, long)
    const stream = `ticks-${unmarked.name}`
    expect(appends.filter((text) => text.startsWith('ticks-'))).toEqual([
      `${stream} -1 131072`,
      `${stream} 131071 5`,
    ])
    expect((await run(ledger.head(stream)))?.events).toBe(count)
  })

  /** What a command that was interrupted left: the opening, and so many ticks and marks. */
  async function interrupted(ticked: DenseBatch, marked: DenseBatch | null): Promise<Ledger> {
    const ledger = memoryLedger()
    const [tapeStream = '', tickStream = '', markStream = ''] = streams
    await run(ledger.append(tapeStream, -1, { kind: 'sparse', events: tape.opening }))
    await run(ledger.append(tickStream, -1, ticked))
    if (marked !== null) await run(ledger.append(markStream, -1, marked))
    return ledger
  }
  /** One number of a batch more by 1. */
  function changed(batch: DenseBatch, field: number, row: number): DenseBatch {
    const columns = batch.columns.map((column) => column.slice())
    columns[field]![row]! += 1
    return { ...batch, columns }
  }
  const conflictIn = (stream: string | undefined) => ({
    problem: { kind: 'ledger', error: { kind: 'conflict', stream } },
  })

  it('refuses to go on after ticks other than the source’s, wherever they differ', async () => {
    const count = fc.integer({ min: 1, max: 81 })
    const share = fc.double({ min: 0, max: 0.999, noNaN: true })
    await fc.assert(
      fc.asyncProperty(count, share, fc.nat({ max: 2 }), async (length, place, field) => {
        const other = changed(part(ticks, length), field, Math.floor(length * place))
        const ledger = await interrupted(other, null)
        const before = await headsOf(ledger)
        await expect(recordTape(ledger, tape)).rejects.toMatchObject(conflictIn(streams[1]))
        // What was there is left as it was, and the tape is not sealed.
        expect(await headsOf(ledger)).toEqual(before)
      }),
      { numRuns: 20 },
    )
  })

  it('refuses to go on after other marks, and does not seal the tape', async () => {
    const ledger = await interrupted(part(ticks, 3), changed(part(tape.marks!, 9), 2, 4))
    await expect(recordTape(ledger, tape)).rejects.toMatchObject(conflictIn(streams[2]))
    expect((await headsOf(ledger)).map((head) => head?.events)).toEqual([3, 81, 9])
  })

  it('refuses more ticks or marks than the source has', async () => {
    const longer = (batch: DenseBatch): DenseBatch => ({
      ...batch,
      count: batch.count + 1,
      columns: batch.columns.map((column) => Float64Array.of(...column, column.at(-1)!)),
    })
    const ticked = await interrupted(longer(ticks), null)
    await expect(recordTape(ticked, tape)).rejects.toMatchObject(conflictIn(streams[1]))
    const marked = await interrupted(ticks, longer(tape.marks!))
    await expect(recordTape(marked, tape)).rejects.toMatchObject(conflictIn(streams[2]))
    expect((await run(marked.head(streams[0]!)))?.events).toBe(3)
  })

  it('is bad input where the source cannot be read a second time', async () => {
    const batches = async function* () {
      yield E.right(part(ticks, 40))
      yield await Promise.resolve(E.left('trades.csv: expected what was checked before'))
    }
    const ledger = memoryLedger()
    const failed = recordTape(ledger, { ...tape, ticks: { ...tape.ticks, batches } })
    await expect(failed).rejects.toMatchObject({
      problem: { kind: 'input', message: 'trades.csv: expected what was checked before' },
    })
    expect((await headsOf(ledger)).map((head) => head?.events)).toEqual([3, 40, undefined])
  })

  it('refuses a tape of this name that was opened otherwise', async () => {
    const ledger = memoryLedger()
    const [opened, ...rates] = tape.opening
    const events = [{ ...opened!, timeMicros: START - 1 }, ...rates]
    await run(ledger.append(streams[0]!, -1, { kind: 'sparse', events }))
    const failed = recordTape(ledger, tape)
    await expect(failed).rejects.toThrow(Failure)
    await expect(failed).rejects.toMatchObject({
      problem: { kind: 'ledger', error: { kind: 'conflict', stream: streams[0] } },
    })
    expect((await headsOf(ledger)).map((head) => head?.events)).toEqual([3, undefined, undefined])
  })
})
