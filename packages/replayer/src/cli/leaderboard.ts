import {
  Decimal,
  type Gaps,
  MICROS_PER_DAY,
  type Published,
  type SparseEvent,
} from '@gridledger/domain'
import {
  type EquityReport,
  type Leaderboard,
  type LeaderboardRow,
  type OffGridReport,
  isoTime,
} from '@gridledger/projections'
import type { SeasonDigest } from '../season/digest'
import type { RunOutcome } from '../season/runSeason'
import { duration, fixed, grouped, signedText } from '../text/format'
import { DEFAULT_LEDGER } from './options'
import { shellText } from './shell'
import { moment, paint, paintSign, sparkline, table } from '../text/terminal'

/** How the figures came about: by a run, or from the ledger alone as far as it goes. */
export type Outcome = RunOutcome | 'replayed' | 'unfinished'

/** What `run` and `replay` have to tell. */
export interface RunResult {
  readonly board: Leaderboard
  readonly outcome: Outcome
  readonly digest: SeasonDigest
  readonly tape: SparseEvent
  readonly ledger: string
  /** The command and its arguments, as a shell takes them: `run okx-aicoin-2025`. */
  readonly command: string
}

const RECONSTRUCTION =
  'The tape is a reconstruction fitted to the published results: its closeness to them proves nothing.'

/** `run --json`: figures as exact decimal strings. */
export function leaderboardJson({ board, outcome, digest, ledger }: RunResult): object {
  return {
    season: board.season.season,
    digest: digest.digest,
    events: digest.events,
    tape: board.tape.tape,
    tapeKind: board.tape.kind,
    outcome,
    ledger,
    start: isoTime(board.season.startMicros),
    end: isoTime(board.season.endMicros),
    ranking: board.ranking,
    notes: notesOf(board),
    runs: board.rows.map(({ report, entry }) => ({ ...report, published: entry.published })),
    benchmarks: board.benchmarks.map(({ curve: _curve, ...report }) => report),
  }
}

/** The leaderboard as a person reads it. */
export function leaderboardText(result: RunResult, timeZone: string): string {
  const { board, outcome, digest, ledger } = result
  const { season } = board
  const days = new Decimal(season.endMicros - season.startMicros).div(MICROS_PER_DAY)
  const span = `${moment(season.startMicros, timeZone)} to ${moment(season.endMicros, timeZone)}`
  return [
    '',
    paint('bold', season.title),
    `${span}, ${days.toFixed(2)} days, ${season.instrument}, ${priceRange(result)}`,
    '',
    resultTable(board),
    '',
    causeTable(board),
    '',
    paint('dim', LEGEND.replaceAll('USDT', board.tape.instrument.quoteCurrency)),
    ...(isCompared(board) ? [paint('dim', COMPARED)] : []),
    '',
    ...closestText(board, timeZone),
    ...notesOf(board).map((note) => paint('yellow', note)),
    '',
    `${paint('dim', 'digest')}  ${digest.digest}`,
    `${paint('dim', 'events')}  ${grouped(digest.events)} in ${ledger}, ${OUTCOMES[outcome]}`,
    '',
    ...nextSteps(result),
    '',
  ].join('\n')
}

/** The run that came nearest to its liquidation of those that were not liquidated. */
function closestText({ rows }: Leaderboard, timeZone: string): readonly string[] {
  const spared = rows.flatMap(({ report: { contestant, closestLiquidation: closest } }) =>
    closest === null || Number(closest.distancePct) <= 0 ? [] : [{ contestant, ...closest }],
  )
  const [nearest] = spared.sort((a, b) => new Decimal(a.distancePct).comparedTo(b.distancePct))
  if (nearest === undefined) return []
  const { contestant, time, markPrice, liquidationPrice, distancePct } = nearest
  const at = moment(Math.floor(Date.parse(time) / 1000) * 1_000_000, timeZone)
  const prices = `mark ${grouped(markPrice)}, liquidation at ${grouped(liquidationPrice)}`
  return [
    `Closest to liquidation: ${contestant}, ${fixed(distancePct)} % away at ${at} (${prices}).`,
  ]
}

