import { Decimal, type InstrumentUnits } from '@gridledger/domain'
import type { Account } from '../audit/account'
import type { Audit } from '../audit/audit'
import type { Words } from '../audit/words'
import { grouped, money } from '../text/format'
import { table } from '../text/terminal'

type Row = readonly [name: string, of: (account: Account) => string | null, decimals: number]

/** Before, after and the change between them, at one mark; one column where that says all. */
export function accountTable(
  { before, after }: NonNullable<Audit['account']>,
  { units }: Words,
): string {
  const { quoteCurrency } = units.instrument
  const isSame = JSON.stringify(before) === JSON.stringify(after)
  const mark = grouped((before ?? after)?.mark ?? '')
  const title = { title: `account in ${quoteCurrency}, at mark ${mark}`, align: 'left' as const }
  const only = before === null ? after : after === null || isSame ? before : null
  if (only !== null || after === null) {
    const columns = [title, { title: before === null ? 'after' : isSame ? 'unchanged' : 'judged' }]
    const rows = accountRows(units).map(([name, of, decimals]) => [
      name,
      shownText(only === null ? null : of(only), decimals),
    ])
    return table(columns, rows)
  }
  const columns = [title, { title: 'before' }, { title: 'after' }, { title: 'change' }]
  const rows = accountRows(units).map(([name, of, decimals]) => {
    const [from, to] = [before === null ? null : of(before), of(after)]
    const figures = [shownText(from, decimals), shownText(to, decimals)]
    return [name, ...figures, changeText(from, to, decimals)]
  })
  return table(columns, rows)
}

/** Names as `preview` prints them. */
function accountRows({ tickSize, lotSize }: InstrumentUnits): readonly Row[] {
  const price = tickSize.decimalPlaces()
  return [
    ['position, contracts', ({ contracts }) => contracts, lotSize.decimalPlaces()],
    ['average entry', ({ averageEntry }) => averageEntry, price],
    ['cash', ({ cash }) => cash, 4],
    ['equity', ({ equity }) => equity, 4],
    ['profit, realised', ({ realised }) => realised, 4],
    ['profit, of the open position', ({ unrealised }) => unrealised, 4],
    ['grid profit', ({ gridProfit }) => gridProfit, 4],
    ['unpaired', ({ floatProfit }) => floatProfit, 4],
    ['initial margin', ({ imr }) => imr, 2],
    ['frozen by orders', ({ ordFrozen }) => ordFrozen, 2],
    ['pending fees', ({ pendFee }) => pendFee, 2],
    ['available', ({ availEq }) => availEq, 2],
    ['maintenance margin', ({ mmr }) => mmr, 2],
    ['margin ratio, %', ({ mgnRatio }) => (mgnRatio === null ? null : times100(mgnRatio)), 2],
  ]
}

const times100 = (share: string) => new Decimal(share).times(100).toFixed()

const shownText = (text: string | null, decimals: number) =>
  text === null ? '–' : money(text, decimals)

function changeText(from: string | null, to: string | null, decimals: number): string {
  if (from === null || to === null) return ''
  const change = new Decimal(to).minus(from).toDecimalPlaces(decimals)
  return change.isZero() ? '' : `${change.gt(0) ? '+' : ''}${money(change.toFixed(), decimals)}`
}
