import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/Either'
import { valueOf } from '../failure'
import { embeddedLedger } from './embeddedLedger'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-'))
  path = join(folder, 'ledger.db')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const NOBODY = 65_534

describe('a ledger file', () => {
  it('is made where there is none, in WAL mode and marked as a ledger', () => {
    const ledger = valueOf(embeddedLedger(path))
    expect(ledger.address).toBe(`file:${path}`)
    expect(asked('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
    expect(asked('PRAGMA application_id')).toEqual({ application_id: 0x6772646c })
    expect(asked('PRAGMA user_version')).toEqual({ user_version: 1 })
    ledger.close()
  })

  it('is made of an empty file', async () => {
    writeFileSync(path, '')
    const ledger = valueOf(embeddedLedger(path, true))
    expect(await ledger.streams()()).toEqual(E.right([]))
    ledger.close()
  })

  it.each([':memory:', 'file:a.db'])(
    'may have a name that means something to SQLite: %s',
    (name) => {
      const before = process.cwd()
      process.chdir(folder)
      try {
        valueOf(embeddedLedger(name)).close()
      } finally {
        process.chdir(before)
      }
      expect(readdirSync(folder)).toEqual([name])
    },
  )

  it('is a single file after it is closed', () => {
    const [ledger, other] = [valueOf(embeddedLedger(path)), valueOf(embeddedLedger(path, true))]
    ledger.close()
    other.close()
    expect(readdirSync(folder)).toEqual(['ledger.db'])
  })
})

describe('refused, with the reason:', () => {
  it('no file where one is expected', () => {
    expect(embeddedLedger(path, true)).toEqual(unusable('expected a ledger file, found none'))
    expect(existsSync(path)).toBe(false)
  })

  it('no folder to make it in', () => {
    path = join(folder, 'a', 'b', 'ledger.db')
    const reason = `expected a folder ${join(folder, 'a', 'b')} to make the ledger in, found none`
    expect(embeddedLedger(path)).toEqual(unusable(reason))
    expect(readdirSync(folder)).toEqual([])
  })

  it('a file where its folder should be', () => {
    writeFileSync(join(folder, 'a'), '')
    path = join(folder, 'a', 'ledger.db')
    const reason = `expected a folder ${join(folder, 'a')} to make the ledger in, found none`
    expect(embeddedLedger(path)).toEqual(unusable(reason))
  })

  it('a folder in its place', () => {
    mkdirSync(path)
    expect(embeddedLedger(path)).toEqual(unusable('expected a file, found a folder'))
  })

  it('no path', () => {
    path = ''
    expect(embeddedLedger(path)).toEqual(unusable('expected a file, found a folder'))
  })

  it('a folder that may not be written', () => {
    chmodSync(folder, 0o555)
    const answer = asOrdinaryUser(() => embeddedLedger(path))
    const reason = 'unable to open database file: may the file and its folder be read and written?'
    expect(answer).toEqual(unavailable(reason))
  })

  it.each([
    ['text', 'season,bot\n'.repeat(1000)],
    ['a short text', 'season'],
  ])('%s', (_, text) => {
    writeFileSync(path, text)
    const message = `${path}: expected a ledger, found a file that is not a SQLite database`
    expect(embeddedLedger(path)).toEqual(E.left({ kind: 'unusable', message }))
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it('a ledger of which the end is missing', () => {
    valueOf(embeddedLedger(path)).close()
    writeFileSync(path, readFileSync(path).subarray(0, 6000))
    const damage = 'the file is damaged (database disk image is malformed)'
    const message = `${path}: ${damage}: go back to a copy of it`
    const error = { kind: 'corrupt', stream: '', revision: null, message }
    expect(embeddedLedger(path)).toEqual(E.left(error))
  })

  it.each([
    ['tables', 'CREATE TABLE events (id INTEGER)'],
    ['a mark of its own', 'PRAGMA application_id = 7'],
  ])('another SQLite database with %s, which stays as it is', (_, sql) => {
    withDatabase((database) => {
      database.exec(sql)
    })
    const before = readFileSync(path)
    const reason = 'expected a ledger, found another SQLite database'
    expect(embeddedLedger(path)).toEqual(unusable(reason))
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('a ledger of a newer version, which stays as it is', () => {
    valueOf(embeddedLedger(path)).close()
    withDatabase((database) => {
      database.exec('PRAGMA user_version = 2')
    })
    const before = readFileSync(path)
    const reason = 'expected a ledger of version 1 or older, found version 2'
    expect(embeddedLedger(path)).toEqual(unusable(reason))
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('a ledger without its tables', () => {
    withDatabase((database) => {
      database.exec('PRAGMA application_id = 0x6772646c')
    })
    const damage = 'the file is damaged (no such table: streams): go back to a copy of it'
    const error = { kind: 'corrupt', stream: '', revision: null, message: `${path}: ${damage}` }
    expect(embeddedLedger(path)).toEqual(E.left(error))
  })
})

function unusable(reason: string) {
  return E.left({ kind: 'unusable', message: `${path}: ${reason}` })
}

function unavailable(reason: string) {
  return E.left({ kind: 'unavailable', message: `${path}: ${reason}` })
}

function withDatabase<A>(work: (database: DatabaseSync) => A): A {
  const database = new DatabaseSync(path)
  const done = work(database)
  database.close()
  return done
}

function asked(sql: string): unknown {
  return withDatabase((database) => ({ ...database.prepare(sql).get() }))
}

/** Root may write everywhere. */
function asOrdinaryUser<A>(work: () => A): A {
  if (process.geteuid?.() !== 0) return work()
  process.seteuid?.(NOBODY)
  try {
    return work()
  } finally {
    process.seteuid?.(0)
  }
}
