import { copyFileSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { gridledger } from '../cli/gridledger'
import type { RecordingCommand } from './commands'
import { ended, start } from './program'
import {
  type Workplace,
  appendsIn,
  bytesIn,
  clear,
  documentOf,
  expectFinished,
  expectUnchanged,
  whileRunning,
} from './workplace'

export function held(command: RecordingCommand, opened: () => Workplace): void {
  let place: Workplace
  beforeEach(() => {
    place = opened()
    clear(place)
  })

  it('that another process keeps out says so, and is finished afterwards', async () => {
    const { folder, args, path, other } = place
    copyFileSync(other, path)
    const holder = new DatabaseSync(path)
    holder.exec('BEGIN IMMEDIATE')
    const before = readFileSync(path)
    const { code, out, err } = await gridledger(folder, ...args)
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('ledger.db: another process is writing to it')
    expect(err).toMatch(/keeps 0 of [\d,]+ ticks of the tape$/m)
    expect(err).toContain('the same command goes on: npx gridledger')
    expect(readFileSync(path).equals(before)).toBe(true)
    holder.exec('ROLLBACK')
    holder.close()
    const finished = await gridledger(folder, ...args)
    expect(command.digest(documentOf(finished.out))).toEqual(place.digest)
  })

  // An import is over too soon for another process to come between.
  const itInTheMiddle = command.inEveryWay ? it : it.skip
  itInTheMiddle('that another process locks out in the middle keeps whole batches', async () => {
    const { folder, args, path, whole } = place
    const started = start(folder, args)
    let holder: DatabaseSync | undefined
    await whileRunning(started, () => {
      if (holder !== undefined || bytesIn(path) < whole.bytes / 6) return
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
}
