import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suiteFolder } from '../support/files'
import { recordBusy } from './recordedBusy'
import { gridledger } from './gridledger'

const folder = suiteFolder()
const LEDGER = ['--ledger', 'file:busy.db']
const sweep = (...args: readonly string[]) => gridledger(folder.path, 'sweep', ...args, ...LEDGER)

beforeAll(async () => {
  await recordBusy(folder, 'busy.db')
})

describe('sweep', () => {
  it('ranks every combination, with real threads, and writes table, CSV and map', async () => {
    const vary = ['--vary', 'gridCount=5..60/1', 'width=3000..9000/600']
    const files = ['--csv', 'busy.csv', '--svg', 'busy.svg']
    const { code, out, err } = await sweep('busy', 'kept', ...vary, ...files, '--top', '3')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('busy, kept: 616 combinations by returnPct, highest first')
    expect(out).toMatch(/\n +1 .*\n +2 .*\n +3 .*\n +\d+ .* as recorded/)
    expect(out).toMatch(/refused +\d+: too-many-grids \d+/)
    const rows = readFileSync(join(folder.path, 'busy.csv'), 'utf8').trim().split('\n')
    expect(rows).toHaveLength(616 + 2)
    expect(rows.find((row) => row.includes('too-many-grids'))).toMatch(
      /,"?gridCount: expected at most/,
    )
    expect(readFileSync(join(folder.path, 'busy.svg'), 'utf8')).toMatch(/^<svg [^]*<\/svg>\n$/)
    const again = await sweep('busy', 'kept', ...vary, ...files, '--top', '3')
    expect(again.out).toBe(out)
  })

  it('prints one JSON document', async () => {
    const vary = ['--vary', 'gridCount=10,20', '--vary', 'stopLoss=none,ratio:0.001']
    const { code, out } = await sweep(
      'busy',
      'stopped',
      ...vary,
      '--by',
      'fee',
      '--json',
      '--top',
      '2',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      season: 'busy',
      contestant: 'stopped',
      by: 'fee',
      better: 'lower',
      vary: { gridCount: ['10', '20'], stopLoss: ['none', 'ratio:0.001'] },
      combinations: 4,
      recorded: {
        combination: 0,
        run: 'busy.stopped',
        values: { gridCount: '40', stopLoss: 'ratio:0.02' },
      },
      rows: [{ rank: 1 }, { rank: 2 }],
    })
  })

  it('keeps the best as forks, which verify, and names the command that makes one', async () => {
    const vary = ['--vary', 'gridCount=20', 'fillRule=cross']
    const { code, out } = await sweep('busy', 'kept', ...vary, '--keep', '1', '--json')
    expect(code).toBe(0)
    const run = 'busy.kept~grid-count-20-fill-rule-cross'
    const { kept, rows } = JSON.parse(out)
    expect(kept).toEqual([{ combination: 1, run, outcome: 'recorded' }])
    expect(rows[0]).toMatchObject({
      run,
      command: expect.stringContaining(' fork busy.kept --at '),
    })
    expect((await gridledger(folder.path, 'verify', run, ...LEDGER)).code).toBe(0)
    const words = rows[0].command.split(' ').slice(2)
    const forked = await gridledger(folder.path, ...words, '--json')
    expect(JSON.parse(forked.out)).toMatchObject({ run, outcome: 'unchanged' })
    expect(JSON.parse(forked.out).returnPct).toBe(rows[0].figures.returnPct)
  })

  it('keeps another span as a season of its own, which verifies', async () => {
    const vary = ['--vary', 'start=2025-10-23T21:00Z', '--vary', 'end=2025-10-24T08:00Z']
    const { code, out } = await sweep('busy', 'kept', ...vary, '--keep', '1', '--json')
    expect(code).toBe(0)
    const [{ run }] = JSON.parse(out).kept
    const [season = ''] = run.split('.')
    const verified = await gridledger(folder.path, 'verify', season, ...LEDGER)
    expect([verified.code, verified.err]).toEqual([0, ''])
    expect(verified.out).toContain('the tape was derived again, span-20251023t210000z')
  })

  it.each<[what: string, code: number, args: readonly string[], reason: string]>([
    [
      'a season that is not there',
      1,
      ['busi', 'kept', '--vary', 'gridCount=3'],
      'did you mean busy?',
    ],
    [
      'a contestant that is not there',
      1,
      ['busy', 'keep', '--vary', 'gridCount=3'],
      'did you mean kept?',
    ],
    ['nothing that varies', 2, ['busy', 'kept'], '--vary'],
    ['an unknown name', 2, ['busy', 'kept', '--vary', 'grids=3'], '--vary grids: expected one of'],
    [
      'a bad range',
      2,
      ['busy', 'kept', '--vary', 'gridCount=9..1/1'],
      '--vary gridCount: expected a range',
    ],
    [
      'an unknown figure',
      2,
      ['busy', 'kept', '--vary', 'gridCount=3', '--by', 'returns'],
      '--by: no figure',
    ],
    [
      'figures without a file',
      2,
      ['busy', 'kept', '--vary', 'gridCount=3', '--figures', 'fee'],
      '--figures: expected --csv',
    ],
    [
      'a map of one',
      2,
      ['busy', 'kept', '--vary', 'gridCount=3', '--svg', 'none.svg'],
      '--svg: expected two',
    ],
    [
      'a file of something else',
      2,
      ['busy', 'kept', '--vary', 'gridCount=3', '--csv', 'candles.csv'],
      'nothing was changed',
    ],
    [
      'a folder that is not there',
      2,
      ['busy', 'kept', '--vary', 'gridCount=3', '--csv', 'no/a.csv'],
      'expected a folder',
    ],
    ...(
      [
        ['the ledger', 'busy.db', 'found the ledger itself'],
        ['a file of something else', 'candles.csv', 'which is none; nothing was changed'],
        ['a folder', '.', 'expected a file, found a folder'],
        ['a folder that is not there', 'no/a.svg', 'expected a folder that is there'],
      ] as const
    ).map(([what, file, reason]): [string, number, readonly string[], string] => [
      `a map in place of ${what}`,
      2,
      ['busy', 'kept', '--vary', 'gridCount=3,4', 'leverage=2,3', '--svg', file],
      reason,
    ]),
    [
      'a map in place of its own rows',
      2,
      [
        ...['busy', 'kept', '--vary', 'gridCount=3,4', 'leverage=2,3'],
        ...['--csv', 'one.csv', '--svg', 'one.csv'],
      ],
      'expected another file than that of --csv',
    ],
    [
      'a rule that candles cannot show',
      2,
      ['busy', 'kept', '--vary', 'fillRule=through'],
      'expected touch or cross',
    ],
    [
      'a start before the tape',
      2,
      ['busy', 'kept', '--vary', 'start=2025-10-01T00:00Z'],
      '--vary start: expected a start within',
    ],
    [
      'an end within a bar',
      2,
      ['busy', 'kept', '--vary', 'end=2025-10-24T00:00:30Z'],
      '--vary end: expected the open of a bar',
    ],
    [
      'too many',
      2,
      ['busy', 'kept', '--vary', 'gridCount=1..2000/1', 'leverage=1..1000/1'],
      'at most 1000000 combinations',
    ],
    [
      'too long a table',
      2,
      ['busy', 'kept', '--vary', 'gridCount=3', '--top', '5000'],
      'expected at most 1000',
    ],
  ])('answers %s with a reason, before any work', async (_what, expected, args, reason) => {
    const { code, out, err } = await sweep(...args)
    expect([code, out]).toEqual([expected, ''])
    expect(err).toContain(reason)
    expect(existsSync(join(folder.path, 'none.svg'))).toBe(false)
  })
})
