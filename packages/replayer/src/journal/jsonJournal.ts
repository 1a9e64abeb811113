import { type InstrumentUnits, moneyText, priceOf } from '@gridledger/domain'
import {
  type Balances,
  type JournalEntry,
  bookedEquity,
  bookedProfit,
  isoTime,
  journalAccounts,
} from '@gridledger/projections'
import { placeText } from '../audit/reference'
import { entryText } from './entryText'

/** An entry as `--json` prints it: money as decimal strings, prices in the quote currency. */
export function jsonEntry(entry: JournalEntry, units: InstrumentUnits): object {
  const { event, postings, balances, positionLots, markTicks } = entry
  return {
    event: placeText(event),
    type: event.type,
    time: isoTime(event.timeMicros),
    what: entryText(entry, units),
    mark: priceOf(units, markTicks).toFixed(),
    position: units.lotBase.times(positionLots).toFixed(),
    postings: postings.map(({ account, amount }) => ({ account, amount: moneyText(amount) })),
    ...profitsOf(balances),
  }
}

/** What stands after the entries: every balance, and the profit as it was in the end. */
export function jsonClosing({ balances, pairs, pairFees }: JournalEntry): object {
  return {
    balances: Object.fromEntries(
      journalAccounts.map((account) => [account, moneyText(balances[account])]),
    ),
    arbitrageNum: pairs,
    pairFee: moneyText(pairFees),
    ...profitsOf(balances),
  }
}

function profitsOf(balances: Balances): object {
  return {
    equity: moneyText(bookedEquity(balances)),
    gridProfit: moneyText(balances['bot:grid-profit']),
    floatProfit: moneyText(balances['bot:unpaired']),
    totalPnl: moneyText(bookedProfit(balances)),
  }
}
