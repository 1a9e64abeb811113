import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gridledger } from '../cli/gridledger'
import { suiteFolder } from '../support/files'
import { PROGRAM, started } from './program'

const files = suiteFolder()
const SEASON = 'okx-aicoin-2025'
const whole = join(files.path, 'whole.db')
let count = 0
beforeAll(async () => {
  expect((await gridledger(files.path, 'run', SEASON, '--ledger', 'file:whole.db')).code).toBe(0)
})

/** What stands where a ledger is expected, made at a path. */
type Make = (path: string) => void
const sql = (text: string) => (path: string) => {
  const database = new DatabaseSync(path)
  database.exec(text)
  database.close()
}
const newer: Make = (path) => {
  copyFileSync(whole, path)
  sql('PRAGMA user_version = 9')(path)
}
const cut = (path: string) => {
  copyFileSync(whole, path)
  truncateSync(path, 1_000_000)
}
const overwritten = (path: string) => {
  const bytes = readFileSync(whole)
  writeFileSync(path, bytes.fill(7, 4096, bytes.length - 4096))
}

describe('in place of a ledger', () => {
  it.each<[what: string, make: Make, code: number, reason: string]>([
    [
      'a text',
      (path) => writeFileSync(path, 'season,bot\n'.repeat(99)),
      2,
      'not a SQLite database',
    ],
    ['another database', sql('CREATE TABLE a (b)'), 2, 'found another SQLite database'],
    ['a newer ledger', newer, 2, 'expected a ledger of version 1 or older, found version 9'],
    ['a folder', (path) => mkdirSync(path), 2, 'expected a file, found a folder'],
    ['a ledger that is cut off', cut, 3, 'the file is damaged'],
    ['a ledger that was written over', overwritten, 3, 'the file is damaged'],
  ])('%s is named, and left as it is', async (_, make, expected, reason) => {
    const folder = join(files.path, String((count += 1)))
    mkdirSync(folder)
    const path = join(folder, 'ledger.db')
    make(path)
    const bytes = () => (statSync(path).isFile() ? readFileSync(path) : Buffer.of())
    const before = bytes()
    for (const command of [['run', SEASON], ['runs'], ['seasons'], ['events']]) {
      const { code, out, err } = await gridledger(folder, ...command, '--ledger', 'file:ledger.db')
      expect([code, out]).toEqual([expected, ''])
      expect(err).toMatch(/^gridledger: ([\w-]+: )?ledger\.db: /)
      expect(err).toContain(reason)
      expect(readdirSync(folder)).toEqual(['ledger.db'])
    }
    expect(bytes().equals(before)).toBe(true)
  })

  it('nothing is said to be nothing, and where there is no folder none is made', async () => {
    const folder = join(files.path, 'nothing')
    mkdirSync(folder)
    const none = await gridledger(folder, 'runs', '--ledger', 'file:ledger.db')
    expect(none).toMatchObject({ code: 2, out: '' })
    expect(none.err).toContain('--ledger: ledger.db: expected a ledger file, found none')
    const nowhere = await gridledger(folder, 'run', SEASON, '--ledger', 'file:a/ledger.db')
    expect(nowhere).toMatchObject({ code: 2, out: '' })
    expect(nowhere.err).toContain(`expected a folder ${join(folder, 'a')} to make the ledger in`)
    expect(readdirSync(folder)).toEqual([])
  })

  it('an empty file is a ledger that holds nothing yet', async () => {
    const folder = join(files.path, 'empty')
    mkdirSync(folder)
    writeFileSync(join(folder, 'ledger.db'), '')
    const answer = await gridledger(folder, 'seasons', '--ledger', 'file:ledger.db')
    expect(answer).toMatchObject({ code: 0, out: 'file:ledger.db holds no seasons yet\n' })
    expect((await gridledger(folder, 'run', SEASON, '--ledger', 'file:ledger.db')).code).toBe(0)
  })
})

const FULL = '/dev/full'
const itWithFullDevice = existsSync(FULL) ? it : it.skip
itWithFullDevice('a result that cannot be written says so (needs /dev/full)', async () => {
  const words = [process.execPath, PROGRAM, 'runs', '--ledger', 'file:whole.db']
  const line = ['-c', '"$0" "$@" > /dev/full', ...words]
  const { code, err } = await started('bash', line, { cwd: files.path }).ended
  expect(code).toBe(3)
  expect(err).toMatch(/^gridledger: standard output: .*no space left on device/)
  expect(err.split('\n')).toHaveLength(2)
})
