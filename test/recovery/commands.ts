import { join } from 'node:path'
import type { Ledger } from '@gridledger/domain'
import { prepareSeason, readSeasonFile, runSeason } from '@gridledger/replayer'
import { right } from '../support/tapes'
import { writeLongSeason } from './longSeason'

/** A command that records, in both of the ways in which these tests run it. */
export interface RecordingCommand {
  /** Without `--ledger` and `--json`. */
  readonly args: readonly string[]
  /** Writes the files that it reads into a folder. */
  readonly prepare: (folder: string) => void
  /** What it appends, without the program around it. */
  readonly record: (folder: string, ledger: Ledger) => Promise<void>
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
    const { batches } = await runSeason(ledger, right(prepareSeason(file)))
    for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
  },
  digest: ({ digest }) => digest,
  isUnchanged: ({ outcome }) => outcome === 'unchanged',
}

export const COMMANDS: readonly (readonly [string, RecordingCommand])[] = [['run', run]]
