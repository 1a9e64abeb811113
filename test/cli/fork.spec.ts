import { join } from 'node:path'
import { embeddedLedger } from '@gridledger/replayer'
import { BUSY } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { headsIn } from '../support/forking'
import { right } from '../support/tapes'
import { gridledger } from './gridledger'
import { recordBusy } from './recordedBusy'

const folder = suiteFolder()
const RUN = `${BUSY}.amended`

beforeAll(async () => {
  await recordBusy(folder, 'busy.db')
  await recordBusy(folder, 'unfinished.db', 3)
})

const command = (...args: readonly string[]) =>
  gridledger(
    folder.path,
    ...args,
    ...(args.includes('--ledger') ? [] : ['--ledger', 'file:busy.db']),
  )
const heads = async () => {
  const ledger = right(embeddedLedger(join(folder.path, 'busy.db'), true))
  const found = await headsIn(ledger)
  ledger.close()
  return found
}

describe('fork', () => {
  it('records a run beside its parent, prints both, and finds it there the second time', async () => {
    const ask = [
      'fork',
      RUN,
      '--at',
      '2025-10-24T04:00:00Z',
      '--set',
      'gridCount=20',
      'stopLoss=3%',
    ]
    const { code, out, err } = await command(...ask)
    expect([code, err]).toEqual([0, ''])
    const fork = `${RUN}~at-2025-10-24t04-00-00z-gridcount-20-stoploss-ratio-0-03`
    expect(out).toMatch(new RegExp(`^${fork}$`, 'm'))
    expect(out).toContain(
      `${RUN} from 2025-10-24 04:00 UTC on: gridCount 20, stopLoss by ratio 0.03`,
    )
    expect(out).toMatch(/as it was +the fork +difference/)
    expect(out).toContain(`recorded in file:busy.db; of ${RUN} nothing changed`)
    const again = await command(...ask, '--json')
    const document = JSON.parse(again.out)
    expect(document).toMatchObject({
      run: fork,
      parent: RUN,
      at: '2025-10-24T04:00:00Z',
      lineage: [RUN],
      set: { gridCount: 20, stopLoss: { ratio: '0.03' } },
      outcome: 'unchanged',
      returnPct: expect.stringMatching(/^-?\d+\.\d{8,}$/),
      tradeNum: expect.any(Number),
    })
    const replayed = await command('replay', document.run, '--json')
    const { runs } = JSON.parse(replayed.out)
    expect(runs[0]).toMatchObject({ run: document.run, returnPct: document.returnPct })
    const listed = JSON.parse((await command('runs', '--json')).out)
    expect(listed.find(({ run }: { run: string }) => run === document.run)).toMatchObject({
      fork: { parent: RUN, at: '2025-10-24T04:00:00Z' },
    })
    expect(await command('verify', document.run)).toMatchObject({ code: 0 })
  })

  it('says that a revision inside a tick was moved back, and whose fork it is', async () => {
    const moved = await command('fork', RUN, '--at', '3', '--as', 'moved')
    expect(moved.out).toContain(
      'revision 3 lies inside a tick: the fork begins with its first event, @0',
    )
    const at = ['--at', '2025-10-23T19:00:00Z']
    const late = await command('fork', RUN, '--at', '2025-10-24T00:00:00Z', '--as', 'late')
    expect(late.code).toBe(0)
    const early = await command('fork', `${RUN}~late`, ...at, '--as', 'early')
    expect(early.out).toContain(
      `at that moment ${RUN}~late was still ${RUN}: the fork is one of that`,
    )
  })

  it.each<[readonly string[], number, string]>([
    [[`${BUSY}.amendet`, '--at', '3'], 1, `has no run ${BUSY}.amendet; did you mean ${RUN}?`],
    [[RUN, '--at', '99999'], 2, '--at: expected a revision of run-busy.amended from 0 to'],
    [[RUN, '--at', 'noon'], 2, '--at: expected a time with its zone such as'],
    [[RUN, '--at', '2020-01-01T00:00Z'], 2, '--at: expected 2025-10-23 18:30 UTC to'],
    [[RUN], 2, "required option '--at <moment>' not specified"],
    [[RUN, '--at', '90', '--set', 'gridcount=3'], 2, 'did you mean gridCount?'],
    [[RUN, '--at', '90', '--set', 'gridCount'], 2, '--set: expected key=value, found "gridCount"'],
    [[RUN, '--at', '90', '--set', 'gridCount=many'], 2, '--set gridCount: expected'],
    [
      [RUN, '--at', '90', '--set', 'gridCount=1', 'gridCount=2'],
      2,
      'expected it once, found it twice',
    ],
    [[RUN, '--at', '90', '--set', 'stopLoss=low'], 2, '--set stopLoss: expected'],
    [[RUN, '--at', '90', '--set', 'direction=long'], 2, '--set direction: expected neutral'],
    [[RUN, '--at', '90', '--set', 'fillRule=through'], 2, 'touch or cross on a tape of candles'],
    [
      [RUN, '--at', '90', '--set', 'candlePath=up'],
      2,
      'nearest, high-first, low-first or seeded:N',
    ],
    [
      [RUN, '--at', '90', '--tape', 'bridge'],
      2,
      '--tape: expected a tape of the ledger, or a method',
    ],
    [[RUN, '--at', '90', '--as', 'My Fork'], 2, 'my-fork would do'],
    [[`${BUSY}.liquidated`, '--at', '2025-10-24T12:00Z'], 2, 'found one that was liquidated'],
    [[RUN, '--at', '3', '--ledger', 'file:unfinished.db'], 1, 'season busy is not finished'],
    [[RUN, '--at', '3', '--ledger', 'file:none.db'], 2, 'expected a ledger file, found none'],
  ])('refuses %j with exit code %i', async (args, code, message) => {
    const before = await heads()
    const refused = await command('fork', ...args)
    expect(refused).toMatchObject({ code, out: '' })
    expect(refused.err).toContain(message)
    expect(await heads()).toEqual(before)
  })
})