/** Commands that show more of what was just recorded; a ledger in memory is gone by then. */
function nextSteps({ board, outcome, ledger, command }: RunResult): readonly string[] {
  const { season } = board.season
  if (ledger === 'memory:') return []
  const address = ledger === DEFAULT_LEDGER ? '' : ` --ledger ${shellText([ledger])}`
  // Whoever has put a bot of their own beside a season wants to know of that one.
  const own = season.includes('-with-') ? board.rows.at(-1)?.entry.contestant : undefined
  const bot = own ?? board.ranking[0] ?? ''
  const row = board.rows.find(({ entry }) => entry.contestant === bot)
  const fills = row?.report.tradeNum ?? 0
  const steps =
    outcome === 'unfinished'
      ? [`events run-${season}.${bot}`]
      : [
          `report ${season}`,
          ...(fills > 0 ? [`audit ${season}.${bot}#${fills}`] : []),
          `journal ${season}.${bot}`,
          `verify ${season}`,
        ]
  return [
    paint('dim', 'try next'),
    ...[`${command} --json`, ...steps].map((step) => `  npx gridledger ${step}${address}`),
  ]
}

const LEGEND =
  'Returns, peaks and falls: % of the investment; at any tick: % of the peak it fell from. Profits, fees\n' +
  '(paid) and funding (received): USDT; grid profit + unpaired is the whole profit, fees and funding in it.\n' +
  'Off-grid: spells beyond the range, their hours, the farthest in USDT. Hold: the first investment, held.'
const COMPARED = 'Publ.: as published elsewhere; #3: only the rank was; –: nothing was.'

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  recorded: 'recorded now',
  resumed: 'gone on with and finished now',
  unchanged: 'there already: nothing was changed',
  replayed: 'read from the ledger alone',
  unfinished: 'read from the ledger alone; the season is not finished',
}

function priceRange({ board, tape }: RunResult): string {
  if (tape.type !== 'TapeSealed') return ''
  const tick = new Decimal(board.tape.instrument.tickSize)
  const price = (ticks: number) => grouped(tick.times(ticks).toFixed(1))
  const start = grouped(board.rows[0]?.report.startPrice ?? '')
  return `price ${start} at the start, ${price(tape.data.lowTicks)} to ${price(tape.data.highTicks)}`
}

function isCompared({ rows }: Pick<Leaderboard, 'rows'>): boolean {
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

export function inOrder(
  rows: readonly LeaderboardRow[],
  ranking: readonly string[],
): readonly LeaderboardRow[] {
  return ranking.flatMap((name) => rows.filter(({ entry }) => entry.contestant === name))
}

/** Return, peak and fall as published; a dash, or the rank, where there is no figure. */
export function publishedTexts(published: Published | null): readonly [string, string, string] {
  const { returnPct, peakReturnPct, peakToEndPct, rank } = published ?? {}
  const noReturn = rank === undefined ? '–' : `#${rank}`
  return [
    returnPct === undefined ? noReturn : signedText(returnPct),
    peakReturnPct === undefined ? '–' : signedText(peakReturnPct),
    peakToEndPct === undefined ? '–' : fixed(peakToEndPct),
  ]
}

/** Where the results come from. */
function causeTable({ rows, ranking, benchmarks }: Leaderboard): string {
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

export function offGridTotals(spells: readonly OffGridReport[]): {
  readonly hours: number
  readonly deepest: Decimal
} {
  const hours = spells.reduce(
    (sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 3_600_000,
    0,
  )
  return { hours, deepest: Decimal.max(0, ...spells.map(({ depth }) => depth)) }
}

/** What a reader has to know before believing a figure. */
export function notesOf({ season, tape }: Leaderboard): readonly string[] {
  const day = MICROS_PER_DAY / 3
  const { fundingFromMicros: from, fundingToMicros: to } = tape
  return [
    ...(tape.kind === 'reconstruction' ? [RECONSTRUCTION] : []),
    ...season.notes,
    ...(tape.gaps === undefined ? [] : [gapsNote(tape.gaps)]),
    ...(from === null ? ['No funding rates: no funding was paid or received.'] : []),
    ...(from !== null && from - season.startMicros > day
      ? [`Funding rates begin at ${isoTime(from)}: before that none was paid or received.`]
      : []),
    ...(to !== null && season.endMicros - to > day
      ? [`Funding rates end at ${isoTime(to)}: after that none was paid or received.`]
      : []),
  ]
}

function gapsNote({ count, longestMicros }: Gaps): string {
  const gaps = count === 1 ? 'a gap' : `${grouped(count)} gaps`
  return `The tape has ${gaps}, the longest ${duration(longestMicros)}: nothing could fill in there.`
}

function signed(text: string): string {
  return paintSign(text, signedText(text))
}
