import { start } from '../recovery/program'
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

const argsOf = (args: readonly string[], ledger = 'busy.db') => [
  ...['replay', BUSY, '--ledger', `file:${ledger}`],
  ...args,
]
const replay = (...args: readonly string[]) => gridledger(folder.path, ...argsOf(args))

describe('replay --until', () => {
  it('shows every contestant as it stood', async () => {
    const { code, out, err } = await replay('--until', '2025-10-24 04:00 UTC')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('as it was at 2025-10-24 04:00 UTC, tick 2,280 of 4,800, 0.40 days')
    for (const name of ['amended', 'stopped', 'liquidated', 'kept', 'hold at 1x'])
      expect(out).toMatch(new RegExp(`^.* ${name} `, 'm'))
    expect(out).toContain('next buy')
  })

  it('gives the same figures exactly as JSON, for a time as for its tick', async () => {
    const [byTime, byTick] = await Promise.all([
      replay('--until', '2025-10-24T04:00:14Z', '--json'),
      replay('--until', '2280', '--json'),
    ])
    expect(byTime).toMatchObject({ code: 0, err: '' })
    expect(byTime.out).toBe(byTick.out)
    const document = JSON.parse(byTime.out)
    for (const { samples, equity, peakToEndPct } of [...document.runs, ...document.benchmarks]) {
      expect(samples.at(-1)).toEqual({ time: document.time, equity })
      expect(Number(peakToEndPct)).toBeGreaterThanOrEqual(0)
    }
    expect(document).toMatchObject({
      season: BUSY,
      finished: true,
      time: '2025-10-24T04:00:00Z',
      tick: 2280,
      price: expect.stringMatching(/^\d+(\.\d)?$/),
    })
    expect(document.runs).toHaveLength(4)
    for (const run of document.runs) {
      expect(run).toMatchObject({
        equity: expect.stringMatching(/^\d/),
        returnPct: expect.stringMatching(/^-?\d+\.\d{8,}$/),
        restingOrders: expect.any(Number),
      })
      expect(run).toHaveProperty('averageEntry')
      expect(run).toHaveProperty('openSpell')
    }
  })

  it.each([
    [['--until', '2025-10-23T18:00:00Z'], '--until: expected 2025-10-23 18:30 UTC to 2025-10-24'],
    [['--until', '4801'], 'or a tick from 0 to 4800, found 4801'],
    [['--until', 'noon'], '--until: expected a time with its zone'],
    [['--speed', 'fast'], 'expected a whole factor such as 3600x'],
    [['--speed', '0x'], 'expected a whole factor such as 3600x'],
    [['--from', '10'], '--from: expected --speed beside it'],
    [['--run', 'kept'], '--run: expected --speed or --follow beside it'],
    [['--speed', '60x', '--json'], '--speed: expected no --json beside it'],
    [['--speed', '60x', '--from', '9', '--until', '8'], '--from: expected a moment before --until'],
  ])('refuses %j', async (args, reason) => {
    const { code, out, err } = await replay(...args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(reason)
  })

  it('answers 1 for a season or contestant that is not there', async () => {
    const nobody = await replay('--speed', '60x', '--run', 'keep')
    expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('did you mean kept?') })
    const nothing = await gridledger(folder.path, 'replay', 'bus', '--ledger', 'file:busy.db')
    expect(nothing).toMatchObject({ code: 1, err: expect.stringContaining('did you mean busy?') })
  })
})

describe('replay of a season that is not finished', () => {
  const unfinished = (...args: readonly string[]) =>
    gridledger(folder.path, ...argsOf(args, 'unfinished.db'))

  it('goes as far as it is recorded, and says so', async () => {
    const { code, out } = await unfinished()
    expect(code).toBe(0)
    expect(out).toContain('read from the ledger alone; the season is not finished')
    expect(out).toContain('The season is not finished: it is recorded up to 2025-10-23 22:14:59')
    const { outcome, runs } = JSON.parse((await unfinished('--json')).out)
    expect(outcome).toBe('unfinished')
    const whole = JSON.parse((await replay('--until', '899', '--json')).out)
    expect(runs[0].totalPnl).toBe(whole.runs[0].totalPnl)
    expect((await unfinished('--until', '899')).out).toContain('The season is not finished')
    expect(await unfinished('--until', '900')).toMatchObject({ code: 2 })
  })
})

