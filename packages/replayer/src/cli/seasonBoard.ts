import { type Ledger, tapeStream } from '@gridledger/domain'
import { type Leaderboard, initialSeasonView, leaderboard } from '@gridledger/projections'
import { finalize, from, lastValueFrom, tap } from 'rxjs'
import { readSparse } from '../season/market'
import type { ReplaySource } from '../season/replaySource'
import { leaderboardJson, leaderboardText } from './leaderboard'
import { unfinishedNote } from './momentText'
import type { CommonOptions } from './options'
import { tickProgress } from './progress'
import { shellText } from './shell'

/** Prints what `run` printed of a season, or of one of its runs, read again. */
export async function printBoard(
  ledger: Ledger,
  { name, tape: tapeName, span, batches: read, digest: digestOf }: ReplaySource,
  { tz, json }: Pick<CommonOptions, 'tz'> & { readonly json?: boolean | undefined },
): Promise<void> {
  const { lastTick, lastMicros, isFinished } = span
  const progress = tickProgress(name, lastTick + 1)
  const batches = from(read(initialSeasonView)).pipe(
    tap(({ ticks }) => progress.update(ticks.firstRevision + ticks.batch.count)),
    finalize(progress.stop),
  )
  const whole = await lastValueFrom(batches.pipe(leaderboard()))
  const board = isFinished ? whole : withNote(whole, unfinishedNote(lastMicros, tz))
  const digest = await digestOf()
  const tape = (await readSparse(ledger, tapeStream(tapeName))).events.at(-1)
  if (tape === undefined) throw new Error(`${tapeName}: a tape without events`)
  const outcome = isFinished ? ('replayed' as const) : ('unfinished' as const)
  const command = shellText(['replay', name])
  const result = { board, outcome, digest, tape, ledger: ledger.address, command }
  console.log(json === true ? JSON.stringify(leaderboardJson(result)) : leaderboardText(result, tz))
}

function withNote(board: Leaderboard, note: string): Leaderboard {
  return { ...board, season: { ...board.season, notes: [...board.season.notes, note] } }
}
