import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gridledger } from '../cli/gridledger'
import type { RecordingCommand } from './commands'
import { ended, start } from './program'
import {
  type Workplace,
  appendsIn,
  clear,
  documentOf,
  expectFinished,
  expectUnchanged,
  whileRunning,
} from './workplace'

const STALLED = ['--require', join(__dirname, 'stallAt.cjs')]
/** After two that make the file, and two appends to its tape. */
const IN_THE_MIDDLE = '5'

export function held(command: RecordingCommand, opened: () => Workplace): void {
  let place: Workplace
  let holder: DatabaseSync | undefined
  beforeEach(() => {
    place = opened()
    clear(place)
  })
  afterEach(() => {
    holder?.close()
    holder = undefined
    for (const file of [`${place.folder}.goOn`, `${place.folder}.goOn.waiting`])
      rmSync(file, { force: true })
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

  it('that another process locks out in the middle keeps whole batches', async () => {
    const { folder, args, path } = place
    const goOn = `${folder}.goOn`
    const env = { STALL_AT: IN_THE_MIDDLE, STALL_UNTIL: goOn }
    const started = start(folder, args, { node: STALLED, env })
    await whileRunning(started, () => {
      if (holder !== undefined || !existsSync(`${goOn}.waiting`)) return
      holder = new DatabaseSync(path)
      holder.exec('BEGIN IMMEDIATE')
      writeFileSync(goOn, '')
    })
    const { code, err } = await started.ended
    expect([code, err.split('\n')[0]]).toEqual([
      3,
      expect.stringContaining('ledger.db: another process is writing to it'),
    ])
    holder?.close()
    holder = undefined
    expect(await appendsIn(place)).toBe(2)
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
