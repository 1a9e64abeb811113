import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { from, lastValueFrom } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { type Leaderboard, leaderboard } from '@gridledger/projections'
import {
  type PreparedSeason,
  type ReadSeasonFile,
  type RunOutcome,
  prepareSeason,
  readSeasonFile,
  runSeason,
} from '@gridledger/replayer'

const ROOT = join(__dirname, '..', '..')
export const SEASON_FILE = join(ROOT, 'packages', 'replayer', 'seasons', 'okx-aicoin-2025.json')

/** Real market data that is not part of the project; tests that need it skip without it. */
export const SHARED_DATA = join(ROOT, '..', 'shared', 'data')
export const describeWithData = existsSync(SHARED_DATA) ? describe : describe.skip

const OKX = join(SHARED_DATA, 'okx')
const BINANCE = join(SHARED_DATA, 'binance')
const FUNDING = join(OKX, 'BTC-USDT-SWAP-funding.csv')
const MINUTE = 60_000_000

type Tape = ReadSeasonFile['season']['tape']
/** The tapes of real prices that season 1 is run on. */
export const TAPES: Readonly<Record<string, Tape>> = {
  'OKX, one minute': {
    candles: [join(OKX, 'BTC-USDT-SWAP-1m-refined.csv')],
    interval: MINUTE,
    funding: [FUNDING],
  },
  'OKX, fifteen minutes': {
    candles: [join(OKX, 'BTC-USDT-SWAP-15m.csv')],
    interval: 15 * MINUTE,
    funding: [FUNDING],
  },
  'Binance, five minutes': {
    candles: [join(BINANCE, 'BTCUSDT-perp-5m.csv')],
    interval: 5 * MINUTE,
    funding: [join(BINANCE, 'BTCUSDT-perp-funding.csv')],
  },
}

export function right<A>(result: E.Either<unknown, A>): A {
  if (E.isLeft(result)) throw new Error(String(result.left))
  return result.right
}

/** Season 1, with changes. */
export function seasonOne(change: Partial<ReadSeasonFile['season']> = {}): ReadSeasonFile {
  const file = right(readSeasonFile(SEASON_FILE))
  return { ...file, season: { ...file.season, ...change } }
}

export async function prepared(file: ReadSeasonFile): Promise<PreparedSeason> {
  return right(await prepareSeason(file))
}

export interface Played {
  readonly outcome: RunOutcome
  readonly board: Leaderboard
}

/** Runs a season into a ledger and folds its leaderboard. */
export async function play(ledger: Ledger, season: PreparedSeason): Promise<Played> {
  const { outcome, batches } = await runSeason(ledger, season)
  return { outcome, board: await lastValueFrom(from(batches).pipe(leaderboard())) }
}

/** A folder for one test's files. */
export async function inFolder<A>(work: (folder: string) => Promise<A>): Promise<A> {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-test-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
