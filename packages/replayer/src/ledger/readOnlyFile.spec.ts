import { rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { suiteFolder } from '../../../../test/support/files'
import { openReadOnly } from './readOnlyFile'

const folder = suiteFolder()

/** A database in WAL mode that was closed, and a writer that comes after. */
function closedFile(name: string): {
  readonly path: string
  readonly write: (sql: string) => void
} {
  const path = folder.write(name, '')
  const write = (sql: string) => {
    const writer = new DatabaseSync(path)
    writer.exec(`PRAGMA journal_mode = WAL; ${sql}`)
    writer.close()
  }
  write('CREATE TABLE a (b); INSERT INTO a VALUES (1)')
  return { path, write }
}

describe('a file that is only read', () => {
  it('is stale once a writer has moved something into it', () => {
    const { path, write } = closedFile('written.db')
    const { database, isStale } = openReadOnly(path)
    expect({ ...database.prepare('SELECT b FROM a').get() }).toEqual({ b: 1 })
    expect(isStale()).toBe(false)
    write('INSERT INTO a VALUES (2)')
    expect(isStale()).toBe(true)
    database.close()
  })

  it('is stale once it is gone', () => {
    const { path } = closedFile('gone.db')
    const { database, isStale } = openReadOnly(path)
    rmSync(path)
    expect(isStale()).toBe(true)
    database.close()
  })

  it('is read with its WAL, which a writer may still fill', () => {
    const { path } = closedFile('open.db')
    const writer = new DatabaseSync(path)
    writer.exec('INSERT INTO a VALUES (2)')
    const { database, isStale } = openReadOnly(path)
    const count = () => ({ ...database.prepare('SELECT count(*) AS rows FROM a').get() })
    expect(count()).toEqual({ rows: 2 })
    writer.exec('INSERT INTO a VALUES (3); PRAGMA wal_checkpoint')
    expect(count()).toEqual({ rows: 3 })
    expect(isStale()).toBe(false)
    database.close()
    writer.close()
  })

  it.each(['INSERT INTO a VALUES (2)', 'PRAGMA user_version = 2'])('refuses %s', (sql) => {
    const { path } = closedFile('refused.db')
    const { database, isStale } = openReadOnly(path)
    expect(() => database.exec(sql)).toThrow('readonly')
    expect(isStale()).toBe(false)
    database.close()
    rmSync(path)
  })
})
