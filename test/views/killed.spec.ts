import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Snapshot } from '@gridledger/domain'
import { drawdown, storedView } from '@gridledger/projections'
import { openLedger, readViews } from '@gridledger/replayer'
import { run } from '../../packages/replayer/src/failure'
import { keptViews } from '../../packages/replayer/src/season/keptViews'
import { type Ended, started } from '../recovery/program'
import { pairSeason, recordInto } from '../support/busyLedger'
import { BUSY } from '../support/busySeason'
import { suiteFolder } from '../support/files'

const PROGRAM = join(__dirname, 'keepViews.cjs')
const NAMES = ['amended', 'liquidated']
/** Moments at which views are kept; the end is one more. */
const MOMENTS = [1000, 2500, 3999]
const END = 4800

const folder = suiteFolder()
let expected: string
/** What is kept when nobody is killed. */
let whole: readonly (Snapshot | undefined)[]
beforeAll(async () => {
  await recordInto(folder, 'recorded.db', await pairSeason(folder))
  copyFileSync(join(folder.path, 'recorded.db'), join(folder.path, 'whole.db'))
  const undisturbed = await keepViews('whole.db')
  expect(undisturbed).toMatchObject({ code: 0, err: '' })
  expected = undisturbed.out
  whole = await keptIn('whole.db')
  expect(whole.map((snapshot) => snapshot?.tick)).toEqual([...MOMENTS, END])
})

/** Runs the program on a ledger; `kill` says where it ends itself. */
function keepViews(file: string, kill = ''): Promise<Ended> {
  const args = [PROGRAM, `file:${file}`, BUSY, ...MOMENTS.map(String)]
  const options = { cwd: folder.path, env: { ...process.env, KILL: kill } }
  return started(process.execPath, args, options).ended
}

/** What is kept at each of the moments. */
async function keptIn(file: string): Promise<readonly (Snapshot | undefined)[]> {
  const ledger = openLedger(`file:${join(folder.path, file)}`, true)
  const key = keptViews(BUSY, drawdown, NAMES)
  const found: (Snapshot | undefined)[] = []
  for (const tick of [...MOMENTS, END]) {
    const snapshot = await run(ledger.snapshots!.latest(key, tick))
    found.push(snapshot?.tick === tick ? snapshot : undefined)
  }
  ledger.close()
  return found
}

describe('a process that is killed while it keeps views', () => {
  // The first transaction opens the ledger; what was kept is not kept again.
  const KILLS: readonly (readonly [kill: string, kept: number])[] = [
    ['after BEGIN 2', 0],
    ['before COMMIT 2', 0],
    ['after COMMIT 2', 1],
    ['before COMMIT 2', 1],
    ['after COMMIT 3', 3],
  ]

  it('leaves none half, and the next one ends with the same views', async () => {
    copyFileSync(join(folder.path, 'recorded.db'), join(folder.path, 'killed.db'))
    for (const [kill, count] of KILLS) {
      const { signal, out } = await keepViews('killed.db', kill)
      expect({ kill, signal, out }).toEqual({ kill, signal: 'SIGKILL', out: '' })
      const kept = await keptIn('killed.db')
      expect({ kill, kept }).toEqual({
        kill,
        kept: whole.map((one, at) => (at < count ? one : undefined)),
      })
    }
    expect(await keepViews('killed.db')).toMatchObject({ code: 0, err: '', out: expected })
    expect(await keptIn('killed.db')).toEqual(whole)
    expect(readdirSync(folder.path).filter((file) => file.startsWith('killed'))).toEqual([
      'killed.db',
    ])
  })

  it('had the views that are read without what is kept', async () => {
    const ledger = openLedger(`file:${join(folder.path, 'killed.db')}`, true)
    expect(storedView(await readViews(ledger, BUSY, drawdown))).toBe(expected)
    ledger.close()
  })
})
