import { join } from 'node:path'
import { BTC_USDT_SWAP, type Ledger } from '@gridledger/domain'
import { prepareSeason, readSeasonFile, runSeason } from '@gridledger/replayer'
import { recordTape } from '../../packages/replayer/src/import/recordTape'
import { makeTape } from '../../packages/replayer/src/import/tape'
import { readTapeFiles } from '../../packages/replayer/src/import/tapeSource'
import { right } from '../support/tapes'
import { writeLongSeason, writeTrades } from './longSeason'

/** A command that records, in both of the ways in which these tests run it. */
export interface RecordingCommand {
  /** Without `--ledger` and `--json`. */
  readonly args: readonly string[]
  /** Writes the files that it reads into a folder. */
  readonly prepare: (folder: string) => void
  /** What it appends, without the program around it. */
  readonly record: (folder: string, ledger: Ledger) => Promise<void>
  /** A disk, and a limit of a file's size in KiB, that are full in the middle of what it records. */
  readonly middle: { readonly disk: string; readonly kilobytes: number }
  /** Whether it is disturbed in every way, or only where one command is not like another. */
  readonly inEveryWay: boolean
  /** What says in its JSON that two ledgers hold the same. */
  readonly digest: (document: Document) => unknown
  /** Whether its JSON says that all was there already. */
  readonly isUnchanged: (document: Document) => boolean
}

/** What a command prints with `--json`. */
export type Document = Readonly<Record<string, unknown>>

const run: RecordingCommand = {
  args: ['run', 'long.json'],
  prepare: writeLongSeason,
  record: async (folder, ledger) => {
    const file = right(readSeasonFile(join(folder, 'long.json')))
    const { batches } = await runSeason(ledger, right(await prepareSeason(file)))
    for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  },
  middle: { disk: '540k', kilobytes: 420 },
  inEveryWay: true,
  digest: ({ digest }) => digest,
  isUnchanged: ({ outcome }) => outcome === 'unchanged',
}

const importing: RecordingCommand = {
  args: ['import', 'trades.csv'],
  prepare: writeTrades,
  record: async (folder, ledger) => {
    const span = { fromMicros: null, toMicros: null, candlePath: 'nearest' }
    const files = {
      prices: [join(folder, 'trades.csv')],
      ...{ intervalMicros: null, mark: [], markIntervalMicros: null },
      ...{ funding: [], acceptGaps: false },
    }
    const source = right(await readTapeFiles(files, { instrument: BTC_USDT_SWAP, span }))
    await recordTape(ledger, right(makeTape(source, span)))
  },
  middle: { disk: '750k', kilobytes: 600 },
  inEveryWay: false,
  digest: ({ tape }) => tape,
  isUnchanged: ({ outcome }) => outcome === 'unchanged',
}

export const COMMANDS = { run, import: importing } as const
