import * as fc from 'fast-check'
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
import { recordTape } from './recordTape'
import { type Tape, makeTape, tapeStreams } from './tape'

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
  return { ledger: { ...ledger, append }, appends }
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
    await recordTape(ledger, tape)
    const [tapeStream, ticks, marks] = streams
    expect(appends).toEqual([
      `${tapeStream} -1 3`,
      `${ticks} -1 81`,
      `${marks} -1 81`,
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
    await recordTape(ledger, tape)
    expect(appends).toEqual([])
    expect(await headsOf(ledger)).toEqual(before)
  })

  it('goes on with an unsealed one where it stopped, wherever that was', async () => {
    const whole = await headsOf(await recorded())
    const count = fc.integer({ min: 0, max: 81 })
    await fc.assert(
      fc.asyncProperty(count, count, fc.boolean(), async (ticks, marks, isOpen) => {
        const { ledger, appends } = watched(memoryLedger())
        const [tapeStream = '', tickStream = '', markStream = ''] = streams
        if (isOpen) {
          await run(ledger.append(tapeStream, -1, { kind: 'sparse', events: tape.opening }))
          if (ticks > 0) await run(ledger.append(tickStream, -1, part(tape.ticks, ticks)))
          if (marks > 0) await run(ledger.append(markStream, -1, part(tape.marks!, marks)))
        }
        const before = appends.length
        await recordTape(ledger, tape)
        expect(await headsOf(ledger)).toEqual(whole)
        const dense = appends.slice(before).filter((text) => !text.startsWith('tape-'))
        const rest = (stream: string, there: number) =>
          there === 81 ? [] : [`${stream} ${there - 1} ${81 - there}`]
        const [done, marked] = isOpen ? [ticks, marks] : [0, 0]
        expect(dense).toEqual([...rest(tickStream, done), ...rest(markStream, marked)])
      }),
      { numRuns: 40 },
    )
  })

  it('appends a long tape in parts that follow each other', async () => {
    const count = 131_072 + 5
    const columns = [0, 1, 2].map((field) =>
      Float64Array.from({ length: count }, (_, row) => (field === 0 ? START + row : 1 + field)),
    )
    const long = { ...unmarked, ticks: { ...unmarked.ticks, count, columns } }
    const { ledger, appends } = watched(memoryLedger())
    await recordTape(ledger, long)
    const ticks = `ticks-${unmarked.name}`
    expect(appends.filter((text) => text.startsWith('ticks-'))).toEqual([
      `${ticks} -1 131072`,
      `${ticks} 131071 5`,
    ])
    expect((await run(ledger.head(ticks)))?.events).toBe(count)
  })

  const changed = (batch: DenseBatch): DenseBatch => {
    const [times, rows, prices] = batch.columns.map((column) => column.slice())
    prices![50]! += 1
    return { ...batch, columns: [times!, rows!, prices!] }
  }
  const longer = (batch: DenseBatch): DenseBatch => {
    const columns = batch.columns.map((column) => Float64Array.of(...column, column.at(-1)!))
    return { ...batch, count: batch.count + 1, columns }
  }
  it.each<[what: string, stream: number, there: (batch: DenseBatch) => DenseBatch]>([
    ['another tick among those', 1, (batch) => part(changed(batch), 60)],
    ['another mark among those', 2, (batch) => part(changed(batch), 60)],
    ['another of all the ticks', 1, changed],
    ['a tick too many', 1, longer],
    ['a mark too many', 2, longer],
  ])('does not seal %s that are there already', async (_, index, there) => {
    const ledger = memoryLedger()
    const stream = streams[index]!
    await run(ledger.append(streams[0]!, -1, { kind: 'sparse', events: tape.opening }))
    await run(ledger.append(stream, -1, there(index === 1 ? tape.ticks : tape.marks!)))
    await expect(recordTape(ledger, tape)).rejects.toMatchObject({
      problem: { kind: 'ledger', error: { kind: 'conflict', stream } },
    })
    expect((await headsOf(ledger))[0]?.events).toBe(tape.opening.length)
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
