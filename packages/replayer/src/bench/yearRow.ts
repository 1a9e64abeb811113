import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { at } from '@gridledger/domain'
import { isoTime } from '@gridledger/projections'
import { grouped } from '../text/format'
import { BENCH_BOT, BENCH_SEASON, benchMarket, benchYear, countEvents } from './benchSeason'
import type { BenchSize } from './benchSize'
import { runCommandMeasured } from './commandRun'
import { writeCandles } from './csvFiles'
import { type Figures, measure } from './measure'
import { YEAR_GRID, seededCandles, seededSource } from './seededYear'
import { inFolder } from './temporary'

const LIMIT_MS = 3000

/** A year from its files to the printed leaderboard: a fresh process and a fresh ledger each round. */
export function yearRow({ yearBars, fewRounds }: BenchSize): Promise<Figures> {
  return inFolder(async (folder) => {
    const season = await writeYear(folder, yearBars)
    const events = await expectedEvents(yearBars)
    const peaks: number[] = []
    const figures = await measure(
      {
        count: 1,
        against: 'the limit of 3 s',
        baseline: () => Promise.resolve(LIMIT_MS),
        work: () => {
          const file = join(folder, 'year.db')
          const ledger = ['--ledger', `file:${file}`]
          const ended = runCommandMeasured(['run', season, ...ledger], folder)
          requireLeaderboard(ended.stdout, events)
          rmSync(file)
          peaks.push(ended.peakMemoryMb)
          return Promise.resolve(ended.milliseconds)
        },
      },
      fewRounds,
    )
    return { ...figures, peakMemoryMb: Math.max(...peaks) }
  })
}

/** Throws where a command has not printed a leaderboard with its digest and all events. */
export function requireLeaderboard(stdout: string, events: number): void {
  const isWhole =
    /^digest +[0-9a-f]{64}$/m.test(stdout) && stdout.includes(`events  ${grouped(events)} in `)
  if (!isWhole)
    throw new Error(`expected a leaderboard and ${grouped(events)} events, found ${stdout}`)
}

/** Of all streams: those of run and checks, the ticks, those around the tape and of the season. */
async function expectedEvents(bars: number): Promise<number> {
  const { prepared } = benchYear(bars)
  const { opening, ticks } = prepared.tape
  const [sealed, season] = [1, 3]
  const { events } = countEvents(prepared, await benchMarket(prepared.tape))
  return events + ticks.count + opening.length + sealed + season
}

/** Candles, funding rates and a season file on them, whose path it answers. */
async function writeYear(folder: string, bars: number): Promise<string> {
  const candles = seededCandles(bars)
  await writeCandles(join(folder, 'candles.csv'), candles)
  const rates = (seededSource(candles).funding?.rows ?? []).map(
    ({ timeMicros, rate }) => `${timeMicros / 1000},${rate}`,
  )
  const funding = ['ts_ms_utc,funding_rate', ...rates, ''].join('\n')
  writeFileSync(join(folder, 'funding.csv'), funding)
  const { quantityPerGrid: _none, takeProfit: _no, stopLoss: _nor, ...grid } = YEAR_GRID
  const file = {
    season: BENCH_SEASON,
    instrument: 'BTC-USDT-SWAP',
    start: isoTime(at(candles.openTimeMicros, 0)),
    end: isoTime(at(candles.openTimeMicros, bars - 1)),
    tape: { candles: 'candles.csv', interval: '1m', funding: 'funding.csv' },
    contestants: [{ name: BENCH_BOT, ...grid }],
  }
  const path = join(folder, 'year.json')
  writeFileSync(path, JSON.stringify(file))
  return path
}
