import { availableParallelism } from 'node:os'
import type { BenchSize } from './benchSize'
import { foldRow } from './foldRow'
import { grademarkRow } from './grademarkRow'
import { importRow } from './importRow'
import type { Figures } from './measure'
import { limitOrderBook, nodejsOrderBook, orderBookRow } from './orderBookRow'
import { recordRow, simulateRow } from './recordRow'
import { scaleRow } from './scaleRow'
import { seekRow } from './seekRow'
import { serverRow } from './serverRow'
import { sqliteRow } from './sqliteRow'
import { helpRow, seasonRow } from './startRows'
import { sweepRow } from './sweepRow'
import { verifyRow } from './verifyRow'
import { yearRow } from './yearRow'

/** A row of the bench: what it counts, what is asked of it, and how it is measured. */
export interface BenchRow {
  readonly name: string
  /** What is counted. */
  readonly unit: string
  /** The least that is asked for, in words; null where nothing is. */
  readonly least: string | null
  readonly isMet: (figures: Figures) => boolean
  readonly measure: (size: BenchSize) => Promise<Figures>
}

/** What figures, threads and messages may cost of the cores. */
const SWEEP_LEAST = Number((availableParallelism() / 1.5).toFixed(2))

/** Time at most elevenfold per tenfold work; memory is flat where it less than doubles over all sizes. */
const isFlat = ({ ratio, memoryGrowth }: Figures) => ratio <= 11 && Number(memoryGrowth) < 2

const NOTHING_ASKED = { least: null, isMet: () => true } as const

const atLeast = (ratio: number) => (figures: Figures) => figures.ratio >= ratio

/** All rows, in the order of the table. */
export const BENCH_ROWS: readonly BenchRow[] = [
  {
    ...{ name: 'simulate', unit: 'candles', measure: simulateRow },
    ...{ least: '1/5', isMet: atLeast(1 / 5) },
  },
  {
    ...{ name: 'record', unit: 'candles', measure: recordRow, least: '1/20, 6 bytes' },
    isMet: ({ ratio, bytesPerEvent }) => ratio >= 1 / 20 && Number(bytesPerEvent) <= 6,
  },
  {
    ...{ name: 'fold', unit: 'events', measure: foldRow },
    ...{ least: '3', isMet: atLeast(3) },
  },
  {
    ...{ name: 'verify', unit: 'candles', measure: verifyRow },
    ...{ least: '1', isMet: atLeast(1) },
  },
  {
    ...{ name: 'seek', unit: 'moments', measure: seekRow },
    ...{ least: '50', isMet: atLeast(50) },
  },
  {
    ...{ name: 'sweep', unit: 'combinations', measure: sweepRow },
    ...{ least: String(SWEEP_LEAST), isMet: atLeast(SWEEP_LEAST) },
  },
  {
    ...{ name: 'import', unit: 'rows', measure: importRow },
    ...{ least: '1/2', isMet: atLeast(1 / 2) },
  },
  {
    ...{ name: 'year', unit: 'years', measure: yearRow, least: '1, 400 MB' },
    isMet: ({ ratio, peakMemoryMb }) => ratio >= 1 && peakMemoryMb < 400,
  },
  {
    ...{ name: 'scale', unit: 'events', measure: scaleRow },
    ...{ least: 'at most 11, flat memory', isMet: isFlat },
  },
  {
    ...{ name: 'esdb', unit: 'events', measure: serverRow },
    ...{ least: '0.8', isMet: atLeast(0.8) },
  },
  { name: 'rows', unit: 'candles', measure: sqliteRow, ...NOTHING_ASKED },
  { name: 'help', unit: 'starts', measure: helpRow, ...NOTHING_ASKED },
  { name: 'season', unit: 'starts', measure: seasonRow, ...NOTHING_ASKED },
]

/** Rows of packages of others, which are measured only where they are named. */
export const PEER_ROWS: readonly BenchRow[] = [
  { name: 'grademark', unit: 'candles', measure: grademarkRow, ...NOTHING_ASKED },
  {
    ...{ name: 'nodejs-order-book', unit: 'candles', ...NOTHING_ASKED },
    measure: orderBookRow(
      { name: 'nodejs-order-book', version: '10.1.1' },
      nodejsOrderBook,
      ({ monthBars }) => monthBars,
    ),
  },
  {
    ...{ name: 'limit-order-book', unit: 'candles', ...NOTHING_ASKED },
    measure: orderBookRow(
      { name: 'limit-order-book', version: '1.0.1' },
      limitOrderBook,
      // Its sums are of decimals in text: a month would take minutes.
      ({ monthBars }) => monthBars / 10,
    ),
  },
]
