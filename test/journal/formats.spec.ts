import { bookedEquity, journalAccounts } from '@gridledger/projections'
import { csvEntry, csvTitles } from '../../packages/replayer/src/journal/csvJournal'
import { hledgerEntries } from '../../packages/replayer/src/journal/hledgerJournal'
import { jsonClosing, jsonEntry } from '../../packages/replayer/src/journal/jsonJournal'
import { summaryText } from '../../packages/replayer/src/journal/journalSummary'
import { readJournal } from '../../packages/replayer/src/journal/readJournal'
import { suiteFolder } from '../support/files'
import { type RecordedRun, everyRun, hledgerText } from './recordedRuns'

const folder = suiteFolder()
let runs: readonly RecordedRun[] = []
beforeAll(async () => {
  runs = await everyRun(folder)
})

/** An amount as printed, in 1e-8. */
function inUnits(amount: string): bigint {
  const [, sign = '', whole = '0', decimals = ''] = /^(-?)(\d+)(?:\.(\d{1,8}))?$/.exec(amount) ?? []
  return BigInt(`${sign}${whole}${decimals.padEnd(8, '0')}`)
}
const sumOf = (amounts: readonly bigint[]) => amounts.reduce((sum, each) => sum + each, 0n)

describe('the journal in hledger’s format', () => {
  it('asserts balances that its own postings add up to, entry by entry', () => {
    for (const recorded of runs) {
      const [, ...entries] = hledgerText(recorded).split(/^(?=\d{4}-)/m)
      expect(entries).toHaveLength(recorded.entries.length)
      const sums = new Map<string, bigint>()
      for (const entry of entries) {
        const lines = [...entry.matchAll(/^ {4}(\S+) +(\S+) USDT (=\*?) +(\S+) USDT$/gm)]
        expect(entry.trim().split('\n')).toHaveLength(2 + lines.length)
        const posted = lines.map(
          ([, account = '', amount = '']) => [account, inUnits(amount)] as const,
        )
        for (const [account, amount] of posted)
          sums.set(account, (sums.get(account) ?? 0n) + amount)
        for (const [, account = '', , kind, balance = ''] of lines) {
          const names = [...sums.keys()].filter(
            (name) => name === account || (kind === '=*' && name.startsWith(`${account}:`)),
          )
          expect(inUnits(balance)).toBe(sumOf(names.map((name) => sums.get(name)!)))
        }
        expect(sumOf(posted.map(([, amount]) => amount))).toBe(0n)
        const memo = posted.filter(([account]) => account.startsWith('['))
        expect(sumOf(memo.map(([, amount]) => amount))).toBe(0n)
      }
    }
  })

  it('dates entries in the time zone, and never back where a clock is set back over midnight', () => {
    // Clocks of Newfoundland went from 00:01 back to 23:01 on 7 November 2010, at 02:31 UTC.
    const [{ run, entries }] = [runs[0]!]
    const write = hledgerEntries(run.units, 'America/St_Johns')
    const dates = ['2010-11-07T02:29:30Z', '2010-11-07T02:30:30Z', '2010-11-07T02:31:30Z'].map(
      (time) => {
        const event = { ...entries[0]!.event, timeMicros: Date.parse(time) * 1000 }
        const [head = '', tags = ''] = write({ ...entries[0]!, event }).split('\n')
        return `${head.slice(0, 10)} for ${tags.slice(12, 31)}`
      },
    )
    expect(dates).toEqual([
      '2010-11-06 for 2010-11-06 23:59:30',
      '2010-11-07 for 2010-11-07 00:00:30',
      '2010-11-07 for 2010-11-06 23:01:30',
    ])
  })
})

