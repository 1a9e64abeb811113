import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { copySeason, embeddedLedger } from '@gridledger/replayer'
import { keptProgram } from '../cli/gridledger'
import { BUSY } from '../support/busySeason'
import { pairSeason, recordInto } from '../support/busyLedger'
import { suiteFolder } from '../support/files'
import { right } from '../support/tapes'
import { PROGRAM, ended, start, started } from './program'
import { type State, stateIn, statesOf } from './states'
import { HOOK, documentOf, ledgerFiles } from './workplace'

const files = suiteFolder()
const COPY = ['copy', '--to', 'file:ledger.db', '--json']
const path = join(files.path, 'ledger.db')
const env = { GRIDLEDGER_LEDGER: 'file:source.db' }
const gridledger = keptProgram({ env })
let states: readonly State[] = []
let calls = 0

beforeAll(async () => {
  await recordInto(files, 'source.db', await pairSeason(files))
  const source = right(embeddedLedger(join(files.path, 'source.db'), true))
  states = await statesOf(join(files.path, 'undisturbed.db'), async (ledger) => {
    expect((await copySeason(source, ledger, BUSY)).outcome).toBe('copied')
  })
  source.close()
  const countTo = join(files.path, 'count')
  await ended(files.path, COPY, { node: HOOK, env: { ...env, COUNT_TO: countTo } })
  calls = Number(readFileSync(countTo, 'utf8'))
  expect(calls).toBeGreaterThan(2 * states.length)
})
beforeEach(() => {
  for (const file of ledgerFiles(files.path)) rmSync(join(files.path, file))
})

/** Sends a signal to a copy at a part of its calls. */
const disturbed = (signal: NodeJS.Signals, share: number) => {
  const moment = { KILL_AT: String(2 + Math.floor(2 * calls * share)), KILL_SIGNAL: signal }
  return start(files.path, COPY, { node: HOOK, env: { ...env, ...moment } }).ended
}

describe('a copy', () => {
  it.each([0.2, 0.4, 0.55, 0.7, 0.8, 0.9])(
    'killed at %d of it is whole and is finished',
    async (share) => {
      expect(await disturbed('SIGKILL', share)).toMatchObject({ signal: 'SIGKILL', out: '' })
      expect(states).toContain(await stateIn(path))
      const finished = await gridledger(files.path, ...COPY)
      expect(finished).toMatchObject({ code: 0, err: '' })
      expect(await stateIn(path)).toBe(states.at(-1))
      expect(ledgerFiles(files.path)).toEqual(['ledger.db'])
    },
  )

  it('stopped by Ctrl-C says what is kept and how to go on', async () => {
    const answer = await disturbed('SIGINT', 0.6)
    expect(answer).toMatchObject({ code: 130, out: '' })
    const [why, kept, wayOn, ...rest] = answer.err.split('\n')
    expect([why, rest]).toEqual(['gridledger: stopped by Ctrl-C', ['']])
    expect(kept).toMatch(/^gridledger: file:ledger\.db keeps [\d,]+ of [\d,]+ events$/)
    expect(wayOn).toMatch(
      /npx gridledger copy --to file:ledger\.db --json --ledger file:source\.db$/,
    )
    const appends = states.indexOf(await stateIn(path))
    expect(appends).toBeGreaterThan(0)
    expect(appends).toBeLessThan(states.length - 1)
    const line = wayOn?.replace(/^.*npx gridledger/, '"$0" "$1"') ?? ''
    const options = { cwd: files.path }
    const finished = await started('bash', ['-c', line, process.execPath, PROGRAM], options).ended
    expect(finished).toMatchObject({ code: 0, err: '' })
    expect(documentOf(finished.out)).toMatchObject({
      seasons: [{ outcome: 'resumed', isFinished: true }],
    })
    expect(await stateIn(path)).toBe(states.at(-1))
  })
})
