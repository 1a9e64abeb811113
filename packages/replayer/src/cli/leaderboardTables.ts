import type { EquityReport, Leaderboard, LeaderboardRow } from '@gridledger/projections'
import { inOrder, offGridTotals, publishedTexts } from '../text/boardRows'
import { fixed, grouped, signedText } from '../text/format'
import { paintSign, sparkline, table } from '../text/terminal'

/** Whether figures were published of any contestant. */
export function isCompared({ rows }: Pick<Leaderboard, 'rows'>): boolean {
  return rows.some(({ entry }) => entry.published !== null)
}

/** Results, beside the published ones where they are compared, best first, then the benchmarks. */
export function resultTable(
  { rows, ranking, benchmarks }: Leaderboard,
  compared = isCompared({ rows }),
): string {
  const publ = (text: string): readonly string[] => (compared ? [text] : [])
  const titles = ['return %', ...publ('publ.'), 'peak %', ...publ('publ.')]
    .concat(['peak to end', ...publ('publ.'), 'worst fall', 'at any tick'])
    .map((title) => ({ title }))
  const columns = [
    { title: '#' },
    { title: 'contestant', align: 'left' as const },
    ...titles,
    { title: 'equity', align: 'left' as const },
  ]
  const figures = (report: EquityReport, published: readonly [string, string, string]) => [
    signed(report.returnPct),
    ...publ(published[0]),
    signed(report.peakReturnPct),
    ...publ(published[1]),
    fixed(report.peakToEndPct),
    ...publ(published[2]),
    fixed(report.maxDrawdownPct),
    fixed(report.maxDrawdownTickPct),
  ]
  const ofRuns = inOrder(rows, ranking).map(({ report, entry, curve }, index) => [
    String(index + 1),
    entry.contestant,
    ...figures(report, publishedTexts(entry.published)),
    `${sparkline(curve)}${ENDINGS[report.stopReason ?? 'seasonEnd']}`,
  ])
  const ofBenchmarks = benchmarks.map((report) => [
    '',
    `hold at ${report.leverage}x`,
    ...figures(report, ['', '', '']),
    `${sparkline(report.curve)}${report.liquidated ? ENDINGS.liquidated : ''}`,
  ])
  return table(columns, [...ofRuns, ...ofBenchmarks])
}

const ENDINGS = {
  seasonEnd: '',
  takeProfit: ' took profit',
  stopLoss: ' stop loss',
  liquidated: ' liquidated',
} as const

/** Where the results come from. */
export function causeTable({ rows, ranking, benchmarks }: Leaderboard): string {
  const columns = [
    { title: 'contestant', align: 'left' as const },
    { title: 'range', align: 'left' as const },
    { title: 'grids' },
    { title: 'contracts' },
    { title: 'fills' },
    { title: 'pairs' },
    { title: 'grid profit' },
    { title: 'unpaired' },
    { title: 'fees' },
    { title: 'funding' },
    { title: 'off-grid' },
    { title: 'hours' },
    { title: 'deepest' },
  ]
  const ofBenchmarks = benchmarks.map((report) => [
    `hold at ${report.leverage}x`,
    ...['', '', '', '', '', ''],
    signed(report.totalPnl),
    fixed(report.fee),
    signed(report.fundingFee),
    ...['', '', ''],
  ])
  return table(columns, [...inOrder(rows, ranking).map(causeRow), ...ofBenchmarks])
}

function causeRow({
  report,
  entry: { contestant, parameters },
}: LeaderboardRow): readonly string[] {
  const { hours, deepest } = offGridTotals(report.offGrid)
  return [
    contestant,
    `${grouped(parameters.lowerPrice)} – ${grouped(parameters.upperPrice)}`,
    String(parameters.gridCount),
    report.quantityPerGrid,
    grouped(report.tradeNum),
    grouped(report.arbitrageNum),
    signed(report.gridProfit),
    signed(report.floatProfit),
    fixed(report.fee),
    signed(report.fundingFee),
    report.offGrid.length === 0 ? '–' : String(report.offGrid.length),
    report.offGrid.length === 0 ? '–' : hours.toFixed(1),
    report.offGrid.length === 0 ? '–' : grouped(deepest.toFixed(1)),
  ]
}

function signed(text: string): string {
  return paintSign(text, signedText(text))
}
