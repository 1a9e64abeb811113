import { either as E } from 'fp-ts'
import type { LedgerError } from '@gridledger/domain'

/** What is stored cannot be what was written. */
export class Damage extends Error {
  constructor(
    readonly stream: string,
    readonly revision: number,
    message: string,
  ) {
    super(message)
  }
}

/** The file is sound, but not one that this program can use. */
export class Unusable extends Error {}

const SQLITE_BUSY = 5
const SQLITE_CORRUPT = 11
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

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
  if (error instanceof Unusable) return { kind: 'unavailable', message }
  switch (sqliteCode(error)) {
    case undefined:
      break
    case SQLITE_NOTADB: {
      const expected = `${path}: expected a ledger, found a file that is not a SQLite database`
      return { kind: 'corrupt', stream, revision: null, message: expected }
    }
    case SQLITE_CORRUPT:
      return { kind: 'corrupt', stream, revision: null, message }
    case SQLITE_CANTOPEN:
      return { kind: 'unavailable', message: `${message}: expected a file and folder to write in` }
    default:
      return { kind: 'unavailable', message }
  }
  // The database is closed.
  if (nodeCode(error) === 'ERR_INVALID_STATE') return { kind: 'unavailable', message }
  // SQLite gave a number that does not fit in 2^53.
  if (nodeCode(error) === 'ERR_OUT_OF_RANGE')
    return { kind: 'corrupt', stream, revision: null, message }
  return undefined
}

// By shape and not by `instanceof`: these errors are made by Node, whose classes are others than
// those of a context such as a test's.
function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error)
}

function sqliteCode(error: unknown): number | undefined {
  const isSqlite = typeof error === 'object' && error !== null && 'errcode' in error
  return isSqlite ? Number(error.errcode) & 0xff : undefined
}

function nodeCode(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
