import { type Ledger, tapeStream } from '@gridledger/domain'
import { type Leaderboard, leaderboard } from '@gridledger/projections'
import { finalize, from, lastValueFrom, tap } from 'rxjs'
import { seasonDigest } from '../season/digest'
import type { FoundSeason } from '../season/findRun'
import { readSparse } from '../season/market'
import { readSeason } from '../season/readSeason'
import type { RecordedSpan } from '../season/recordedSpan'
import { leaderboardJson, leaderboardText } from './leaderboard'
import { unfinishedNote } from './momentText'
import type { CommonOptions } from './options'
import { tickProgress } from './progress'
import { shellText } from './shell'

/** Prints what `run` printed of a season, read again. */
export async function printBoard(
  ledger: Ledger,
  { facts, opened: { season } }: FoundSeason,
  { lastTick, lastMicros, isFinished }: RecordedSpan,
  { tz, json }: Pick<CommonOptions, 'tz'> & { readonly json?: boolean | undefined },
): Promise<void> {
  const progress = tickProgress(season, lastTick + 1)
  const batches = from(readSeason(ledger, season, isFinished ? {} : { untilTick: lastTick })).pipe(
    tap(({ ticks }) => progress.update(ticks.firstRevision + ticks.batch.count)),
    finalize(progress.stop),
  )
  const whole = await lastValueFrom(batches.pipe(leaderboard()))
  const board = isFinished ? whole : withNote(whole, unfinishedNote(lastMicros, tz))
  const digest = await seasonDigest(ledger, season)
  const tape = (await readSparse(ledger, tapeStream(facts.tape))).events.at(-1)
  if (tape === undefined) throw new Error(`${facts.tape}: a tape without events`)
  const outcome = isFinished ? ('replayed' as const) : ('unfinished' as const)
  const command = shellText(['replay', season])
  const result = { board, outcome, digest, tape, ledger: ledger.address, command }
  console.log(json === true ? JSON.stringify(leaderboardJson(result)) : leaderboardText(result, tz))
}

function withNote(board: Leaderboard, note: string): Leaderboard {
  return { ...board, season: { ...board.season, notes: [...board.season.notes, note] } }
}
