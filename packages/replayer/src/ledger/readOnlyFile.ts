import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Unavailable } from './embeddedErrors'

/** A database that is only read, and whether its file has changed since. */
export interface ReadOnlyFile {
  readonly database: DatabaseSync
  readonly isStale: () => boolean
}

/** Whether this process may do something with a file or folder. */
export function isAllowed(path: string, mode: 'read' | 'write' | 'enter'): boolean {
  const { R_OK, W_OK, X_OK } = constants
  try {
    accessSync(path, { read: R_OK, write: W_OK, enter: X_OK }[mode])
    return true
  } catch {
    return false
  }
}

/**
 * Opens a file that may not be written, or lies in such a folder, and makes no file beside it. To
 * read a WAL, SQLite needs an index of it there; a ledger that was closed has none, and its file
 * is read as it is. SQLite then takes no locks, so a writer with more rights is found by the file's
 * times.
 */
export function openReadOnly(file: string): ReadOnlyFile {
  if (!isAllowed(file, 'read')) throw new Unavailable('the file may not be read')
  const left = [`${file}-wal`, `${file}-journal`].find(isFilled)
  if (left !== undefined) {
    if (!existsSync(`${file}-shm`) && !isAllowed(dirname(file), 'write')) {
      const reason = `it was not closed (${basename(left)} holds its end) and its folder is write-protected`
      throw new Unavailable(`${reason}: copy both files to a folder that is not`)
    }
    return { database: new DatabaseSync(file, { readOnly: true }), isStale: () => false }
  }
  const opened = stateOf(file)
  const url = pathToFileURL(file)
  url.searchParams.set('immutable', '1')
  return {
    database: new DatabaseSync(url, { readOnly: true }),
    isStale: () => stateOf(file) !== opened,
  }
}

const isFilled = (file: string): boolean => existsSync(file) && statSync(file).size > 0

/** Changes when a writer moves what it has appended from the WAL into the file. */
function stateOf(file: string): string {
  const state = statSync(file, { bigint: true, throwIfNoEntry: false })
  return state === undefined ? 'gone' : [state.ino, state.size, state.mtimeNs].join(' ')
}
