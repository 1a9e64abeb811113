import { type InstrumentUnits, contractsOf, moneyText, priceOf } from '@gridledger/domain'
import {
  JOURNAL_ACCOUNTS,
  type JournalEntry,
  bookedEquity,
  bookedProfit,
  journalAccounts,
} from '@gridledger/projections'
import { placeText } from '../audit/reference'
import { moment } from '../text/terminal'
import { entryText } from './entryText'

const BOOKED = journalAccounts.filter((account) => JOURNAL_ACCOUNTS[account].kind !== 'memo')

/** The titles of the columns; those of accounts hold what is posted, the last four what is then. */
export function csvTitles(timeZone: string): string {
  const facts = [`time ${timeZone}`, 'event', 'what', 'price', 'contracts', 'mark', 'position']
  const after = ['equity', 'grid profit', 'unpaired', 'total profit']
  return csvRow([...facts, ...BOOKED, ...after])
}

/** An entry as a row of RFC 4180: its postings in columns, which add up to 0 across. */
export function csvEntry(entry: JournalEntry, units: InstrumentUnits, timeZone: string): string {
  const { event, postings, balances, markTicks, positionLots } = entry
  const posted = new Map(postings.map(({ account, amount }) => [account, moneyText(amount)]))
  return csvRow([
    spreadsheetTime(event.timeMicros, timeZone),
    placeText(event),
    entryText(entry, units),
    ...tradeOf(entry, units),
    priceOf(units, markTicks).toFixed(),
    units.lotBase.times(positionLots).toFixed(),
    ...BOOKED.map((account) => posted.get(account) ?? ''),
    moneyText(bookedEquity(balances)),
    moneyText(balances['bot:grid-profit']),
    moneyText(balances['bot:unpaired']),
    moneyText(bookedProfit(balances)),
  ])
}

/** Price and contracts of a fill, bought positive; empty for what is none. */
function tradeOf({ event }: JournalEntry, units: InstrumentUnits): readonly [string, string] {
  if (event.type !== 'OrderFilled') return ['', '']
  const { side, quantityLots, priceTicks } = event.data
  const lots = side === 'buy' ? quantityLots : -quantityLots
  return [priceOf(units, priceTicks).toFixed(), contractsOf(units, lots).toFixed()]
}

/** `2025-10-23 18:30:00.000`: as far as spreadsheets read a time; the event has the microseconds. */
function spreadsheetTime(timeMicros: number, timeZone: string): string {
  const [date = '', clock = ''] = moment(timeMicros, timeZone).split(' ')
  const [whole = '', decimals = ''] = clock.split('.')
  const seconds = whole.length === 5 ? `${whole}:00` : whole
  return `${date} ${seconds}.${decimals.padEnd(3, '0').slice(0, 3)}`
}

function csvRow(fields: readonly string[]): string {
  const quoted = fields.map((field) =>
    /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  )
  return `${quoted.join(',')}\r\n`
}