describe('the journal as CSV', () => {
  const rowsOf = ({ run, entries }: RecordedRun, timeZone = 'UTC') =>
    (csvTitles(timeZone) + entries.map((each) => csvEntry(each, run.units, timeZone)).join(''))
      .split('\r\n')
      .map(fieldsOf)

  it('has rows that add up to 0 across, and columns that add up to the balances', () => {
    for (const recorded of runs) {
      const [titles = [], ...rows] = rowsOf(recorded)
      expect(rows.pop()).toEqual([''])
      expect(rows).toHaveLength(recorded.entries.length)
      const accounts = journalAccounts.filter((account) => !account.startsWith('bot:'))
      const columns = accounts.map((account) => titles.indexOf(account))
      const posted = rows.map((row) => columns.map((column) => inUnits(row[column] || '0')))
      for (const amounts of posted) expect(sumOf(amounts)).toBe(0n)
      const { balances } = recorded.entries.at(-1)!
      accounts.forEach((account, index) => {
        expect(sumOf(posted.map((amounts) => amounts[index]!))).toBe(BigInt(balances[account]))
      })
      const last = rows.at(-1)!
      const [equity, paired, unpaired, total] = last.slice(-4).map(inUnits)
      expect(equity).toBe(inUnits(recorded.equity))
      expect(paired! + unpaired!).toBe(total)
      for (const row of rows) expect(row).toHaveLength(titles.length)
    }
  })

  it('has times that spreadsheets read, in the time zone of its title', () => {
    const [titles = [], first = [], second = []] = rowsOf(runs[0]!, 'Asia/Shanghai')
    expect(titles[0]).toBe('time Asia/Shanghai')
    expect(first[0]).toBe('2025-10-24 02:30:00.000')
    expect(second[0]).toMatch(/^2025-10-24 \d\d:\d\d:\d\d\.\d{3}$/)
  })
})

describe('the journal as JSON', () => {
  it('says the same, money as decimal strings', () => {
    for (const { run, entries, equity } of runs) {
      const last = entries.at(-1)!
      expect(jsonClosing(last)).toMatchObject({ equity })
      const postings = entries.flatMap((entry) => {
        const { event } = entry
        const json = JSON.parse(JSON.stringify(jsonEntry(entry, run.units)))
        expect(json.event).toBe(`${event.stream}@${event.revision}`)
        expect(inUnits(json.equity)).toBe(BigInt(bookedEquity(entry.balances)))
        return json.postings
      })
      const margin = postings
        .filter(({ account }: { account: string }) => account === 'assets:margin')
        .map(({ amount }: { amount: string }) => inUnits(amount))
      expect(sumOf(margin)).toBe(BigInt(last.balances['assets:margin']))
    }
  })
})

describe('the journal in a few lines', () => {
  const number = (text: string) => Number(text.replaceAll(',', ''))
  const textOf = ({ run, entries }: RecordedRun) => {
    const [first, last] = [entries[0]!, entries.at(-1)!]
    const fromMicros = first.event.timeMicros
    const books = { run: run.run, units: run.units, fromMicros, entries: entries.length, last }
    return summaryText(books, 'UTC')
  }

  it('adds up to one total, as the exchange splits it and as the bot does', () => {
    for (const recorded of runs) {
      const rows = [
        ...textOf(recorded).matchAll(
          /^ {2}(closed|open|fees|funding|liquidation|total) +([+-]?[\d.,]+) +([+-]?[\d.,]+)(?: |$)/gm,
        ),
      ]
      const split = rows.filter(([, name]) => name !== 'total')
      const total = rows.find(([, name]) => name === 'total')!
      expect(split.length).toBeGreaterThanOrEqual(4)
      for (const column of [2, 3]) {
        const sum = split.reduce((so, row) => so + number(row[column]!), 0)
        // Each figure is rounded to a cent.
        expect(Math.abs(sum - number(total[column]!))).toBeLessThan(0.03)
      }
      expect(total[2]).toBe(total[3])
    }
  })

  it('says what a liquidation took, and that nothing is held', () => {
    const text = textOf(runs.find(({ run }) => run.contestant === 'liquidated')!)
    expect(text).toMatch(/liquidation +-\d+\.\d\d +-\d+\.\d\d /)
    expect(text).toMatch(/total +-1,000\.00 +-1,000\.00\n/)
    expect(text).toMatch(/unrealised +0\.00 +no position\n +equity +0\.00 /)
  })
})

it('readJournal gives entries as its ledger gives batches, and holds none back', async () => {
  const { ledger, run, entries } = runs.find(({ run: { contestant } }) => contestant === 'amended')!
  const counts: number[] = []
  for await (const some of readJournal(ledger, run)) counts.push(some.length)
  expect(counts.length).toBeGreaterThan(2)
  expect(counts.slice(0, 2).every((count) => count > 0)).toBe(true)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(entries.length)
})

/** The fields of a row of RFC 4180. */
function fieldsOf(row: string): readonly string[] {
  const fields = [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)]
  return fields.map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain)
}
