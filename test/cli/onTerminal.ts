import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { PROGRAM } from '../recovery/program'

/** Whether this machine has util-linux's `script`, which gives a program a terminal of its own. */
export const HAS_TERMINAL = /util-linux/.test(
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout,
)

/** The program on a terminal of 200 columns. */
export interface OnTerminal {
  /** Presses keys. */
  readonly press: (keys: string) => void
  /** Waits until what has been printed since the last wait matches; returns that. */
  readonly shows: (pattern: RegExp) => Promise<string>
  readonly kill: (signal: NodeJS.Signals) => void
  /** How it ended, all that was printed, and the settings of the terminal after that. */
  readonly ended: Promise<{ readonly code: number | null; readonly out: string }>
}

const AFTERWARDS = 'terminal afterwards:'
const quoted = (word: string) => `'${word}'`

/** Starts the built program; `stty -a` follows it. */
export function onTerminal(folder: string, args: readonly string[]): OnTerminal {
  const program = [process.execPath, PROGRAM, ...args].map(quoted).join(' ')
  const script = [
    'stty cols 200 rows 40',
    `sh -c 'echo pid=$$; exec "$0" "$@"' ${program}`,
    `code=$?; echo ${AFTERWARDS}; stty -a; exit $code`,
  ].join('; ')
  const child = spawn('script', ['-qec', script, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', TERM: 'xterm' },
  })
  let [out, seen] = ['', 0]
  let wake = () => {}
  child.stdout.on('data', (text) => {
    out += String(text)
    wake()
  })
  child.on('close', () => wake())
  const shows = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(out.slice(seen))
      if (found !== null) {
        seen += found.index + found[0].length
        return found[0]
      }
      if (child.exitCode !== null) throw new Error(`expected ${String(pattern)}, found ${out}`)
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
  return {
    press: (keys) => child.stdin.write(keys),
    shows,
    kill: (signal) => process.kill(Number(/pid=(\d+)/.exec(out)?.[1]), signal),
    ended: once(child, 'close').then(() => ({ code: child.exitCode, out })),
  }
}

/** What stands after the settings of the terminal once the program has ended. */
export const afterwards = (out: string): string => out.slice(out.indexOf(AFTERWARDS))
