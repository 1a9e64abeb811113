import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { either as E } from 'fp-ts'
import type { LedgerError } from '@gridledger/domain'
import { Unusable, attempt, isBusy } from './embeddedErrors'
import { LEDGER_ID, SCHEMA, SCHEMA_VERSION } from './embeddedSchema'

/** How long a process waits for another that holds the lock. */
const PATIENCE_MILLISECONDS = 5000
const RETRY_MILLISECONDS = 10

/** Opens the SQLite file of a ledger, made when it is not there unless `mustExist`. */
export function openFile(path: string, mustExist: boolean): E.Either<LedgerError, DatabaseSync> {
  return attempt(path, '', () => {
    checkPath(path, mustExist)
    // Resolved, because SQLite takes some paths for something else: "", ":memory:", "file:…".
    const database = new DatabaseSync(resolve(path))
    try {
      database.exec(`PRAGMA busy_timeout = ${PATIENCE_MILLISECONDS}`)
      patiently(() => prepare(database))
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * Closes the file. What is still in the WAL goes into the file first, so that the file alone is
 * complete even while another process has it open; SQLite itself does so for the last one only.
 */
export function closeFile(database: DatabaseSync): void {
  database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

/** One transaction: when the work throws, nothing of it stays. */
export function transaction<A>(database: DatabaseSync, work: () => A): A {
  database.exec('BEGIN IMMEDIATE')
  try {
    const done = work()
    database.exec('COMMIT')
    return done
  } catch (error) {
    rollBack(database)
    throw error
  }
}
