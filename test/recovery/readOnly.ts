import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordingCommand } from './commands'
import { CAN_RUN_AS_OTHER, OTHER_USER } from './otherUser'
import { type Ended, keptProgram } from '../cli/gridledger'
import { type Workplace, documentOf } from './workplace'

export const describeAsOther = CAN_RUN_AS_OTHER ? describe : describe.skip

/** Names and hashes of all that lies in a folder. */
const contents = (folder: string) =>
  readdirSync(folder).map((file) => {
    const hash = createHash('sha256').update(readFileSync(join(folder, file)))
    return [file, hash.digest('hex')]
  })

const asSomebody = keptProgram(OTHER_USER)

/** Runs it as somebody whose rights count, and expects that nothing changes in the folder. */
export async function asOther(folder: string, args: readonly string[]): Promise<Ended> {
  const before = contents(folder)
  const answer = await asSomebody(folder, ...args)
  expect(contents(folder)).toEqual(before)
  return answer
}

export function readOnly(command: RecordingCommand, opened: () => Workplace): void {
  let place: Workplace
  beforeEach(() => {
    place = opened()
  })
  const made: string[] = []
  afterAll(() => {
    for (const folder of made) chmodSync(folder, 0o755)
  })

  /** A new folder with the files that the command reads, and a ledger if one is wanted. */
  function folderOf(ledger?: string): string {
    const folder = `${place.folder}-${made.length + 1}`
    mkdirSync(folder)
    made.push(folder)
    for (const file of place.sources) copyFileSync(join(place.folder, file), join(folder, file))
    if (ledger !== undefined) copyFileSync(ledger, join(folder, 'ledger.db'))
    return folder
  }

  it('makes no ledger in a folder that is write-protected, and says so', async () => {
    const folder = folderOf()
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
    const folder = folderOf(place.finished)
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
    const folder = folderOf(place.other)
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
}