describe('replay --speed', () => {
  it('prints a line an event where no terminal is', async () => {
    const args = ['--speed', '1000000x', '--from', '2000', '--until', '2600', '--run', 'amended']
    const { code, out, err } = await replay(...args)
    expect([code, err]).toEqual([0, ''])
    const lines = out.trim().split('\n')
    expect(lines.length).toBeGreaterThan(3)
    const line =
      /^2025-10-24 0\d:\d\d(:\d\d(\.\d+)?)? UTC {2}price 1\d\d,\d{3}\.\d {2}equity [\d,.]+ {2}\w/
    for (const text of lines) expect(text).toMatch(line)
    const events = await gridledger(
      folder.path,
      ...['events', `run-${BUSY}.amended`, '--ledger', 'file:busy.db', '--json'],
    )
    const recorded: { readonly tick: number }[] = JSON.parse(events.out)
    const within = recorded.filter(({ tick }) => tick > 2000 && tick <= 2600)
    expect(lines).toHaveLength(within.length)
  })

  it('stops at SIGTERM', async () => {
    const { child, ended: end } = start(folder.path, argsOf(['--speed', '1x']))
    child.stdout?.once('data', () => child.kill('SIGTERM'))
    expect(await end).toMatchObject({ code: 143, err: 'gridledger: stopped by SIGTERM\n' })
  })
})

const SHOW_CURSOR = '\u001b[?25h'
const describeOnTerminal = HAS_TERMINAL ? describe : describe.skip

describeOnTerminal('replay --speed on a terminal (by util-linux script)', () => {
  it('draws price, orders and events, and follows the keys', async () => {
    const terminal = onTerminal(folder.path, argsOf(['--speed', '60x', '--run', 'kept']))
    await terminal.shows(/BTC-USDT-SWAP [\d,.]+ {2}tick 0 {2}60x[^]*grid profit[^]*events of kept/)
    terminal.press(' ')
    const [, tick = ''] = /tick (\d+) {2}stopped/.exec(await terminal.shows(/tick \d+ {2}stopped/))!
    terminal.press('n')
    await terminal.shows(new RegExp(`tick ${Number(tick) + 1} {2}stopped`))
    terminal.press('\u001b[C')
    await terminal.shows(new RegExp(`tick ${Number(tick) + 2} {2}stopped`))
    terminal.press('++ ')
    await terminal.shows(/240x/)
    terminal.press('-')
    await terminal.shows(/120x/)
    terminal.press('q')
    const { code, out } = await terminal.ended
    expect(code).toBe(0)
    expect(out).toContain(SHOW_CURSOR)
    expect(afterwards(out)).toMatch(/[^-]icanon/)
    expect(afterwards(out)).toMatch(/[^-]echo /)
  })

  it('ends by itself after the last tick', async () => {
    const args = argsOf(['--speed', '100000x', '--until', '400'])
    const { code, out } = await onTerminal(folder.path, args).ended
    expect(code).toBe(0)
    expect(out).toMatch(/tick 400 {2}the end/)
  })

  it('gives the terminal back at Ctrl-C and SIGTERM', async () => {
    const stops = [
      [130, 'stopped by Ctrl-C', ({ press }) => press('\u0003')],
      [143, 'stopped by SIGTERM', ({ kill }) => kill('SIGTERM')],
    ] as const satisfies (readonly [number, string, (on: ReturnType<typeof onTerminal>) => void])[]
    for (const [expected, reason, stop] of stops) {
      const terminal = onTerminal(folder.path, argsOf(['--speed', '60x']))
      await terminal.shows(/tick \d+ {2}60x/)
      stop(terminal)
      const { code, out } = await terminal.ended
      expect(code).toBe(expected)
      expect(out).toContain(`gridledger: ${reason}`)
      expect(out.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(out.lastIndexOf('grid profit'))
      expect(afterwards(out)).toMatch(/[^-]icanon/)
    }
  })
})
