import { Decimal, MICROS_PER_DAY, type SparseEvent } from '@gridledger/domain'
import {
  type Leaderboard,
  type LeaderboardRow,
  type OffGridReport,
  isoTime,
} from '@gridledger/projections'
import type { SeasonDigest } from '../season/digest'
import type { RunOutcome } from '../season/runSeason'
import { moment, paint, paintSign, sparkline, table } from './terminal'

/** What `run` has to tell. */
export interface RunResult {
  readonly board: Leaderboard
  readonly outcome: RunOutcome
  readonly digest: SeasonDigest
  readonly tape: SparseEvent
  readonly ledger: string
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
  const { board, outcome, digest, ledger, command } = result
  const { season } = board
  const days = new Decimal(season.endMicros - season.startMicros).div(MICROS_PER_DAY)
  const span = `${moment(season.startMicros, timeZone)} to ${moment(season.endMicros, timeZone)}`
  const [best] = board.ranking
  return [
    '',
    paint('bold', season.title),
    `${span}, ${days.toFixed(2)} days, ${season.instrument}, ${priceRange(result)}`,
    '',
    resultTable(board),
    '',
    causeTable(board),
    '',
    ...notesOf(board).map((note) => paint('yellow', note)),
    '',
    `${paint('dim', 'digest')}  ${digest.digest}`,
    `${paint('dim', 'events')}  ${grouped(digest.events)} in ${ledger}, ${OUTCOMES[outcome]}`,
    '',
    paint('dim', 'try next'),
    `  npx gridledger run ${command} --json`,
    `  npx gridledger runs ${season.season}`,
    `  npx gridledger events run-${season.season}.${best ?? ''} --limit 20`,
    '',
  ].join('\n')
}

const OUTCOMES: Readonly<Record<RunOutcome, string>> = {
  recorded: 'recorded now',
  resumed: 'gone on with and finished now',
  unchanged: 'there already: nothing was changed',
}

function priceRange({ board, tape }: RunResult): string {
  if (tape.type !== 'TapeSealed') return ''
  const tick = new Decimal(board.tape.instrument.tickSize)
  const price = (ticks: number) => grouped(tick.times(ticks).toFixed(1))
  return `price ${price(tape.data.lowTicks)} to ${price(tape.data.highTicks)}`
}

/** Results beside the published ones, best first, then the benchmarks. */
function resultTable({ rows, ranking, benchmarks }: Leaderboard): string {
  const ordered = ranking.flatMap((name) => rows.filter(({ entry }) => entry.contestant === name))
  const columns = [
    { title: '#' },
    { title: 'contestant', align: 'left' as const },
    { title: 'return %' },
    { title: 'publ.' },
    { title: 'peak %' },
    { title: 'publ.' },
    { title: 'peak to end' },
    { title: 'publ.' },
    { title: 'worst fall: daily' },
    { title: 'any tick %' },
    { title: 'equity', align: 'left' as const },
  ]
  const ofRuns = ordered.map(({ report, entry: { contestant, published }, curve }, index) => [
    String(index + 1),
    contestant,
    signed(report.returnPct),
    published?.returnPct === undefined
      ? rankText(published?.rank)
      : signedText(published.returnPct),
    signed(report.peakReturnPct),
    published?.peakReturnPct === undefined ? '–' : signedText(published.peakReturnPct),
    fixed(report.peakToEndPct),
    published?.peakToEndPct === undefined ? '–' : fixed(published.peakToEndPct),
    fixed(report.maxDrawdownPct),
    fixed(report.maxDrawdownTickPct),
    `${sparkline(curve)}${report.liquidated ? ' liquidated' : ''}`,
  ])
  const ofBenchmarks = benchmarks.map((report) => [
    '',
    `hold at ${report.leverage}x`,
    signed(report.returnPct),
    '',
    signed(report.peakReturnPct),
    '',
    fixed(report.peakToEndPct),
    '',
    fixed(report.maxDrawdownPct),
    fixed(report.maxDrawdownTickPct),
    `${sparkline(report.curve)}${report.liquidated ? ' liquidated' : ''}`,
  ])
  return table(columns, [...ofRuns, ...ofBenchmarks])
}

/** Where the results come from. */
function causeTable({ rows, ranking, benchmarks }: Leaderboard): string {
  const ordered = ranking.flatMap((name) => rows.filter(({ entry }) => entry.contestant === name))
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
    { title: 'off-grid: spells' },
    { title: 'hours' },
    { title: 'deepest' },
  ]
  const ofBenchmarks = benchmarks.map((report) => [
    `hold at ${report.leverage}x`,
    ...['', '', '', '', '', ''],
    signed(report.totalPnl),
    fixed(report.fee),
    signed(report.fundingFee),
  ])
  return table(columns, [...ordered.map(causeRow), ...ofBenchmarks])
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

function offGridTotals(spells: readonly OffGridReport[]): {
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
function notesOf({ season, tape }: Leaderboard): readonly string[] {
  const day = MICROS_PER_DAY / 3
  const { fundingFromMicros: from, fundingToMicros: to } = tape
  return [
    ...(tape.kind === 'reconstruction' ? [RECONSTRUCTION] : []),
    ...season.notes,
    ...(from === null ? ['No funding rates: no funding was paid or received.'] : []),
    ...(from !== null && from - season.startMicros > day
      ? [`Funding rates begin at ${isoTime(from)}: before that none was paid or received.`]
      : []),
    ...(to !== null && season.endMicros - to > day
      ? [`Funding rates end at ${isoTime(to)}: after that none was paid or received.`]
      : []),
  ]
}

function rankText(rank: number | undefined): string {
  return rank === undefined ? '–' : `#${rank}`
}

function fixed(text: string): string {
  return new Decimal(text).toFixed(2)
}

function signedText(text: string): string {
  const value = new Decimal(text)
  return `${value.gt(0) ? '+' : ''}${value.toFixed(2)}`
}

function signed(text: string): string {
  return paintSign(text, signedText(text))
}

/** Digits in groups of three: 413,407. */
export function grouped(value: number | string): string {
  const [whole = '', decimals] = String(value).split('.')
  const digits = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return decimals === undefined || /^0*$/.test(decimals) ? digits : `${digits}.${decimals}`
}
