import { type Thread, startThread } from '../workers/thread'
import type { Chains, FileBatch } from './embeddedAppend'
import type { LedgerFile } from './embeddedFile'
import { type FileWrite, type FileWritten, writeTo, writeWork } from './fileWrite'

/** Writes to a ledger's file, one after the other in the order in which they are asked for. */
export interface FileWriter {
  readonly write: (write: FileWrite) => Promise<FileWritten>
  readonly close: () => void
}

/**
 * A writer that works in the calling thread at first, and in one of its own once more than so many
 * events were appended: hashing, packing and waiting for the disk take longer than deciding what is
 * written, and starting a thread longer than a short season.
 */
export function fileWriter(file: LedgerFile, threadAfterEvents: number): FileWriter {
  const chains: Chains = new Map()
  let thread: Thread<FileWrite, FileWritten> | undefined
  let before: Promise<unknown> = Promise.resolve()
  let events = 0
  return {
    write: async (write) => {
      if (thread === undefined && (events <= threadAfterEvents || !file.database.isOpen)) {
        if (write.kind === 'append') events += lengthOf(write.batch)
        return writeTo(file, chains, write)
      }
      const asked = (thread ??= startThread(writeWork, { path: file.path }))
      const written = before.then(() => ask(asked, write))
      before = written.catch(() => undefined)
      return written
    },
    close: () => {
      void thread?.end()
      thread = undefined
    },
  }
}

const lengthOf = (batch: FileBatch) => (batch.kind === 'dense' ? batch.count : batch.events.length)

/** A message copies the whole buffer that a column is a part of: so it gets columns of their own. */
function ask(thread: Thread<FileWrite, FileWritten>, write: FileWrite): Promise<FileWritten> {
  if (write.kind === 'put' || write.batch.kind === 'stored') return thread.ask(write)
  const { batch } = write
  const columns = batch.columns.map((column) => column.slice(0, batch.count))
  const moved = columns.map(({ buffer }) => buffer)
  return thread.ask({ ...write, batch: { ...batch, columns } }, moved)
}
