import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** What a command printed and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The process that runs the commands of a suite, and what it prints for the one that runs. */
interface Kept {
  readonly child: ChildProcess
  readonly printed: { out: string; err: string }
  /** Calls back at everything that it prints or says. */
  onNews: () => void
  code: number | null
  hasEnded: boolean
}

/** Runs the built program as a user would, in a folder. */
export type Program = (folder: string, ...args: readonly string[]) => Promise<Ended>

/**
 * The program with all its commands in one process, one after the other: to start it costs more
 * than most commands do. The process is gone after the suite; `ended` has one of its own for each.
 */
export function keptProgram(options: ForkOptions = {}): Program {
  let kept: Kept | undefined
  let last: Promise<unknown> = Promise.resolve()
  afterAll(async () => {
    if (kept?.child.connected !== true) return
    const exited = once(kept.child, 'exit')
    kept.child.disconnect()
    await exited
  })
  return (folder, ...args) => {
    const ended = last.then(() => {
      if (kept === undefined || kept.hasEnded) kept = startKept(options)
      return inKept(kept, folder, args)
    })
    last = ended.catch(() => undefined)
    return ended
  }
}

/** The program that most of a suite's commands run in. */
export const gridledger: Program = keptProgram()

function startKept({ env, ...options }: ForkOptions): Kept {
  const child = fork(join(__dirname, 'keptProgram.cjs'), {
    ...options,
    env: { ...process.env, NO_COLOR: '1', ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const printed = { out: '', err: '' }
  const kept: Kept = { child, printed, onNews: () => undefined, code: null, hasEnded: false }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed.out += text
    kept.onNews()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed.err += text
    kept.onNews()
  })
  child.on('message', (code) => {
    kept.code = Number(code)
    kept.onNews()
  })
  child.on('close', (code) => {
    kept.code = code
    kept.hasEnded = true
    kept.onNews()
  })
  return kept
}

/** What stands on each output after all that a command has printed. */
const END = '\0'

function inKept(running: Kept, folder: string, args: readonly string[]): Promise<Ended> {
  const { child, printed } = running
  Object.assign(printed, { out: '', err: '' })
  running.code = null
  return new Promise((resolve) => {
    running.onNews = () => {
      const { out, err } = printed
      if (running.hasEnded) resolve({ code: running.code, out, err })
      else if (running.code !== null && out.endsWith(END) && err.endsWith(END))
        resolve({ code: running.code, out: out.slice(0, -1), err: err.slice(0, -1) })
    }
    child.send({ folder, args })
  })
}
