import { Decimal, type Published } from '@gridledger/domain'
import type { LeaderboardRow, OffGridReport } from '@gridledger/projections'
import { fixed, signedText } from './format'

/** The rows of a leaderboard, best first. */
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

/** How long a run was beyond its range, and how far at most in quote currency. */
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
