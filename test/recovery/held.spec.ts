import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { suiteFolder } from '../support/files'
import { COMMANDS } from './commands'
import { writeLongSeason } from './longSeason'
import { ended, start } from './program'
import { stateIn } from './states'
import {
  type Workplace,
  appendsIn,
  bytesIn,
  clear,
  documentOf,
  expectFinished,
  expectUnchanged,
  whileRunning,
  workplace,
} from './workplace'

jest.setTimeout(120_000)
const files = suiteFolder()

describe.each(COMMANDS)('a %s', (name, command) => {
  let place: Workplace
  beforeAll(async () => {
    place = await workplace(join(files.path, name), command)
  })
  beforeEach(() => clear(place))

  it('that another process keeps out says so, and is finished afterwards', async () => {
    const { folder, args, path } = place
    await ended(folder, ['run', 'okx-aicoin-2025', '--ledger', 'file:ledger.db'])
    const holder = new DatabaseSync(path)
    holder.exec('BEGIN IMMEDIATE')
    const before = readFileSync(path)
    const { code, out, err } = await ended(folder, args)
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('ledger.db: another process is writing to it')
    expect(err).toMatch(/keeps 0 of [\d,]+ ticks of the tape$/m)
    expect(err).toContain('the same command goes on: npx gridledger')
    expect(readFileSync(path).equals(before)).toBe(true)
    holder.exec('ROLLBACK')
    holder.close()
    const finished = await ended(folder, args)
    expect(command.digest(documentOf(finished.out))).toEqual(place.digest)
  })

  it('that another process locks out in the middle keeps whole batches', async () => {
    const { folder, args, path, whole } = place
    const started = start(folder, args)
    let holder: DatabaseSync | undefined
    await whileRunning(started, () => {
      if (holder !== undefined || bytesIn(path) < whole.bytes / 3) return
      holder = new DatabaseSync(path)
      holder.exec('PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE')
    })
    const { code, err } = await started.ended
    expect([code, err.split('\n')[0]]).toEqual([
      3,
      expect.stringContaining('ledger.db: another process is writing to it'),
    ])
    holder?.close()
    expect(await appendsIn(place)).toBeGreaterThan(1)
    await expectFinished(place, command)
  })

  it('that runs twice at once is recorded once', async () => {
    const { folder, args } = place
    const both = await Promise.all([ended(folder, args), ended(folder, args)])
    for (const { code, out, err } of both) {
      // Each finds what the other appends to be what it would append itself.
      expect([code, err]).toEqual([0, ''])
      expect(command.digest(documentOf(out))).toEqual(place.digest)
    }
    await expectUnchanged(place, command)
  })
})

describe('two seasons at once', () => {
  it('go into one file', async () => {
    const names = ['long', 'other']
    const folder = join(files.path, 'both')
    for (const name of names) writeLongSeason(folder, name)
    const [first, second] = names.map((name) => ['run', `${name}.json`, '--json'])
    const at = (file: string) => ['--ledger', `file:${file}`]
    const both = await Promise.all([
      ended(folder, [...first!, ...at('both.db')]),
      ended(folder, [...second!, ...at('both.db')]),
    ])
    for (const { code, err } of both) expect([code, err]).toEqual([0, ''])
    const alone = [
      await ended(folder, [...first!, ...at('alone.db')]),
      await ended(folder, [...second!, ...at('alone.db')]),
    ]
    const digests = (all: typeof both | typeof alone) =>
      all.map(({ out }) => documentOf(out)['digest'])
    expect(digests(both)).toEqual(digests(alone))
    expect(await stateIn(join(folder, 'both.db'))).toBe(await stateIn(join(folder, 'alone.db')))
  })
})
