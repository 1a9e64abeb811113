import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { amountOf, contractsOf } from '@gridledger/domain'
import {
  JOURNAL_ACCOUNTS,
  type JournalEntry,
  bookedProfit,
  journalAccounts,
} from '@gridledger/projections'
import { hledgerEntries } from '../../packages/replayer/src/journal/hledgerJournal'
import { type RecordedRun, hledgerText, recordedRuns } from '../journal/recordedRuns'
import { prepared, seasonOne } from '../season/shared'
import { tableText } from './markdown'
import { expectBlock } from './page'

const PAGE = 'journal.md'
/** What it prints changes with its version. */
const { stdout: version } = spawnSync('hledger', ['--version'], { encoding: 'utf8' })
const itWithHledger = /^hledger 1\.25\b/.test(version) ? it : it.skip

let qwen3: RecordedRun
beforeAll(async () => {
  const runs = await recordedRuns(await prepared(seasonOne()))
  qwen3 = runs.find(({ run }) => run.contestant === 'qwen3')!
})

const entryAt = (revision: number): JournalEntry =>
  qwen3.entries.find(({ event }) => event.type !== 'Valued' && event.revision === revision)!
const page = () => readFileSync(join(__dirname, '..', '..', 'docs', PAGE), 'utf8')
const block = (text: string) => `\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`
const printed = (entry: JournalEntry) => block(hledgerEntries(qwen3.run.units, 'UTC')(entry))
const two = (money: number) => amountOf(money).abs().toFixed(2)
const posted = ({ postings }: JournalEntry, account: string) =>
  postings.find((each) => each.account === account)!.amount

describe('docs/journal.md', () => {
  it('shows the entry of a pair that the exchange books as a loss', () => {
    const entry = entryAt(611)
    expectBlock(PAGE, 'the entry of a pair', printed(entry))
    const [realised, earned] = [posted(entry, 'income:realised'), posted(entry, 'bot:grid-profit')]
    const gained = 200 * 0.0021 * 1e8
    const numbers = [realised, earned, gained, gained + realised].map((money) => ` ${two(money)}`)
    for (const number of numbers) expect(page()).toContain(number)
    const before = qwen3.entries[qwen3.entries.indexOf(entry) - 1]!
    const contracts = contractsOf(qwen3.run.units, before.positionLots)
    const cost = amountOf(before.balances['assets:position:cost'])
    expect(cost.div(contracts).times(100).toFixed(1)).toBe('109214.3')
  })

  it('shows a moment at which bot and exchange are far apart', () => {
    const entry = entryAt(302)
    expectBlock(PAGE, 'the entry beyond the grid', printed(entry))
    const { balances } = entry
    expect(page()).toContain(`The bot said +${two(balances['bot:grid-profit'])}`)
    expect(page()).toContain(`position −${two(balances['income:unrealised'])}`)
    expect(page()).toContain(`had lost ${two(bookedProfit(balances))}`)
  })

  it('shows the numbers of the end', () => {
    const { balances, positionLots } = qwen3.entries.at(-1)!
    const closed = balances['assets:margin'] + balances['capital:investment']
    expect(page()).toContain(
      `the bot says +${two(balances['bot:grid-profit'])}, the exchange's position says −${two(balances['income:unrealised'])}`,
    )
    expect(page()).toContain(`+${two(bookedProfit(balances))}, and both come to it`)
    expect(page()).toContain(`by: +${two(closed)}.`)
    expect(positionLots).toBe(294)
    expect(page()).toContain(`here ${positionLots / 21} buys above the price`)
  })

  it('lists every account', () => {
    const rows = journalAccounts.map((account) => [
      `\`${account}\``,
      JOURNAL_ACCOUNTS[account].kind,
      JOURNAL_ACCOUNTS[account].holds,
    ])
    const titles = ['account', 'kind', 'holds']
    expectBlock(PAGE, 'accounts', tableText(titles, rows, titles))
  })

  itWithHledger.each(['balance', 'incomestatement'])(
    'shows what hledger %s prints (where version 1.25 is installed)',
    (command) => {
      const { stdout } = spawnSync('hledger', ['-f', '-', command], {
        input: hledgerText(qwen3),
        encoding: 'utf8',
      })
      const lines = stdout.split('\n').map((line) => line.trimEnd())
      expectBlock(PAGE, `hledger ${command}`, block(lines.join('\n')))
    },
  )
})
