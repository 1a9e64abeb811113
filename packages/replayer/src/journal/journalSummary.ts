import { type InstrumentUnits, amountOf, priceOf } from '@gridledger/domain'
import { type JournalEntry, bookedEquity, bookedFees, bookedProfit } from '@gridledger/projections'
import { grouped, signedText } from '../cli/leaderboard'
import { money } from '../cli/format'
import { moment, table } from '../cli/terminal'

/** The books of a run when they are closed. */
export interface ClosedBooks {
  readonly run: string
  readonly units: InstrumentUnits
  readonly fromMicros: number
  readonly entries: number
  readonly last: JournalEntry
}

/** A profit as the exchange splits it, and as the bot does: money in 1e-8, signed as profit. */
interface Split {
  /** Closed at the average entry; the pairs at their own prices. */
  readonly closed: { readonly exchange: number; readonly bot: number }
  readonly open: { readonly exchange: number; readonly bot: number }
  readonly fees: number
  readonly funding: number
  /** Taken over by the exchange (negative), or its shortfall. */
  readonly liquidation: number
}

/** Both ways of splitting: what they disagree on is what counts as closed. */
function splitOf({ balances, pairFees }: JournalEntry): Split {
  const realised = -balances['income:realised']
  const unrealised = -balances['income:unrealised']
  const paired = balances['bot:grid-profit'] + pairFees
  return {
    closed: { exchange: realised, bot: paired },
    open: { exchange: unrealised, bot: realised + unrealised - paired },
    fees: -bookedFees(balances),
    funding: -balances['income:funding'],
    liquidation: -balances['income:shortfall'] - balances['expenses:taken-over'],
  }
}

/** The books in a dozen lines: why the bot and the exchange show different profits. */
export function summaryText(
  { run, units, fromMicros, entries, last }: ClosedBooks,
  tz: string,
): string {
  const { balances, pairs, pairFees, event } = last
  const { quoteCurrency: quote } = units.instrument
  const span = `${moment(fromMicros, tz)} to ${moment(event.timeMicros, tz)}`
  return [
    '',
    `${run}, ${span}, ${grouped(entries)} entries, ${quote}`,
    '',
    splitTable(last),
    '',
    `  grid profit ${signed(balances['bot:grid-profit'])}: the ${grouped(pairs)} closed pairs less ${fixed(pairFees)} of fees that they paid`,
    `  unpaired ${signed(balances['bot:unpaired'])}: everything else, the open position first of all`,
    `  total ${signed(bookedProfit(balances))}: grid profit + unpaired, and what the exchange shows when all is added up`,
    '',
    ...balanceLines(last, units),
    '',
  ].join('\n')
}

function splitTable({ balances, pairs, ...last }: JournalEntry): string {
  const { closed, open, fees, funding, liquidation } = splitOf({ balances, pairs, ...last })
  const same = (name: string, value: number, remark: string) => [
    name,
    signed(value),
    signed(value),
    remark,
  ]
  const columns = [
    { title: '', align: 'left' as const },
    { title: 'exchange' },
    { title: 'bot' },
    { title: '', align: 'left' as const },
  ]
  return table(columns, [
    [
      'closed',
      signed(closed.exchange),
      signed(closed.bot),
      `sold against the average entry; ${grouped(pairs)} pairs, each sale against its own buy`,
    ],
    [
      'open',
      signed(open.exchange),
      signed(open.bot),
      'the position against its average entry; all fills that are in no pair',
    ],
    same('fees', fees, ''),
    same('funding', funding, ''),
    ...(liquidation === 0 ? [] : [same('liquidation', liquidation, 'equity that it took')]),
    same('total', bookedProfit(balances), ''),
  ])
}

function balanceLines(last: JournalEntry, units: InstrumentUnits): readonly string[] {
  const { balances, positionLots, markTicks } = last
  const invested = -balances['capital:investment'] - balances['capital:added-margin']
  const balance = balances['assets:margin']
  const unrealised = balances['assets:position:unrealised']
  const { baseCurrency: base } = units.instrument
  const price = (ticks: number) => money(priceOf(units, ticks).toFixed(), 1)
  const average = balances['assets:position:cost'] / (positionLots * units.moneyPerLotTick)
  const held =
    positionLots === 0
      ? 'no position'
      : `${units.lotBase.times(positionLots).toFixed()} ${base} with an average entry of ${price(average)}, at mark ${price(markTicks)}`
  return [
    `  balance ${fixed(balance)}: ${fixed(invested)} put in, ${signed(balance - invested)} closed, fees and funding`,
    `  unrealised ${signed(unrealised)}: ${held}`,
    `  equity ${fixed(bookedEquity(balances))}: balance + unrealised`,
  ]
}

const fixed = (value: number) => money(amountOf(value).toFixed(), 2)
const signed = (value: number) => signedText(amountOf(value).toFixed())
