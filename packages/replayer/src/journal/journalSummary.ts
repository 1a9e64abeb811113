import { Decimal, type InstrumentUnits, amountOf } from '@gridledger/domain'
import { type JournalEntry, bookedEquity, bookedFees, bookedProfit } from '@gridledger/projections'
import { aligned, grouped, money } from '../text/format'
import { moment, table } from '../text/terminal'

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
export function summaryText(books: ClosedBooks, timeZone: string): string {
  const { run, units, fromMicros, entries, last } = books
  const { quoteCurrency } = units.instrument
  const span = `${moment(fromMicros, timeZone)} to ${moment(last.event.timeMicros, timeZone)}`
  return [
    '',
    `${run}, ${span}, ${grouped(entries)} entries, in ${quoteCurrency}`,
    '',
    splitTable(last),
    '',
    aligned(botLines(last)),
    '',
    aligned(balanceLines(last, units)),
    '',
    '',
  ].join('\n')
}

function splitTable(last: JournalEntry): string {
  const { closed, open, fees, funding, liquidation } = splitOf(last)
  const total = bookedProfit(last.balances)
  const row = (name: string, exchange: number, bot: number, remark: string) => [
    name,
    signed(exchange),
    signed(bot),
    remark,
  ]
  const columns = [
    { title: '', align: 'left' as const },
    { title: 'exchange' },
    { title: 'bot' },
    { title: '', align: 'left' as const },
  ]
  const pairs = `${grouped(last.pairs)} pairs, each sale against its own buy`
  return table(columns, [
    row('closed', closed.exchange, closed.bot, `against the average entry; ${pairs}`),
    row('open', open.exchange, open.bot, 'the position at the mark; the fills that are in no pair'),
    row('fees', fees, fees, ''),
    row('funding', funding, funding, ''),
    ...(liquidation === 0
      ? []
      : [row('liquidation', liquidation, liquidation, 'what it took, or lacked')]),
    row('total', total, total, ''),
  ])
}

type Line = readonly [name: string, value: string, remark: string]

function botLines({ balances, pairs, pairFees }: JournalEntry): readonly Line[] {
  return [
    [
      'grid profit',
      signed(balances['bot:grid-profit']),
      `${grouped(pairs)} pairs less ${fixed(pairFees)} of fees that they paid`,
    ],
    ['unpaired', signed(balances['bot:unpaired']), 'the rest: open fills, other fees, funding'],
    ['total', signed(bookedProfit(balances)), 'grid profit + unpaired'],
  ]
}

function balanceLines(last: JournalEntry, units: InstrumentUnits): readonly Line[] {
  const { balances, positionLots, markTicks } = last
  const invested = -balances['capital:investment'] - balances['capital:added-margin']
  const balance = balances['assets:margin']
  return [
    [
      'balance',
      fixed(balance),
      `${fixed(invested)} put in, ${signed(balance - invested)} from what was closed, fees and funding`,
    ],
    [
      'unrealised',
      signed(balances['assets:position:unrealised']),
      positionLots === 0 ? 'no position' : heldText(last, units, markTicks),
    ],
    ['equity', fixed(bookedEquity(balances)), 'balance + unrealised'],
  ]
}

function heldText(
  { balances, positionLots }: JournalEntry,
  units: InstrumentUnits,
  markTicks: number,
): string {
  const price = (ticks: number | Decimal) => money(units.tickSize.times(ticks).toFixed(), 1)
  const held = `${units.lotBase.times(positionLots).toFixed()} ${units.instrument.baseCurrency}`
  const cost = new Decimal(balances['assets:position:cost'])
  const average = cost.div(positionLots).div(units.moneyPerLotTick)
  return `${held}, average entry ${price(average)}, at mark ${price(markTicks)}`
}

const fixed = (value: number) => money(amountOf(value).toFixed(), 2)
const signed = (value: number) => `${value > 0 ? '+' : ''}${fixed(value)}`
