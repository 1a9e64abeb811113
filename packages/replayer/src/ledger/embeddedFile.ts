import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/Either'
import type { Either } from 'fp-ts/Either'
import type { LedgerError } from '@gridledger/domain'
import { PATIENCE_MILLISECONDS, Unavailable, Unusable, attempt, isBusy } from './embeddedErrors'
import { LEDGER_ID, SCHEMA, SCHEMA_VERSION } from './embeddedSchema'
import { type Statements, prepareStatements } from './embeddedStatements'
import { type ReadOnlyFile, isAllowed, openReadOnly } from './readOnlyFile'

export interface LedgerFile {
  readonly path: string
  readonly database: DatabaseSync
  readonly sql: Statements
  /** Whether it was changed in a way that what is read from it now cannot be trusted. */
  readonly isStale: () => boolean
}

const RETRY_MILLISECONDS = 10

/**
 * Opens the SQLite file of a ledger, made when it is not there unless `mustExist`. One that may not
 * be written is opened all the same, and an append to it fails.
 */
export function openFile(path: string, mustExist: boolean): Either<LedgerError, LedgerFile> {
  return attempt(path, '', () => {
    // Resolved, because SQLite takes "", ":memory:" and "file:…" for something else than a file.
    const file = resolve(path)
    checkPath(file, mustExist)
    if (isAllowed(dirname(file), 'write') && (!existsSync(file) || isAllowed(file, 'write')))
      return prepared(path, { database: new DatabaseSync(file), isStale: () => false }, prepare)
    return prepared(path, openReadOnly(file), (database) => {
      if (isEmpty(database)) throw new Unusable('expected a ledger, found an empty file')
    })
  })
}

function prepared(
  path: string,
  { database, isStale }: ReadOnlyFile,
  prepareIt: (database: DatabaseSync) => void,
): LedgerFile {
  try {
    database.exec(`PRAGMA busy_timeout = ${PATIENCE_MILLISECONDS}`)
    patiently(() => {
      prepareIt(database)
    })
    return { path, database, sql: prepareStatements(database), isStale }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Work on an open ledger, with what the file, the disk and SQLite do as a value. */
export function attemptOn<A>(
  { path, isStale }: LedgerFile,
  stream: string,
  work: () => A,
): Either<LedgerError, A> {
  const done = attempt(path, stream, work)
  if (!isStale()) return done
  const message = `${path}: another process wrote to it while it was read; the same command reads it anew`
  return E.left({ kind: 'unavailable', message })
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
    return
  }
  const isFolder = existsSync(folder) && statSync(folder).isDirectory()
  if (isFolder && !isAllowed(folder, 'enter'))
    throw new Unavailable(`the folder ${folder} may not be entered`)
  if (mustExist) throw new Unusable('expected a ledger file, found none')
  if (!isFolder) throw new Unusable(`expected a folder ${folder} to make the ledger in, found none`)
  if (!isAllowed(folder, 'write'))
    throw new Unavailable(`it cannot be made: the folder ${folder} is write-protected`)
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
