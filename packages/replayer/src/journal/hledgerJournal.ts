import { type InstrumentUnits, priceOf } from '@gridledger/domain'
import {
  type AccountKind,
  JOURNAL_ACCOUNTS,
  type JournalEntry,
  type Posting,
  bookedEquity,
  journalAccounts,
} from '@gridledger/projections'
import { placeText } from '../audit/reference'
import { moment } from '../text/terminal'
import { eightDecimals, entryText } from './entryText'

/** The parents that accounts get their kind from, as hledger calls it; memo accounts have none. */
const PARENTS: readonly (readonly [name: string, kind: AccountKind, type: string])[] = [
  ['assets', 'asset', 'A'],
  ['capital', 'equity', 'E'],
  ['income', 'income', 'R'],
  ['expenses', 'expense', 'X'],
  ['bot', 'memo', ''],
]

/** What stands before the entries: the run, the unit of money, and every account. */
export function hledgerOpening(run: string, { instrument }: InstrumentUnits): string {
  const declared = PARENTS.flatMap(([name, kind, type]) => [
    type === '' ? `account ${name}` : `account ${name}  ; type: ${type}`,
    ...journalAccounts
      .filter((account) => JOURNAL_ACCOUNTS[account].kind === kind)
      .map((account) => `account ${account}  ; ${JOURNAL_ACCOUNTS[account].holds}`),
  ])
  return [
    `; The books of ${run}: each entry has the event that it books in parentheses.`,
    '; hledger check --strict     proves that every entry balances and every balance is right',
    '; hledger balance assets     the equity        hledger balance bot    grid profit and the rest',
    '; hledger incomestatement    what the exchange shows: realised, unrealised, funding, fees',
    '',
    'decimal-mark .',
    `commodity 1000.00000000 ${commodityOf(instrument.quoteCurrency)}`,
    '',
    ...declared,
    '',
    '',
  ].join('\n')
}

/** hledger wants a unit in quotes where it is more than letters. */
function commodityOf(currency: string): string {
  return /^\p{L}+$/u.test(currency) ? currency : JSON.stringify(currency)
}

/**
 * Writes entries in hledger's format, dated in a time zone. Every posting asserts the balance of its
 * account, and every entry that the assets together are the equity.
 */
export function hledgerEntries(
  units: InstrumentUnits,
  timeZone: string,
): (entry: JournalEntry) => string {
  const unit = commodityOf(units.instrument.quoteCurrency)
  let latest = ''
  return (entry) => {
    const { event, postings, balances } = entry
    const time = moment(event.timeMicros, timeZone)
    const date = time.slice(0, 10)
    // A clock that is set back over midnight would put a later entry before an earlier one.
    if (date > latest) latest = date
    const mark = priceOf(units, entry.markTicks).toFixed()
    const position = units.lotBase.times(entry.positionLots).toFixed()
    const tags = [`time: ${time}`, `mark: ${mark}`, `position: ${position}`]
    const line = ({ account, amount }: Posting) =>
      postingLine(isMemo(account) ? `[${account}]` : account, amount, '=', balances[account], unit)
    return [
      `${latest} (${placeText(event)}) ${entryText(entry, units)}`,
      `    ; ${tags.join(', ')}`,
      ...postings.map(line),
      postingLine('assets', 0, '=*', bookedEquity(balances), unit),
      '',
      '',
    ].join('\n')
  }
}

const isMemo = (account: Posting['account']) => JOURNAL_ACCOUNTS[account].kind === 'memo'

function postingLine(
  account: string,
  amount: number,
  asserted: '=' | '=*',
  balance: number,
  unit: string,
): string {
  const posted = `${account.padEnd(28)}  ${eightDecimals(amount).padStart(16)} ${unit}`
  return `    ${posted} ${asserted.padEnd(2)} ${eightDecimals(balance).padStart(16)} ${unit}`
}
