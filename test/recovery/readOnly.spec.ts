import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { COMMANDS } from './commands'
import { CAN_MOUNT, smallDisk } from './smallDisk'
import { CAN_RUN_AS_OTHER, OTHER_USER } from './otherUser'
import { type Ended, ended, start } from './program'
import {
  type Workplace,
  bytesIn,
  documentOf,
  ledgerFiles,
  whileRunning,
  workplace,
} from './workplace'

jest.setTimeout(120_000)
const describeAsOther = CAN_RUN_AS_OTHER ? describe : describe.skip
const itWithMount = CAN_MOUNT ? it : it.skip

let parent: string
let count = 0
beforeAll(() => {
  // Unlike the folders of other specs this one can be entered by any user.
  parent = mkdtempSync(join(tmpdir(), 'gridledger-spec-'))
  chmodSync(parent, 0o755)
})
afterAll(() => {
  for (const folder of readdirSync(parent, { withFileTypes: true }))
    if (folder.isDirectory()) chmodSync(join(parent, folder.name), 0o755)
  rmSync(parent, { recursive: true })
})

/** Names and bytes of all that lies in a folder. */
const contents = (folder: string) =>
  readdirSync(folder).map((file) => [file, readFileSync(join(folder, file)).toString('base64')])

/** Runs it as somebody whose rights count, and expects that nothing changes in the folder. */
async function asOther(folder: string, args: readonly string[]): Promise<Ended> {
  const before = contents(folder)
  const answer = await ended(folder, args, OTHER_USER)
  expect(contents(folder)).toEqual(before)
  return answer
}

describeAsOther('where nothing may be written (by a user that can run the program)', () => {
  describe.each(COMMANDS)('%s', (name, command) => {
    let place: Workplace
    beforeAll(async () => {
      place = await workplace(join(parent, name), command)
    })

    /** A new folder with the command's files, and the finished ledger if it is wanted. */
    function folderOf(withLedger: boolean): string {
      const folder = join(parent, `${name}-${(count += 1)}`)
      mkdirSync(folder)
      command.prepare(folder)
      if (withLedger) copyFileSync(place.path, join(folder, 'ledger.db'))
      return folder
    }

    it('makes no ledger in a folder that is write-protected, and says so', async () => {
      const folder = folderOf(false)
      chmodSync(folder, 0o555)
      const { code, out, err } = await asOther(folder, place.args)
      expect([code, out]).toEqual([3, ''])
      expect(err).toContain('ledger.db: it cannot be made: the folder ')
      expect(err).toContain(`${folder} is write-protected`)
      expect(err).toContain('nothing was recorded')
    })

    it.each([
      ['folder', 0o555, 0o644],
      ['file', 0o777, 0o444],
    ])('prints what is there, its %s being write-protected', async (_, ofFolder, ofFile) => {
      const folder = folderOf(true)
      chmodSync(join(folder, 'ledger.db'), ofFile)
      chmodSync(folder, ofFolder)
      const { code, out, err } = await asOther(folder, place.args)
      expect([code, err]).toEqual([0, ''])
      expect(command.isUnchanged(documentOf(out))).toBe(true)
      expect(command.digest(documentOf(out))).toEqual(place.digest)
    })

    it.each([
      ['folder', 0o555, 0o644],
      ['file', 0o777, 0o444],
    ])('adds nothing where the %s is write-protected, and says so', async (_, ofFolder, ofFile) => {
      const folder = folderOf(false)
      await ended(folder, ['run', 'okx-aicoin-2025', '--ledger', 'file:ledger.db'])
      chmodSync(join(folder, 'ledger.db'), ofFile)
      chmodSync(folder, ofFolder)
      const { code, out, err } = await asOther(folder, place.args)
      expect([code, out]).toEqual([3, ''])
      expect(err).toContain(
        'ledger.db: it may only be read: the file or its folder is write-protected',
      )
      expect(err).toMatch(/keeps 0 of [\d,]+ ticks of the tape$/m)
      expect(err).toContain('the same command goes on: npx gridledger')
    })
  })

  describe('commands that read', () => {
    const [, run] = COMMANDS[0]!
    let place: Workplace
    beforeAll(async () => {
      place = await workplace(join(parent, 'read'), run)
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
      const shut = await ended(parent, args, OTHER_USER)
      expect(shut).toMatchObject({ code: 3, out: '' })
      expect(shut.err).toContain(`the folder ${place.folder} may not be entered`)
    })

    it('read what a killed process has left, or say what to do', async () => {
      rmSync(place.path)
      const started = start(place.folder, place.args)
      await whileRunning(started, () => {
        if (bytesIn(place.path) > place.whole.bytes / 2) started.child.kill('SIGKILL')
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
  })
})

itWithMount(
  'reads a disk that is mounted read-only, and adds nothing (needs a mount)',
  async () => {
    const mounted = join(parent, 'mounted')
    const disk = await smallDisk(mounted, '64m')
    const [season, ledger] = ['okx-aicoin-2025', `file:${join(mounted, 'ledger.db')}`]
    const recorded = await disk.run(['run', season, '--json', '--ledger', ledger])
    const before = await disk.shell(`ls -l ${mounted}; mount -o remount,ro ${mounted}`)
    const again = await disk.run(['run', season, '--json', '--ledger', ledger])
    expect(again).toMatchObject({ code: 0, err: '' })
    const { digest } = documentOf(recorded.out)
    expect(documentOf(again.out)).toMatchObject({ digest, outcome: 'unchanged' })
    const [[, command] = []] = COMMANDS
    const source = join(parent, 'source')
    mkdirSync(source)
    command?.prepare(source)
    const other = await disk.run(['run', join(source, 'long.json'), '--ledger', ledger])
    expect(other).toMatchObject({ code: 3, out: '' })
    expect(other.err).toContain('write-protected')
    expect(await disk.shell(`ls -l ${mounted}`)).toEqual(before)
    await disk.end()
  },
)
