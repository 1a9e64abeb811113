import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Either } from 'fp-ts/Either'
import type { LedgerError } from '@gridledger/domain'
import { Unusable, attempt, isBusy } from './embeddedErrors'
import { LEDGER_ID, SCHEMA, SCHEMA_VERSION } from './embeddedSchema'
import { type Statements, prepareStatements } from './embeddedStatements'

export interface LedgerFile {
  readonly path: string
  readonly database: DatabaseSync
  readonly sql: Statements
}

/** How long a process waits for another that holds the lock. */
const PATIENCE_MILLISECONDS = 5000
const RETRY_MILLISECONDS = 10

/** Opens the SQLite file of a ledger, made when it is not there unless `mustExist`. */
export function openFile(path: string, mustExist: boolean): Either<LedgerError, LedgerFile> {
  return attempt(path, '', () => {
    // Resolved, because SQLite takes "", ":memory:" and "file:…" for something else than a file.
    const file = resolve(path)
    checkPath(file, mustExist)
    const database = new DatabaseSync(file)
    try {
      database.exec(`PRAGMA busy_timeout = ${PATIENCE_MILLISECONDS}`)
      patiently(() => {
        prepare(database)
      })
      return { path, database, sql: prepareStatements(database) }
    } catch (error) {
      database.close()
      throw error
    }
  })
}

/**
 * Closes the file. What is still in the WAL goes into the file before, so that the file alone is
 * complete: SQLite by itself does so only for the last process that has it open.
 */
export function closeFile({ path, database }: LedgerFile): void {
  if (!database.isOpen) return
  // Where this fails, the WAL stays, and whoever opens the file next has it all the same.
  attempt(path, '', () => {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)')
  })
  database.close()
}

/** One transaction: when the work throws, nothing of it stays. */
export function transaction<A>(
  database: DatabaseSync,
  begin: 'BEGIN' | 'BEGIN IMMEDIATE',
  work: () => A,
): A {
  database.exec(begin)
  try {
    const done = work()
    database.exec('COMMIT')
    return done
  } catch (error) {
    rollBack(database)
    throw error
  }
}

function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // On a full disk and the like SQLite has rolled back by itself; what it said then goes on.
  }
}

function checkPath(file: string, mustExist: boolean): void {
  const folder = dirname(file)
  if (existsSync(file)) {
    if (!statSync(file).isFile()) throw new Unusable('expected a file, found a folder')
  } else if (mustExist) {
    throw new Unusable('expected a ledger file, found none')
  } else if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Unusable(`expected a folder ${folder} to make the ledger in, found none`)
  }
}

function prepare(database: DatabaseSync): void {
  const isNew = transaction(database, 'BEGIN', () => isEmpty(database))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  if (!isNew) return
  transaction(database, 'BEGIN IMMEDIATE', () => {
    if (isEmpty(database)) database.exec(SCHEMA)
  })
}

/** Whether nothing is in the file yet. Throws when what is there is not a ledger of this version. */
function isEmpty(database: DatabaseSync): boolean {
  const applicationId = numberOf(database, 'PRAGMA application_id')
  if (applicationId !== LEDGER_ID) {
    if (applicationId === 0 && numberOf(database, 'SELECT count(*) FROM sqlite_schema') === 0)
      return true
    throw new Unusable('expected a ledger, found another SQLite database')
  }
  const version = numberOf(database, 'PRAGMA user_version')
  if (version > SCHEMA_VERSION) {
    const expected = `expected a ledger of version ${SCHEMA_VERSION} or older`
    throw new Unusable(`${expected}, found version ${version}`)
  }
  return false
}

function numberOf(database: DatabaseSync, sql: string): number {
  return Number(Object.values(database.prepare(sql).get() ?? {})[0])
}

/**
 * SQLite turns one of several processes that make the same file at once away without waiting, when
 * it sees that they would wait for each other: then it is that one's turn to begin again.
 */
function patiently(work: () => void): void {
  const deadline = performance.now() + PATIENCE_MILLISECONDS
  for (;;) {
    try {
      work()
      return
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MILLISECONDS)
    }
  }
}
