import { join } from 'node:path'
import type { RecordingCommand } from './commands'
import { PROGRAM, started } from './program'
import { CAN_MOUNT, smallDisk } from './smallDisk'
import { stateIn } from './states'
import { type Workplace, appendsIn, clear, documentOf, expectFinished } from './workplace'

const describeWithMount = CAN_MOUNT ? describe : describe.skip

/** What is said of the rest: how much is kept, and the command to go on with. */
const KEPT = /^gridledger: file:\S+ keeps [\d,]+ of [\d,]+ ticks of the tape$|events of the runs$/m
const WAY_ON = /^gridledger: the same command goes on: npx gridledger .*ledger\.db$/m

export function fullDisk(command: RecordingCommand, opened: () => Workplace): void {
  let place: Workplace
  beforeEach(() => {
    place = opened()
    clear(place)
  })

  describeWithMount('on a disk (one that can be mounted here)', () => {
    const FULL = /ledger\.db: the disk is full$/m
    const BEFORE = /ledger\.db: the disk (is full|could not)/m
    it.each([
      ...(command.inEveryWay
        ? ([
            ['is full at once', '4k', FULL, 0],
            ['is full before a ledger is made', '16k', BEFORE, 0],
            ['is full in the tape', '200k', FULL, 1],
          ] as const)
        : []),
      ['is full in the first append', '48k', FULL, 0],
      ['is full in the middle', command.middle.disk, FULL, 2],
    ] as const)(
      'that %s says so, and is finished with more room',
      async (_, size, reason, least) => {
        const mounted = `${place.folder}-${size}`
        const disk = await smallDisk(mounted, size)
        const path = join(mounted, 'ledger.db')
        const source = join(place.folder, command.args.at(-1) ?? '')
        const args = [...command.args.slice(0, -1), source, '--json', '--ledger', `file:${path}`]
        const full = await disk.run(args)
        expect(full).toMatchObject({ code: 3, out: '' })
        expect(full.err).toMatch(reason)
        expect(full.err).toMatch(WAY_ON)
        if (least > 0) expect(full.err).toMatch(KEPT)
        await disk.shell(`cp ${mounted}/* ${place.folder}`)
        expect(await appendsIn(place)).toBeGreaterThanOrEqual(least)
        await disk.shell(`mount -o remount,size=64m ${mounted}`)
        const finished = await disk.run(args)
        expect(finished).toMatchObject({ code: 0, err: '' })
        expect(command.digest(documentOf(finished.out))).toEqual(place.digest)
        clear(place)
        await disk.shell(`cp ${mounted}/* ${place.folder}`)
        expect(await stateIn(place.path)).toBe(place.states.at(-1))
        await disk.end()
      },
    )
  })

  it.each([
    ...(command.inEveryWay ? ([['in the first append', 40]] as const) : []),
    ['in the middle', command.middle.kilobytes],
  ] as const)(
    'that reaches a limit of size %s says so, and is finished without',
    async (_, kilobytes) => {
      const { folder, args } = place
      const limited = ['-c', `ulimit -f ${kilobytes}; exec "$0" "$@"`, process.execPath, PROGRAM]
      const { code, out, err } = await started('bash', [...limited, ...args], { cwd: folder }).ended
      expect([code, out]).toEqual([3, ''])
      expect(err).toContain('ledger.db: the disk could not write it')
      expect(err).toContain('is it full, or is a limit of size reached?')
      expect(err).toMatch(WAY_ON)
      await appendsIn(place)
      await expectFinished(place, command)
    },
  )
}
