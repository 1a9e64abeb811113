import type { Money } from '@gridledger/domain'

/** What an account is to a bookkeeper; `memo` accounts say the same profit as the bot splits it. */
export type AccountKind = 'asset' | 'equity' | 'income' | 'expense' | 'memo'

/**
 * The accounts of a run, in the order in which they are printed. Assets and expenses grow with
 * positive amounts, capital and income with negative ones; the sum of all is always 0.
 */
export const JOURNAL_ACCOUNTS = {
  'assets:margin': { kind: 'asset', holds: 'the balance of the margin account' },
  'assets:position:cost': { kind: 'asset', holds: 'the position at its average entry' },
  'assets:position:owed': {
    kind: 'asset',
    holds: 'what is owed for it, as a swap is not paid for',
  },
  'assets:position:unrealised': { kind: 'asset', holds: 'position at the mark less its cost' },
  'capital:investment': { kind: 'equity', holds: 'the investment' },
  'capital:added-margin': { kind: 'equity', holds: 'margin added later, which is no profit' },
  'income:realised': { kind: 'income', holds: 'closed at the average entry, before fees' },
  'income:unrealised': { kind: 'income', holds: 'what the open position has gained or lost' },
  'income:funding': { kind: 'income', holds: 'funding received, less funding paid' },
  'income:shortfall': { kind: 'income', holds: 'what a liquidation lacked and the exchange bore' },
  'expenses:fees:maker': { kind: 'expense', holds: 'fees of grid orders' },
  'expenses:fees:taker': { kind: 'expense', holds: 'fees of base, rebase and stop' },
  'expenses:fees:liquidation': { kind: 'expense', holds: 'the fee of a liquidation' },
  'expenses:taken-over': { kind: 'expense', holds: 'equity that a liquidation took' },
  'bot:grid-profit': { kind: 'memo', holds: 'what the bot calls grid profit' },
  'bot:unpaired': { kind: 'memo', holds: 'the rest of the profit' },
  'bot:contra': { kind: 'memo', holds: 'both with the other sign, so that entries balance' },
} as const satisfies Record<string, { readonly kind: AccountKind; readonly holds: string }>

/** The name of an account. */
export type JournalAccount = keyof typeof JOURNAL_ACCOUNTS

/** What each account holds, in 1e-8 of the quote currency. */
export type Balances = Readonly<Record<JournalAccount, Money>>

/** One line of an entry. */
export interface Posting {
  readonly account: JournalAccount
  readonly amount: Money
}

export const NO_BALANCES: Balances = {
  'assets:margin': 0,
  'assets:position:cost': 0,
  'assets:position:owed': 0,
  'assets:position:unrealised': 0,
  'capital:investment': 0,
  'capital:added-margin': 0,
  'income:realised': 0,
  'income:unrealised': 0,
  'income:funding': 0,
  'income:shortfall': 0,
  'expenses:fees:maker': 0,
  'expenses:fees:taker': 0,
  'expenses:fees:liquidation': 0,
  'expenses:taken-over': 0,
  'bot:grid-profit': 0,
  'bot:unpaired': 0,
  'bot:contra': 0,
}

const isAccount = (name: string): name is JournalAccount => Object.hasOwn(JOURNAL_ACCOUNTS, name)

/** The accounts in their order. */
export const journalAccounts: readonly JournalAccount[] =
  Object.keys(JOURNAL_ACCOUNTS).filter(isAccount)

/** Balances after some postings. */
export function afterPostings(balances: Balances, postings: readonly Posting[]): Balances {
  const after = { ...balances }
  for (const { account, amount } of postings) after[account] += amount
  return after
}

/** The sum of the asset accounts: balance and unrealised profit, which is the equity. */
export function bookedEquity(balances: Balances): Money {
  return (
    balances['assets:margin'] +
    balances['assets:position:cost'] +
    balances['assets:position:owed'] +
    balances['assets:position:unrealised']
  )
}

/** Equity less the investment and the margin that was added. */
export function bookedProfit(balances: Balances): Money {
  return bookedEquity(balances) + balances['capital:investment'] + balances['capital:added-margin']
}

/** All fees, positive when paid. */
export function bookedFees(balances: Balances): Money {
  return (
    balances['expenses:fees:maker'] +
    balances['expenses:fees:taker'] +
    balances['expenses:fees:liquidation']
  )
}
