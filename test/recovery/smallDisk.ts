import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { PROGRAM, type Ended, started } from './program'

/** How a process gets a mount namespace of its own here: as root, or as root of a user namespace. */
const ENTRIES = [
  { unshare: ['--mount'], nsenter: ['--mount'] },
  {
    unshare: ['--user', '--map-root-user', '--mount'],
    nsenter: ['--user', '--preserve-credentials', '--mount'],
  },
] as const

const MOUNT = 'mount -t tmpfs -o "size=$1" none "$2"'
const ENTRY = ENTRIES.find(({ unshare }) => {
  return spawnSync('unshare', [...unshare, 'sh', '-c', MOUNT, 'sh', '4k', '/tmp']).status === 0
})
/** Whether small disks can be made here. */
export const CAN_MOUNT = ENTRY !== undefined

/** A file system with room for so much, which is gone with the process that holds it. */
export interface SmallDisk {
  /** Runs the program where the disk is mounted; paths in the arguments are absolute. */
  readonly run: (args: readonly string[]) => Promise<Ended>
  readonly shell: (command: string) => Promise<Ended>
  readonly end: () => Promise<void>
}

const holders = new Set<ChildProcess>()
afterAll(() => {
  // What a test that failed has left would keep Jest from ending.
  for (const holder of holders) holder.stdin?.end()
})

/** Mounts a small disk on a folder, of a size such as `64k`. */
export async function smallDisk(folder: string, size: string): Promise<SmallDisk> {
  if (ENTRY === undefined) throw new Error('file systems cannot be mounted here')
  mkdirSync(folder, { recursive: true })
  const script = `${MOUNT} && echo mounted && exec cat`
  const holder = spawn('unshare', [...ENTRY.unshare, 'sh', '-c', script, 'sh', size, folder])
  holders.add(holder)
  await once(holder.stdout, 'data')
  const enter = ['--target', String(holder.pid), ...ENTRY.nsenter]
  const within = (...command: readonly string[]) =>
    started('nsenter', [...enter, ...command], { env: { ...process.env, NO_COLOR: '1' } }).ended
  return {
    run: (args) => within(process.execPath, PROGRAM, ...args),
    shell: (command) => within('sh', '-c', command),
    end: async () => {
      holder.stdin.end()
      await once(holder, 'close')
      holders.delete(holder)
    },
  }
}
