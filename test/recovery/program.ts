import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const ROOT = join(__dirname, '..', '..')
export const PROGRAM = join(ROOT, 'packages', 'replayer', 'bin', 'gridledger.js')

/** What a process printed and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

export interface Options extends Pick<SpawnOptions, 'uid' | 'gid'> {
  readonly env?: Readonly<Record<string, string>>
  /** Options of Node itself. */
  readonly node?: readonly string[]
}

/** Starts the built program in a folder, as a user would. */
export function start(folder: string, args: readonly string[], options: Options = {}): Started {
  const { env, node = [], ...others } = options
  return started(process.execPath, [...node, PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
    ...others,
  })
}

/** Starts any program and keeps what it prints. */
export function started(file: string, args: readonly string[], options: SpawnOptions): Started {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const printed = { out: '', err: '' }
  child.stdout.on('data', (text) => (printed.out += String(text)))
  child.stderr.on('data', (text) => (printed.err += String(text)))
  const ended = once(child, 'close').then(() => {
    return { code: child.exitCode, signal: child.signalCode, ...printed }
  })
  return { child, ended }
}

/** Runs the built program to its end. */
export function ended(
  folder: string,
  args: readonly string[],
  options: Options = {},
): Promise<Ended> {
  return start(folder, args, options).ended
}
