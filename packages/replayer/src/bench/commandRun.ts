import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const PACKAGE = join(__dirname, '..', '..')
const PROGRAM = join(PACKAGE, 'bin', 'gridledger.js')
/** Of what was built, wherever this file itself is run from. */
export const BUILT = join(PACKAGE, 'dist', 'bench')

/** A program that has ended. */
export interface Ended {
  readonly milliseconds: number
  readonly stdout: string
}

/** A program that has failed. */
export class NodeFailed extends Error {
  constructor(
    args: readonly string[],
    readonly status: number,
    readonly stderr: string,
  ) {
    super(`node ${args.join(' ')}: exit ${status}: ${stderr}`)
  }
}

/** Runs Node in a fresh process. Throws NodeFailed where it fails. */
export function runNode(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Ended {
  const before = performance.now()
  const child = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1e9,
  })
  const milliseconds = performance.now() - before
  const { status, stdout, stderr, error } = child
  if (error !== undefined) throw error
  if (status !== 0) throw new NodeFailed(args, status ?? 1, stderr)
  return { milliseconds, stdout }
}

/** Runs `gridledger` in a fresh process. */
export const runCommand = (args: readonly string[]): Ended => runNode([PROGRAM, ...args])

/** The same, with the most memory that it held. */
export function runCommandMeasured(
  args: readonly string[],
  folder: string,
): Ended & { readonly peakMemoryMb: number } {
  const file = join(folder, 'peak')
  const load = ['--require', join(BUILT, 'reportPeak.js')]
  const ended = runNode([...load, PROGRAM, ...args], { GRIDLEDGER_PEAK: file })
  return { ...ended, peakMemoryMb: Number(readFileSync(file, 'utf8')) / 1024 }
}
