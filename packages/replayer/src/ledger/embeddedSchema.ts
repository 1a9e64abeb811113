import { DatabaseSync } from 'node:sqlite'
import { existsSync, statSync } from 'node:fs'
import { either as E } from 'fp-ts'
import type { LedgerError } from '@gridledger/domain'

/** Marks a SQLite file as a ledger: "grdl" in ASCII. */
const APPLICATION_ID = 0x6772646c
const SCHEMA_VERSION = 1

const SCHEMA = `
  CREATE TABLE streams (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    type TEXT,
    cause_stream TEXT,
    events INTEGER NOT NULL,
    chain BLOB NOT NULL
  );
  CREATE TABLE events (
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    type TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    time INTEGER NOT NULL,
    data TEXT NOT NULL
  );
  CREATE UNIQUE INDEX events_by_revision ON events (stream, revision);
  CREATE TABLE pages (
    stream INTEGER NOT NULL,
    page INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    first_time INTEGER NOT NULL,
    data BLOB NOT NULL
  );
  CREATE UNIQUE INDEX pages_by_number ON pages (stream, page);
  CREATE TABLE links (
    stream INTEGER NOT NULL,
    link INTEGER NOT NULL,
    chain BLOB NOT NULL,
    PRIMARY KEY (stream, link)
  ) WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`

/** Opens the SQLite file of a ledger, made when it is not there unless `mustExist`. */
export function openDatabase(
  path: string,
  mustExist: boolean,
): E.Either<LedgerError, DatabaseSync> {
  if (mustExist && !existsSync(path)) {
    return E.left({ kind: 'unavailable', message: `${path}: expected a ledger file, found none` })
  }
  if (existsSync(path) && !statSync(path).isFile()) {
    return E.left({ kind: 'unavailable', message: `${path}: expected a file, found a folder` })
  }
  return E.tryCatch(
    () => {
      const database = new DatabaseSync(path, { timeout: 5000 })
      prepare(database, path)
      return database
    },
    (error) => ledgerError('', error, path),
  )
}

function prepare(database: DatabaseSync, path: string): void {
  const applicationId = pragma(database, 'application_id')
  const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'])
  if (applicationId !== APPLICATION_ID && tables > 0) {
    throw new Error(`${path}: expected a ledger, found another SQLite database`)
  }
  const version = pragma(database, 'user_version')
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `${path}: expected a ledger of version ${SCHEMA_VERSION} or older, found version ${version}`,
    )
  }
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  if (tables > 0) return
  database.exec('BEGIN IMMEDIATE')
  if (pragma(database, 'application_id') !== APPLICATION_ID) database.exec(SCHEMA)
  database.exec('COMMIT')
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}

/** A failure of SQLite or of decoding as a value. */
export function ledgerError(stream: string, error: unknown, path: string): LedgerError {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
  const damaged = code === SQLITE_CORRUPT || code === SQLITE_NOTADB || error instanceof RangeError
  if (!damaged)
    return {
      kind: 'unavailable',
      message: message.includes(path) ? message : `${path}: ${message}`,
    }
  return { kind: 'corrupt', stream, revision: null, message: `${path}: ${message}` }
}

const SQLITE_CORRUPT = 11
const SQLITE_NOTADB = 26
