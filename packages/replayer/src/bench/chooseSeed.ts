import * as E from 'fp-ts/Either'
import { type Observable, lastValueFrom, of } from 'rxjs'
import { type Leaderboard, type SeasonBatch, leaderboard } from '@gridledger/projections'
import { join } from 'node:path'
import { prepareSeason } from '../season/prepareSeason'
import { readSeasonFile } from '../season/seasonFile'
import { simulateSeason } from '../season/simulateSeason'

/** The nine published numbers that a reconstruction is held against, in percent and points. */
function distance(board: Leaderboard): number {
  const squares = board.rows.flatMap(({ report, entry }) => {
    const published = entry.published ?? {}
    const isWhole = published.returnPct !== undefined
    const pairs: readonly (readonly [string | undefined, string])[] = [
      [published.returnPct, report.returnPct],
      [published.peakReturnPct, report.peakReturnPct],
      // Where final and peak are published, the fall is no number of its own.
      [isWhole ? undefined : published.peakToEndPct, report.peakToEndPct],
      [published.bestDay, report.bestDay],
    ]
    return pairs.flatMap(([theirs, ours]) =>
      theirs === undefined ? [] : [(Number(ours) - Number(theirs)) ** 2],
    )
  })
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
}

/** Prints the distance of each seed's season to the published figures, the closest first. */
async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 400)
  const file = readSeasonFile(join(__dirname, '..', '..', 'seasons', 'okx-aicoin-2025.json'))
  if (E.isLeft(file)) throw new Error(file.left)
  const results: { readonly seed: number; readonly distance: number; readonly ranking: string }[] =
    []
  for (let seed = 1; seed <= count; seed += 1) {
    const season = { ...file.right.season, tape: { embedded: `okx-season-1:${seed}` } }
    const prepared = await prepareSeason({ ...file.right, season })
    if (E.isLeft(prepared)) throw new Error(prepared.left)
    const batches: Observable<SeasonBatch> = of(await simulateSeason(prepared.right))
    const board = await lastValueFrom(batches.pipe(leaderboard()))
    results.push({ seed, distance: distance(board), ranking: board.ranking.join(' ') })
  }
  results.sort((a, b) => a.distance - b.distance)
  for (const { seed, distance: far, ranking } of results.slice(0, 10))
    console.log(seed, far.toFixed(3), ranking)
  const ordered = results.filter(({ ranking }) =>
    /^claude gpt-5 gemini (deepseek grok-4|grok-4 deepseek) qwen3$/.test(ranking),
  )
  const median = results[Math.floor(results.length / 2)]
  console.log(
    `${results.length} seeds, median distance ${median?.distance.toFixed(3) ?? ''}; published ranking in ${ordered.length}`,
  )
}

void main()
