import { type ChildProcess, fork } from 'node:child_process'
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
}

let kept: Kept | undefined
let last: Promise<unknown> = Promise.resolve()

afterAll(async () => {
  if (kept === undefined) return
  const exited = once(kept.child, 'exit')
  kept.child.disconnect()
  await exited
})

/**
 * Runs the built program as a user would, in a folder. To start it costs more than most commands
 * do, so those of a suite share a process, one after the other; `ended` has one of its own.
 */
export function gridledger(folder: string, ...args: readonly string[]): Promise<Ended> {
  const ended = last.then(() => inKept((kept ??= startKept()), folder, args))
  last = ended.catch(() => undefined)
  return ended
}

function startKept(): Kept {
  const child = fork(join(__dirname, 'keptProgram.cjs'), {
    env: { ...process.env, NO_COLOR: '1' },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const started: Kept = {
    child,
    printed: { out: '', err: '' },
    onNews: () => undefined,
    code: null,
  }
  const { printed } = started
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    printed.out += text
    started.onNews()
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    printed.err += text
    started.onNews()
  })
  child.on('message', (code) => {
    started.code = Number(code)
    started.onNews()
  })
  child.on('close', (code) => {
    started.code = code
    if (kept === started) kept = undefined
    started.onNews()
  })
  return started
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
      if (kept !== running) resolve({ code: running.code, out, err })
      else if (running.code !== null && out.endsWith(END) && err.endsWith(END))
        resolve({ code: running.code, out: out.slice(0, -1), err: err.slice(0, -1) })
    }
    child.send({ folder, args })
  })
}
