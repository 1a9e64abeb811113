import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { suiteFolder } from '../support/files'
import { COMMANDS } from './commands'
import { CAN_MOUNT, smallDisk } from './smallDisk'
import { documentOf } from './workplace'

jest.setTimeout(120_000)
const itWithMount = CAN_MOUNT ? it : it.skip
const { path: parent } = suiteFolder()

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
    const source = join(parent, 'source')
    mkdirSync(source)
    COMMANDS.run.prepare(source)
    const other = await disk.run(['run', join(source, 'long.json'), '--ledger', ledger])
    expect(other).toMatchObject({ code: 3, out: '' })
    expect(other.err).toContain('write-protected')
    expect(await disk.shell(`ls -l ${mounted}`)).toEqual(before)
    await disk.end()
  },
)
