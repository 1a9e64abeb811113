import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { suiteFolder } from '../support/files'
import { gridledger } from './gridledger'
import { recordBusy } from './recordedBusy'

// Whole seasons by the dozen, in processes of their own.
jest.setTimeout(60_000)

const folder = suiteFolder()
const LEDGER = ['--ledger', 'file:busy.db']
const run = (...args: readonly string[]) => gridledger(folder.path, ...args, ...LEDGER)
beforeAll(() => recordBusy(folder, 'busy.db'))

const bytes = () => readFileSync(join(folder.path, 'busy.db'))
const TAPES = ['--tapes', '2', '--shock', '-40%@2025-10-24T06:00:00Z', '--volatility', '150']

describe('bands', () => {
  it('prints tables, the variants and whether the ranking survives, and changes nothing', async () => {
    const before = bytes()
    const { code, out } = await run('bands', 'busy', '--seeds', '1')
    expect(code).toBe(0)
    expect(out).toContain(
      '8 variants: fills by touch, cross, along the paths nearest, high-first, low-first, 1 seeded; as recorded by touch along nearest',
    )
    expect(out).toMatch(/^ {2}amended +[+-]\d+\.\d\d {2}\[[+-]\d+\.\d\d, [+-]\d+\.\d\d\] /m)
    expect(out).toContain('liquidated is liquidated in 8 of 8 variants.')
    expect(out).toMatch(/The ranking (survives: it is the same in all 8|does not survive, \d of 8)/)
    expect(bytes().equals(before)).toBe(true)
  })

  it('has every figure in --json', async () => {
    const { code, out } = await run('bands', 'busy', '--seeds', '0', '--json')
    expect(code).toBe(0)
    const json = JSON.parse(out)
    expect(json).toMatchObject({
      season: 'busy',
      ranking: { variants: 6, recorded: [{}, {}, {}, {}] },
    })
    expect(json.variants[0]).toEqual({ fillRule: 'touch', candlePath: 'nearest' })
    expect(json.contestants).toHaveLength(4)
    const band = {
      least: expect.any(String),
      recorded: expect.any(String),
      most: expect.any(String),
    }
    const names = [
      'returnPct',
      'peakReturnPct',
      'peakToEndPct',
      'maxDrawdownPct',
      'maxDrawdownTickPct',
    ].concat([
      'tradeNum',
      'gridProfit',
      'fee',
      'fundingFee',
      'offGridHoursAbove',
      'offGridHoursBelow',
    ])
    for (const name of names) expect(json.contestants[0][name]).toEqual(band)
    expect(json.contestants[0].returnPct.recorded).toMatch(/^-?\d+\.\d{8,}$/)
  })
})

describe('stress', () => {
  it('prints the shares of each contestant, over all and by kind, and records nothing', async () => {
    const before = bytes()
    const { code, out } = await run('stress', 'busy', ...TAPES)
    expect(code).toBe(0)
    expect(out).toMatch(
      /^6 tapes made of candles-\S+: 2 bridge, 2 bootstrap, 1 shock, 1 volatility$/m,
    )
    expect(out).toMatch(
      /^ {2}all 6 tapes +survived +off-grid +stopped +liquidated +lost +refused +median +worst +on$/m,
    )
    expect(out).toMatch(/^ {2}liquidated +(\d+\.\d +){6}[+-]\d+\.\d\d +-100\.00 +\S+$/m)
    expect(out).toMatch(/^ {2}2 bootstrap +survived/m)
    expect(out).toMatch(/npx gridledger stress busy --keep \S+ --ledger file:busy\.db\n\n?$/)
    expect(bytes().equals(before)).toBe(true)
  })

  it('keeps the worst and the named, which verify, and prints the commands for them', async () => {
    const args = ['stress', 'busy', ...TAPES, '--keep', '1', '--keep', 'bridge-9']
    const { code, out } = await run(...args, '--json')
    expect(code).toBe(0)
    const json = JSON.parse(out)
    expect(json.tapes).toHaveLength(6)
    expect(json.tapes[0].runs[0]).toMatchObject({ contestant: 'amended' })
    expect(json.contestants[0]).toMatchObject({
      tapes: 6,
      refused: 0,
      kinds: { bridge: { tapes: 2 } },
    })
    expect(json.contestants[0].lostPct).toMatch(/^\d+\.\d{8,}$/)
    const [worst, named] = json.kept
    expect(worst).toMatchObject({ season: `busy-${json.tapes[0].method}`, outcome: 'recorded' })
    expect(named).toMatchObject({ season: 'busy-bridge-9' })

    const text = await run(...args)
    expect(text.out).toContain('  npx gridledger verify busy-bridge-9 --ledger file:busy.db\n')
    const verified = await run('verify', 'busy-bridge-9')
    expect(verified.out).toMatch(
      /the tape was derived again, bridge-9 of candles-\S+: each tick is the same/,
    )
    expect(verified.code).toBe(0)

    expect(
      (
        await gridledger(
          folder.path,
          'copy',
          'busy-bridge-9',
          '--from',
          'file:busy.db',
          '--to',
          'file:other.db',
        )
      ).code,
    ).toBe(0)
    const alone = await gridledger(
      folder.path,
      'verify',
      'busy-bridge-9',
      '--ledger',
      'file:other.db',
      '--json',
    )
    expect(alone.code).toBe(0)
    expect(JSON.parse(alone.out)).toMatchObject({
      ok: true,
      derived: { method: 'bridge-9', isSourceThere: false },
    })
  })
})

describe('wrong input', () => {
  it.each([
    [['bands', 'bussy'], 1, 'has no season bussy; did you mean busy?'],
    [['bands', 'busy', '--seeds', '1001'], 2, '--seeds <number>'],
    [['bands', 'busy', '--ledger', 'file:none.db'], 2, 'none.db'],
    [['stress', 'busy.amended'], 1, 'where a season was expected'],
    [['stress', 'busy', '--kinds', 'bridges'], 2, 'found "bridges"'],
    [
      ['stress', 'busy', '--kinds', 'bridge', '--volatility', '50'],
      2,
      '--volatility: expected volatility among the kinds, found bridge',
    ],
    [
      ['stress', 'busy', '--kinds', 'shock', '--shock', '-5%@2030-01-01T00:00:00Z'],
      2,
      '--shock: expected a moment before the end 2025-10-24T14:30:00Z, found 2030-01-01T00:00:00Z',
    ],
    [
      [
        'stress',
        'busy',
        '--tapes',
        '0',
        '--kinds',
        'bridge',
        '--keep',
        'shock-minus-60-at-20251001t000000z',
      ],
      2,
      '--keep: shock-minus-60-at-20251001t000000z: no grid starts there',
    ],
  ])('%j ends with %i and says why', async (args, code, message) => {
    const files = readdirSync(folder.path)
    const before = bytes()
    const ended = await gridledger(
      folder.path,
      ...args,
      ...(args.includes('--ledger') ? [] : LEDGER),
    )
    expect(ended).toMatchObject({ code, out: '' })
    expect(ended.err).toContain(message)
    expect(bytes().equals(before)).toBe(true)
    expect(readdirSync(folder.path)).toEqual(files)
  })
})
