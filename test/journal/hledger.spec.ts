import { spawnSync } from 'node:child_process'
import { suiteFolder } from '../support/files'
import { type RecordedRun, everyRun, hledgerText } from './recordedRuns'

/** Debian and others have it as the package hledger. */
const isInstalled = spawnSync('hledger', ['--version']).status === 0
const describeWithHledger = isInstalled ? describe : describe.skip

const folder = suiteFolder()
let runs: readonly RecordedRun[] = []
beforeAll(async () => {
  runs = isInstalled ? await everyRun(folder) : []
})

interface Answer {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function hledger(journal: string, ...args: readonly string[]): Answer {
  const { status, stdout, stderr } = spawnSync('hledger', ['-f', '-', ...args], {
    input: journal,
    encoding: 'utf8',
    env: { ...process.env, LANG: 'C.UTF-8' },
    maxBuffer: 1 << 28,
  })
  return { code: status, out: stdout, err: stderr }
}

/** The balance of each account, in 1e-8. */
function balances(journal: string): ReadonlyMap<string, bigint> {
  const { code, out, err } = hledger(journal, 'balance', '-N', '--flat', '-O', 'csv')
  expect([code, err]).toEqual([0, ''])
  const rows = [...out.matchAll(/^"(\S+)","(\S+) USDT"$/gm)]
  expect(rows).toHaveLength(out.trim().split('\n').length - 1)
  return new Map(rows.map(([, account = '', amount = '']) => [account, inUnits(amount)]))
}

function inUnits(amount: string): bigint {
  const [whole = '0', decimals = ''] = amount.split('.')
  return BigInt(whole + decimals.padEnd(8, '0'))
}

describeWithHledger('hledger (where it is installed)', () => {
  it('accepts every run, with every account declared and every balance asserted', () => {
    expect(runs).toHaveLength(10)
    for (const recorded of runs) {
      const journal = hledgerText(recorded)
      const { code, out, err } = hledger(journal, 'check', '--strict', 'ordereddates')
      expect([recorded.run.run, code, out, err]).toEqual([recorded.run.run, 0, '', ''])
    }
  })

  it('adds the assets up to the equity that `run` prints, and the rest to what bot and exchange say', () => {
    for (const recorded of runs) {
      const all = balances(hledgerText(recorded))
      const sum = (parent: string) =>
        [...all].reduce((so, [name, amount]) => (name.startsWith(parent) ? so + amount : so), 0n)
      expect([recorded.run.run, sum('assets:')]).toEqual([
        recorded.run.run,
        inUnits(recorded.equity),
      ])
      const profit = sum('assets:') + sum('capital:')
      expect(-sum('income:') - sum('expenses:')).toBe(profit)
      expect(sum('bot:grid-profit') + sum('bot:unpaired')).toBe(profit)
      expect(sum('bot:')).toBe(0n)
    }
  })

  it('finds the entry of an event by its place', () => {
    const [recorded] = runs
    const journal = hledgerText(recorded!)
    const { event } = recorded!.entries.findLast((entry) => entry.event.type === 'OrderFilled')!
    const place = `${event.stream}@${event.revision}`
    const { out } = hledger(journal, 'print', `code:^${place}$`)
    expect(out.split('\n').filter((line) => /^\d/.test(line))).toEqual([
      expect.stringContaining(`(${place}) fill `),
    ])
  })

  it.each([
    ['a balance', / = {2,}(\d+)\.(\d{8}) USDT\n/, ' =    1.00000001 USDT\n'],
    ['a posting', /expenses:fees:maker {2,}(\d)/, 'expenses:fees:maker  7$1'],
    ['an account', /expenses:fees:maker {2,}/, 'expenses:fees:makker  '],
    ['the equity', / =\* +\d+/, ' =* 5'],
  ])('refuses a journal in which %s is wrong', (_what, pattern, wrong) => {
    const [opening = '', ...entries] = hledgerText(runs[0]!).split(/^(?=\d{4}-)/m)
    const altered = entries.join('').replace(pattern, wrong)
    expect(altered).not.toBe(entries.join(''))
    expect(hledger(opening + altered, 'check', '--strict').code).toBe(1)
  })

  it('shows incomes and expenses as a trader reads them', () => {
    const qwen3 = runs.find(({ run }) => run.contestant === 'qwen3')!
    const { out } = hledger(hledgerText(qwen3), 'incomestatement')
    expect(out).toMatch(/income:unrealised +\|\| +-68\.96129288 USDT/)
    expect(out).toMatch(/Net: +\|\| +22\.14160596 USDT/)
  })
})
