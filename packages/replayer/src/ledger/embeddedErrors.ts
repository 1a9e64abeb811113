import * as E from 'fp-ts/Either'
import type { LedgerError } from '@gridledger/domain'
import { Damage } from './damage'

/** The file is sound, but not one that this program can use. */
export class Unusable extends Error {}

/** The file or its folder does not allow what is asked of it now. */
export class Unavailable extends Error {}

/** How long a process waits for another that holds the lock. */
export const PATIENCE_MILLISECONDS = 5000

const SQLITE_ERROR = 1
const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26
/** Reading failed; what else can fail about a file is writing. */
const READ_FAILURES = [266, 522]

/**
 * Work on a ledger's file, with what the file, the disk and SQLite do as a value. Any other throw
 * is a broken invariant and goes on.
 */
export function attempt<A>(path: string, stream: string, work: () => A): E.Either<LedgerError, A> {
  try {
    return E.right(work())
  } catch (error) {
    const known = asLedgerError(error, path, stream)
    if (known === undefined) throw error
    return E.left(known)
  }
}

/** Whether another process holds a lock that SQLite does not wait for. */
export const isBusy = (error: unknown): boolean => sqliteCode(error) === SQLITE_BUSY

function asLedgerError(error: unknown, path: string, stream: string): LedgerError | undefined {
  const message = `${path}: ${messageOf(error)}`
  if (error instanceof Damage)
    return { kind: 'corrupt', stream: error.stream, revision: error.revision, message }
  if (error instanceof Unusable) return { kind: 'unusable', message }
  if (error instanceof Unavailable) return { kind: 'unavailable', message }
  const code = sqliteCode(error)
  if (code === SQLITE_NOTADB) {
    const found = 'expected a ledger, found a file that is not a SQLite database'
    return { kind: 'unusable', message: `${path}: ${found}` }
  }
  const lacksTable = code === SQLITE_ERROR && messageOf(error).startsWith('no such ')
  if (code === SQLITE_CORRUPT || lacksTable) {
    const damaged = `${path}: the file is damaged (${messageOf(error)}): go back to a copy of it`
    return { kind: 'corrupt', stream, revision: null, message: damaged }
  }
  if (code !== undefined)
    return { kind: 'unavailable', message: `${path}: ${reasonOf(error, code)}` }
  // The database is closed.
  if (nodeCode(error) === 'ERR_INVALID_STATE') return { kind: 'unavailable', message }
  // SQLite gave a number that does not fit in 2^53.
  if (nodeCode(error) === 'ERR_OUT_OF_RANGE')
    return { kind: 'corrupt', stream, revision: null, message }
  return undefined
}

/** What the disk, the file's owner or another process does, in the words of who has to act on it. */
function reasonOf(error: unknown, code: number): string {
  const said = messageOf(error)
  switch (code) {
    case SQLITE_BUSY:
      return `another process is writing to it, and went on for ${PATIENCE_MILLISECONDS / 1000} seconds`
    case SQLITE_READONLY:
      return 'it may only be read: the file or its folder is write-protected'
    case SQLITE_FULL:
      return 'the disk is full'
    case SQLITE_CANTOPEN:
      return `${said}: may the file and its folder be read and written?`
    case SQLITE_IOERR:
      return READ_FAILURES.includes(extendedCode(error) ?? 0)
        ? `the disk could not read it (${said})`
        : `the disk could not write it (${said}): is it full, or is a limit of size reached?`
    default:
      return said
  }
}

// By shape and not by `instanceof`: these errors are made by Node, whose classes are others than
// those of a context such as a test's.
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error)
}

function sqliteCode(error: unknown): number | undefined {
  const code = extendedCode(error)
  return code === undefined ? undefined : code & 0xff
}

function extendedCode(error: unknown): number | undefined {
  const isSqlite = typeof error === 'object' && error !== null && 'errcode' in error
  return isSqlite ? Number(error.errcode) : undefined
}

function nodeCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
