import { Decimal } from '@gridledger/domain'
import type { Leaderboard } from '@gridledger/projections'
import { seasonOne } from './shared'
import { HOUR_MICROS, boardOf, micros, tapeOf } from './simulated'

/** How a season stands at one end; contestants in order of entry, returns in percent. */
export interface Ending {
  readonly endMicros: number
  readonly returns: ReadonlyMap<string, Decimal>
  /** The highest return first; equal ones in order of entry. */
  readonly ranking: readonly string[]
}

export type RankingVerdict = 'published' | 'swapped' | 'other'

const PUBLISHED = 'claude gpt-5 gemini deepseek grok-4 qwen3'
/** The report calls deepseek and grok-4 almost the same. */
const SWAPPED = 'claude gpt-5 gemini grok-4 deepseek qwen3'

const { start, end } = seasonOne().season
/** The window that was fitted to the published figures. */
export const FITTED = { startMicros: start, endMicros: end }

/** The leaderboard of season 1 on OKX's minutes between two times, sampled by the hour. */
export function hourlyBoard(startMicros: number, endMicros: number): Promise<Leaderboard> {
  const tape = tapeOf('OKX, one minute')
  return boardOf({ tape, start: startMicros, end: endMicros, sampleEvery: HOUR_MICROS })
}

/**
 * Season 1 as it would have ended at each hour from `firstEndMicros` to the board's own end. A sample
 * is valued as an end is, at the open of its bar and with funding, so one run gives all ends.
 */
export function endingsOf(board: Leaderboard, firstEndMicros: number): readonly Ending[] {
  const count = (board.season.endMicros - firstEndMicros) / HOUR_MICROS + 1
  return Array.from({ length: count }, (_, hour) =>
    endingAt(board, firstEndMicros + hour * HOUR_MICROS),
  )
}

function endingAt({ rows }: Leaderboard, endMicros: number): Ending {
  const returns = new Map<string, Decimal>()
  for (const { report, entry } of rows) {
    const sample = report.samples.find(({ time }) => micros(time) === endMicros)
    if (sample === undefined) throw new Error(`${report.run} has no sample at ${endMicros}`)
    const invested = new Decimal(entry.parameters.investment)
    const profit = new Decimal(sample.equity).minus(invested)
    returns.set(entry.contestant, profit.div(invested).times(100))
  }
  const ranking = [...returns].sort(([, a], [, b]) => b.comparedTo(a)).map(([name]) => name)
  return { endMicros, returns, ranking }
}

/** Who has lost money. */
export function losers({ returns }: Ending): readonly string[] {
  return [...returns].filter(([, value]) => value.lessThan(0)).map(([name]) => name)
}

/** How the ranking stands to the published one, whoever lost. */
export function rankingVerdict({ ranking }: Ending): RankingVerdict {
  const order = ranking.join(' ')
  return order === PUBLISHED ? 'published' : order === SWAPPED ? 'swapped' : 'other'
}
