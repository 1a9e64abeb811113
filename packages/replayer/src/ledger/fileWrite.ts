import * as E from 'fp-ts/Either'
import type { LedgerError, Snapshot, StreamHead } from '@gridledger/domain'
import type { Work } from '../workers/work'
import { appendTo } from './appendTo'
import { type Chains, type FileBatch, keptInFile } from './embeddedAppend'
import { type LedgerFile, attemptOn, openFile, transaction } from './embeddedFile'
import { writeSnapshot } from './embeddedSnapshots'

/** What is written to a ledger's file at once: one transaction. */
export type FileWrite =
  | {
      readonly kind: 'append'
      readonly stream: string
      readonly expectedRevision: number
      readonly batch: FileBatch
    }
  | { readonly kind: 'put'; readonly snapshot: Snapshot }

/** The new head of the stream that was appended to; null of a snapshot. */
export type FileWritten = E.Either<LedgerError, StreamHead | null>

/** Writes to an open file; on the disk (WAL, synchronous FULL) when it is answered. */
export function writeTo(file: LedgerFile, chains: Chains, write: FileWrite): FileWritten {
  const { database, sql } = file
  const within = (stream: string, work: () => FileWritten) =>
    E.flatten(attemptOn(file, stream, () => transaction(database, 'BEGIN IMMEDIATE', work)))
  if (write.kind === 'put') {
    return within('', () => {
      writeSnapshot(database, write.snapshot)
      return E.right(null)
    })
  }
  const { stream, expectedRevision, batch } = write
  return within(stream, () => appendTo(keptInFile(sql, chains, stream), expectedRevision, batch))
}

/** The same in a thread, on a connection of its own to the file at `path`. */
export const writeWork: Work<{ readonly path: string }, FileWrite, FileWritten> = {
  worker: 'ledger/writeWorker.js',
  prepare: ({ path }) => {
    const file = openFile(path, true)
    const chains: Chains = new Map()
    return (write) => (E.isLeft(file) ? file : writeTo(file.right, chains, write))
  },
}
