import { Decimal } from '@gridledger/domain'
import type { Leaderboard, OffGridReport } from '@gridledger/projections'

const two = (text: string) => new Decimal(text).toFixed(2)
const beside = (ours: string, published: string | undefined) =>
  published === undefined ? two(ours) : `${two(ours)} (${two(published)})`

function hours(spells: readonly OffGridReport[]): string {
  const total = spells.reduce(
    (sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 3_600_000,
    0,
  )
  return spells.length === 0 ? '–' : `${spells.length} / ${total.toFixed(1)} h`
}

/** A leaderboard as a Markdown table, published figures in brackets. */
export function markdownTable({ rows, ranking, benchmarks }: Leaderboard): string {
  const head = [
    '#',
    'contestant',
    'return %',
    'peak %',
    'peak to end',
    'worst day to day',
    'worst tick %',
  ].concat(['fills', 'pairs', 'grid profit', 'unpaired', 'fees', 'funding', 'off-grid'])
  const lines = ranking.flatMap((name, index) =>
    rows
      .filter(({ entry }) => entry.contestant === name)
      .map(({ report, entry: { published } }) => [
        String(index + 1),
        name,
        beside(report.returnPct, published?.returnPct),
        beside(report.peakReturnPct, published?.peakReturnPct),
        beside(report.peakToEndPct, published?.peakToEndPct),
        two(report.maxDrawdownPct),
        two(report.maxDrawdownTickPct),
        String(report.tradeNum),
        String(report.arbitrageNum),
        two(report.gridProfit),
        two(report.floatProfit),
        two(report.fee),
        two(report.fundingFee),
        hours(report.offGrid),
      ]),
  )
  const held = benchmarks.map((report) => [
    '',
    `hold at ${report.leverage}x`,
    two(report.returnPct),
    two(report.peakReturnPct),
    two(report.peakToEndPct),
    two(report.maxDrawdownPct),
    two(report.maxDrawdownTickPct),
    ...['', '', '', ''],
    two(report.fee),
    two(report.fundingFee),
    '',
  ])
  const rule = head.map((_, index) => (index === 1 ? '---' : '---:'))
  return [head, rule, ...lines, ...held].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}
