import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const PROGRAM = join(__dirname, '..', '..', 'packages', 'replayer', 'bin', 'gridledger.js')

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the built program as a user would, in a folder. */
export function gridledger(folder: string, ...args: readonly string[]): Ended {
  const env = { ...process.env, NO_COLOR: '1' }
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  return { code: status, out: stdout, err: stderr }
}
