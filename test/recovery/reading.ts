import { chmodSync, copyFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { OTHER_USER } from './otherUser'
import type { Ended } from '../cli/gridledger'
import { ended, start } from './program'
import { asOther } from './readOnly'
import { type Workplace, bytesIn, clear, ledgerFiles, whileRunning } from './workplace'

/** Commands that read what `run` has recorded, where nothing may be written. */
export function reading(opened: () => Workplace): void {
  let place: Workplace
  beforeAll(() => {
    place = opened()
    clear(place)
    copyFileSync(place.finished, place.path)
  })
  const READING = [
    ...[['seasons'], ['runs'], ['events'], ['events', 'run-long.amended']],
    ['replay', 'long', '--until', '5000'],
  ]
  const read = async (folder: string) => {
    const answers = []
    for (const args of READING) {
      answers.push(await asOther(folder, [...args, '--json', '--ledger', 'file:ledger.db']))
    }
    return answers
  }
  let expected: readonly Ended[]
  beforeAll(async () => {
    expected = await read(place.folder)
    for (const { code, err } of expected) expect([code, err]).toEqual([0, ''])
  })
  afterEach(() => {
    chmodSync(place.folder, 0o755)
    chmodSync(place.path, 0o644)
  })

  it.each([
    ['folder', 0o555, 0o644],
    ['file', 0o777, 0o444],
    ['folder and file', 0o555, 0o444],
  ])('answer alike where the %s is write-protected', async (_, ofFolder, ofFile) => {
    chmodSync(place.path, ofFile)
    chmodSync(place.folder, ofFolder)
    expect(await read(place.folder)).toEqual(expected)
  })

  it('say that a file may not be read, or its folder not entered', async () => {
    chmodSync(place.path, 0o200)
    const unread = await ended(place.folder, ['runs', '--ledger', 'file:ledger.db'], OTHER_USER)
    expect(unread).toMatchObject({ code: 3, out: '' })
    expect(unread.err).toContain('ledger.db: the file may not be read')
    chmodSync(place.folder, 0o600)
    const args = ['runs', '--ledger', `file:${place.path}`]
    const shut = await ended(dirname(place.folder), args, OTHER_USER)
    expect(shut).toMatchObject({ code: 3, out: '' })
    expect(shut.err).toContain(`the folder ${place.folder} may not be entered`)
  })

  it('read what a killed process has left, or say what to do', async () => {
    rmSync(place.path)
    const started = start(place.folder, place.args)
    await whileRunning(started, () => {
      if (bytesIn(place.path) > 0.8 * place.whole.bytes) started.child.kill('SIGKILL')
    })
    expect(ledgerFiles(place.folder)).toEqual(['ledger.db', 'ledger.db-shm', 'ledger.db-wal'])
    chmodSync(place.folder, 0o555)
    const args = ['events', '--json', '--ledger', 'file:ledger.db']
    const { code, out } = await asOther(place.folder, args)
    expect(code).toBe(0)
    const streams: { stream: string }[] = JSON.parse(out)
    expect(streams.map(({ stream }) => stream)).toContain('run-long.amended')
    chmodSync(place.folder, 0o755)
    rmSync(`${place.path}-shm`)
    chmodSync(place.folder, 0o555)
    const refused = await asOther(place.folder, args)
    expect(refused).toMatchObject({ code: 3, out: '' })
    expect(refused.err).toContain('it was not closed (ledger.db-wal holds its end)')
    expect(refused.err).toContain('copy both files to a folder that is not')
  })
}
