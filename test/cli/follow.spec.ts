import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SEASON as LONG, writeLongSeason } from '../recovery/longSeason'
import { type Options, start } from '../recovery/program'
import { BUSY } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { gridledger } from './gridledger'
import { HAS_TERMINAL, afterwards, onTerminal } from './onTerminal'
import { recordBusy } from './recordedBusy'

const folder = suiteFolder()
beforeAll(async () => {
  await recordBusy(folder, 'busy.db')
  await recordBusy(folder, 'unfinished.db', 3)
})

const argsOf = (args: readonly string[], ledger: string, season = BUSY) => [
  ...['replay', season, '--ledger', `file:${ledger}`],
  ...args,
]
const replay = (args: readonly string[], ledger = 'busy.db') =>
  gridledger(folder.path, ...argsOf(args, ledger))

/** Starts the program; a test that fails leaves nobody behind that waits for ever. */
const children: ChildProcess[] = []
function begin(args: readonly string[], options?: Options): ReturnType<typeof start> {
  const started = start(folder.path, args, options)
  children.push(started.child)
  return started
}
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

describe('replay --follow of a season that is finished', () => {
  it('prints its events, and then what replay prints', async () => {
    const [followed, unfolded, board] = await Promise.all([
      replay(['--follow', '--run', 'stopped']),
      replay(['--speed', '1000000x', '--run', 'stopped']),
      replay([]),
    ])
    expect([followed.code, followed.err]).toEqual([0, ''])
    expect(unfolded.out.split('\n').length).toBeGreaterThan(20)
    expect(followed.out).toBe(unfolded.out + board.out)
  })

  it('prints one document with --json', async () => {
    const [followed, board] = await Promise.all([
      replay(['--follow', '--json']),
      replay(['--json']),
    ])
    expect(followed).toEqual(board)
  })

  it.each([
    [['--until', '9'], '--follow: expected no --until beside it, found both'],
    [['--speed', '60x'], '--follow: expected no --speed beside it, found both'],
    [['--from', '9'], '--follow: expected no --from beside it, found both'],
  ])('refuses %j beside it', async (args, reason) => {
    const { code, out, err } = await replay(['--follow', ...args])
    expect([code, out, err]).toEqual([2, '', `gridledger: ${reason}\n`])
  })

  it('answers 1 for a contestant that is not there', async () => {
    const nobody = await replay(['--follow', '--run', 'keep'])
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('did you mean kept?') })
  })
})

describe('replay --follow of a season that is not finished', () => {
  it('says how far it was seen when Ctrl-C ends it', async () => {
    const { child, ended: end } = begin(argsOf(['--follow'], 'unfinished.db'))
    child.stdout?.once('data', () => child.kill('SIGINT'))
    const { code, err } = await end
    expect([code, err]).toEqual([
      130,
      'gridledger: stopped by Ctrl-C\ngridledger: busy was seen up to 2025-10-23 22:14:59.999999 UTC, tick 899\n',
    ])
  })

  it('waits for one that is not there, and says what there is', async () => {
    const args = argsOf(['--follow'], 'unfinished.db', 'bus')
    const { child, ended: end } = begin(args)
    child.stderr?.once('data', () => child.kill('SIGTERM'))
    const { code, out, err } = await end
    expect([code, out]).toEqual([143, ''])
    expect(err.split('\n')).toEqual([
      'gridledger: waiting for season bus: file:unfinished.db has none of that name yet; did you mean busy?',
      'gridledger: stopped by SIGTERM',
      'gridledger: nothing was seen of bus yet',
      '',
    ])
  })

  it('ends with the ledger', async () => {
    const broken = join(folder.path, 'broken.db')
    copyFileSync(join(folder.path, 'unfinished.db'), broken)
    const { child, ended: end } = begin(argsOf(['--follow'], 'broken.db'))
    child.stdout?.once('data', () => {
      const database = new DatabaseSync(broken)
      database.exec('DROP TABLE streams')
      database.close()
    })
    const { code, err } = await end
    expect(code).toBe(3)
    expect(err).toMatch(/^gridledger: .*broken\.db: /)
  })
})

describe('replay --follow beside a run', () => {
  const HOOK = ['--require', join(__dirname, '..', 'recovery', 'stallAt.cjs')]
  /** After the first of three batches, before all are there. */
  const STALL_AT = '9'

  it('shows a season to its end, though its recording is killed and gone on with', async () => {
    writeLongSeason(folder.path)
    copyFileSync(join(folder.path, 'busy.db'), join(folder.path, 'long.db'))
    const run = ['run', `${LONG}.json`, '--ledger', 'file:long.db']
    const follow = argsOf(['--follow', '--run', 'closed'], 'long.db', LONG)
    const follower = begin(follow)
    await once(follower.child.stderr!, 'data')
    const writer = begin(run, { node: HOOK, env: { STALL_AT } })
    await once(follower.child.stdout!, 'data')
    writer.child.kill('SIGKILL')
    expect(await writer.ended).toMatchObject({ signal: 'SIGKILL' })
    expect(follower.child.exitCode).toBeNull()
    expect(await gridledger(folder.path, ...run)).toMatchObject({ code: 0 })
    const { code, out, err } = await follower.ended
    const waiting = `gridledger: waiting for season ${LONG}: file:long.db has none of that name yet`
    expect([code, err]).toEqual([0, `${waiting}; there is busy\n`])
    const board = await gridledger(folder.path, ...argsOf([], 'long.db', LONG))
    expect(out.endsWith(board.out)).toBe(true)
    const told = await gridledger(
      folder.path,
      ...['events', `run-${LONG}.closed`, '--ledger', 'file:long.db', '--json'],
    )
    const lines = out.slice(0, -board.out.length).trim().split('\n')
    expect(lines).toHaveLength(JSON.parse(told.out).length)
  })
})

const describeOnTerminal = HAS_TERMINAL ? describe : describe.skip

describeOnTerminal('replay --follow on a terminal (by util-linux script)', () => {
  it('draws the latest state, and ends with q', async () => {
    const terminal = onTerminal(folder.path, argsOf(['--follow', '--run', 'kept'], 'unfinished.db'))
    await terminal.shows(/tick 899 {2}as it is recorded[^]*grid profit[^]*events of kept[^]*q ends/)
    terminal.press('q')
    const { code, out } = await terminal.ended
    expect(code).toBe(0)
    expect(out).not.toContain('digest')
    expect(afterwards(out)).toMatch(/[^-]icanon/)
  })

  it('says how far the season was seen at Ctrl-C', async () => {
    const terminal = onTerminal(folder.path, argsOf(['--follow'], 'unfinished.db'))
    await terminal.shows(/tick 899/)
    terminal.press('\u0003')
    const { code, out } = await terminal.ended
    expect(code).toBe(130)
    expect(out).toContain(
      'gridledger: busy was seen up to 2025-10-23 22:14:59.999999 UTC, tick 899',
    )
    expect(afterwards(out)).toMatch(/[^-]icanon/)
  })

  it('ends by itself with the leaderboard', async () => {
    const { code, out } = await onTerminal(folder.path, argsOf(['--follow'], 'busy.db')).ended
    expect(code).toBe(0)
    expect(out).toMatch(/tick 4,800 {2}the end[^]*contestant {2}return %[^]*digest {2}[0-9a-f]{64}/)
  })
})
