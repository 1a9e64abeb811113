import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { RecordingCommand } from './commands'
import { type Ended, PROGRAM, start, started } from './program'
import {
  type Workplace,
  appendsIn,
  bytesIn,
  clear,
  documentOf,
  expectFinished,
  ledgerFiles,
  whileRunning,
} from './workplace'

const HAS_SCRIPT = String(spawnSync('script', ['--version']).stdout).includes('util-linux')
const itOnTerminal = HAS_SCRIPT ? it : it.skip
const OTHER_STOPS: readonly [string, NodeJS.Signals, string, number, number][] = [
  ['by Ctrl-C at its beginning', 'SIGINT', 'Ctrl-C', 130, 0],
  ['by SIGTERM', 'SIGTERM', 'SIGTERM', 143, 0.7],
]
const [HIDDEN, SHOWN] = ['\u001b[?25l', '\u001b[?25h']

export function stops(command: RecordingCommand, opened: () => Workplace): void {
  let place: Workplace
  beforeEach(() => {
    place = opened()
    clear(place)
  })

  /** Stops it when so many bytes are there; once more, if it was done before this process looked. */
  async function stopped(signal: NodeJS.Signals, bytes: number): Promise<Ended> {
    const { folder, args, path } = place
    for (;;) {
      clear(place)
      const process = start(folder, args)
      let isSent = false
      await whileRunning(process, () => {
        if (!isSent && bytesIn(path) >= bytes) isSent = process.child.kill(signal)
      })
      const answer = await process.ended
      if (answer.code !== 0) return answer
    }
  }

  it.each<[how: string, signal: NodeJS.Signals, word: string, code: number, share: number]>([
    ['by Ctrl-C', 'SIGINT', 'Ctrl-C', 130, 0.4],
    ...(command.inEveryWay ? OTHER_STOPS : []),
  ])('%s says what is kept and how to go on', async (_, signal, word, code, share) => {
    const answer = await stopped(signal, Math.max(1, share * place.whole.bytes))
    expect(answer).toMatchObject({ code, signal: null, out: '' })
    const [why, kept, wayOn, ...rest] = answer.err.split('\n')
    expect(why).toBe(`gridledger: stopped by ${word}`)
    expect(kept).toMatch(/^gridledger: file:ledger\.db keeps .* (of the tape|events of the runs)$/)
    expect(rest).toEqual([''])
    // It was closed: all of it is in the one file.
    expect(ledgerFiles(place.folder)).toEqual(['ledger.db'])
    await appendsIn(place)
    const line = wayOn?.replace('gridledger: the same command goes on: npx gridledger', '"$0" "$1"')
    const words = ['-c', line ?? '', process.execPath, PROGRAM]
    const finished = await started('bash', words, { cwd: place.folder }).ended
    expect(finished).toMatchObject({ code: 0, err: '' })
    expect(command.digest(documentOf(finished.out))).toEqual(place.digest)
  })

  it('by a second Ctrl-C ends at once', async () => {
    const { folder, args, path, whole } = place
    const stalled = `${folder}.stalled`
    const hook = ['--require', join(__dirname, 'stall.cjs')]
    const process = start(folder, args, { node: hook, env: { STALLED: stalled } })
    let sent = 0
    await whileRunning(process, () => {
      const isTime = sent === 0 ? bytesIn(path) > whole.bytes / 4 : existsSync(stalled)
      if (sent < 2 && isTime) {
        process.child.kill('SIGINT')
        sent += 1
      }
    })
    expect(await process.ended).toMatchObject({ code: null, signal: 'SIGINT', out: '' })
    await appendsIn(place)
    await expectFinished(place, command)
  })

  itOnTerminal('on a terminal gives the cursor back (needs script)', async () => {
    const { folder, args } = place
    const line = [process.execPath, PROGRAM, ...args].map((word) => `'${word}'`).join(' ')
    const script = spawn('script', ['-qec', line, '/dev/null'], { cwd: folder })
    let shown = ''
    script.stdout.on('data', (text) => {
      const isFirst = !shown.includes(HIDDEN)
      shown += String(text)
      if (isFirst && shown.includes(HIDDEN)) script.stdin.write('\u0003')
    })
    await once(script, 'close')
    expect(script.exitCode).toBe(130)
    expect(shown.lastIndexOf(SHOWN)).toBeGreaterThan(shown.lastIndexOf(HIDDEN))
    expect(shown.slice(shown.lastIndexOf(SHOWN))).toContain('gridledger: stopped by Ctrl-C')
    await appendsIn(place)
    await expectFinished(place, command)
  })
}
