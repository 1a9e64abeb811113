import { Decimal, MICROS_PER_DAY, type SparseEvent } from '@gridledger/domain'
import { type Leaderboard, isoTime } from '@gridledger/projections'
import type { SeasonDigest } from '../season/digest'
import type { RunOutcome } from '../season/runSeason'
import { fixed, grouped } from '../text/format'
import { notesOf } from '../text/seasonNotes'
import { moment, paint } from '../text/terminal'
import { causeTable, isCompared, resultTable } from './leaderboardTables'
import { ledgerFlag } from './ledgerFlag'

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
  const address = ledgerFlag(ledger)
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
