import type { Published } from '@gridledger/domain'
import type { BenchmarkReport, LeaderboardRow, RunReport } from '@gridledger/projections'
import { heldName } from './chartData'
import { type Markup, type TableColumn, figure, html, tableOf } from './markup'
import type { SeasonViews } from './seasonViews'
import { fixed, grouped, signedText } from '../text/format'
import { inOrder, offGridTotals } from '../text/boardRows'

type Board = SeasonViews['board']
type Ending = keyof typeof ENDINGS

const ENDINGS = {
  seasonEnd: 'season’s end',
  takeProfit: 'take profit',
  stopLoss: 'stop loss',
  liquidated: 'liquidated',
} as const

const percent = (exact: string) => figure(exact, fixed(exact))

/** A gain or a loss with its sign. */
export function gain(exact: string): Markup {
  const shown = signedText(exact)
  if (!/[1-9]/.test(shown)) return figure(exact, shown.replace('-', ''))
  return figure(exact, shown, shown.startsWith('-') ? 'loss' : 'gain')
}

/** What was published: its title, our figure of the same, and how both are written. */
const COMPARED = [
  ['return %', 'returnPct', signedText],
  ['peak %', 'peakReturnPct', signedText],
  ['peak to end', 'peakToEndPct', fixed],
  ['best day', 'bestDay', signedText],
] as const

/**
 * Contestants best first, then the benchmarks; beside each figure the published one, where any was
 * published of it.
 */
export function resultTable({ rows, ranking, benchmarks }: Board): Markup {
  const isPublished = (name: keyof Published) =>
    rows.some(({ entry }) => entry.published?.[name] !== undefined)
  const beside = <Cell>(name: keyof Published, cell: Cell): readonly Cell[] =>
    isPublished(name) ? [cell] : []
  const published = (text: string | undefined) =>
    text === undefined ? '–' : html`<em>${text}</em>`
  const stoppedEarly = rows.some(({ report }) => report.stopReason !== 'seasonEnd')
  const columns: readonly TableColumn[] = [
    { title: '#' },
    ...beside('rank', { title: 'publ.' }),
    { title: 'contestant', isText: true },
    ...COMPARED.flatMap(([title, name]) => [{ title }, ...beside(name, { title: 'publ.' })]),
    { title: 'worst fall' },
    { title: 'at any tick' },
    { title: 'equity' },
    ...(stoppedEarly ? [{ title: 'ended by', isText: true }] : []),
  ]
  const figures = (report: RunReport | BenchmarkReport, said: Published | null, ending: Ending) => [
    ...COMPARED.flatMap(([, name, text]) => {
      const other = said?.[name]
      const ours = text === signedText ? gain(report[name]) : percent(report[name])
      return [ours, ...beside(name, published(other === undefined ? other : text(other)))]
    }),
    percent(report.maxDrawdownPct),
    percent(report.maxDrawdownTickPct),
    figure(report.equity, grouped(fixed(report.equity))),
    ...(stoppedEarly ? [ENDINGS[ending]] : []),
  ]
  const ofRuns = inOrder(rows, ranking).map(({ report, entry }, index) => [
    String(index + 1),
    ...beside('rank', published(entry.published?.rank?.toString())),
    named(rows, entry.contestant),
    ...figures(report, entry.published, report.stopReason ?? 'seasonEnd'),
  ])
  const ofBenchmarks = benchmarks.map((report) => [
    '',
    ...beside('rank', ''),
    heldName(report.leverage),
    ...figures(report, null, report.liquidated ? 'liquidated' : 'seasonEnd'),
  ])
  return tableOf('Leaderboard', columns, [...ofRuns, ...ofBenchmarks])
}

/** A contestant's name with the colour of its curves. */
function named(rows: readonly LeaderboardRow[], contestant: string): Markup {
  const index = rows.findIndex(({ entry }) => entry.contestant === contestant)
  return html`<i class="swatch" data-curve="${index % 8}"></i>${contestant}`
}

/** Where the results come from. */
export function causeTable({ rows, ranking, benchmarks }: Board): Markup {
  const columns = [
    { title: 'contestant', isText: true },
    ...['fills', 'a day', 'pairs', 'grid profit', 'unpaired', 'fees', 'funding'],
    ...['off-grid', 'hours', 'deepest', 'to liquidation'],
  ].map((column) => (typeof column === 'string' ? { title: column } : column))
  const ofRuns = inOrder(rows, ranking).map(({ report, entry }) => {
    const { hours, deepest } = offGridTotals(report.offGrid)
    const hasSpells = report.offGrid.length > 0
    return [
      named(rows, entry.contestant),
      grouped(report.tradeNum),
      figure(report.fillsPerDay, Number(report.fillsPerDay).toFixed(1)),
      grouped(report.arbitrageNum),
      gain(report.gridProfit),
      gain(report.floatProfit),
      percent(report.fee),
      gain(report.fundingFee),
      hasSpells ? grouped(report.offGrid.length) : '–',
      hasSpells ? hours.toFixed(1) : '–',
      hasSpells ? grouped(deepest.toFixed(1)) : '–',
      report.closestLiquidation === null ? '–' : percent(report.closestLiquidation.distancePct),
    ]
  })
  const ofBenchmarks = benchmarks.map((report) => [
    heldName(report.leverage),
    ...['', '', '', ''],
    gain(report.totalPnl),
    percent(report.fee),
    gain(report.fundingFee),
    ...['', '', '', ''],
  ])
  return tableOf('Where the results come from', columns, [...ofRuns, ...ofBenchmarks])
}

/** What was said beside the published figures. */
export function publishedNotes({ rows }: Board): Markup {
  const noted = rows.flatMap(({ entry: { contestant, published } }) =>
    published?.note === undefined ? [] : [html`<li><b>${contestant}</b>: ${published.note}</li>`],
  )
  return noted.length === 0
    ? html``
    : html`<p>Beside the published figures:</p>
        <ul>
          ${noted}
        </ul>`
}
