import { BTC_USDT_SWAP, Decimal, at, bridge, instrumentUnits, ticksOf } from '@gridledger/domain'
import { OKX_SEASON_1_SEED } from '../../packages/replayer/src/import/embeddedTape'
import {
  okxSeason1FourHours,
  okxSeason1Funding,
} from '../../packages/replayer/src/import/okxSeason1'
import type { ReadSeasonFile } from '../../packages/replayer/src/season/seasonFile'
import type { SuiteFolder } from './files'
import { type Bar, candleCsv, fundingCsv } from './tapes'

const MINUTE = 60_000_000
/** 2025-10-23T18:30:00Z, when season 1 began. */
export const SEASON_1_START = 1_761_244_200_000_000

/**
 * Files of the embedded tape's minutes from the start of season 1 on, with its funding, and marks
 * every five minutes that lie some USDT beside the last price.
 */
export function marketFiles(folder: SuiteFolder, bars: number): ReadSeasonFile['season']['tape'] {
  const { openTicks, highTicks, lowTicks, closeTicks, openTimeMicros } = firstMinutes(bars)
  const first = openTimeMicros.indexOf(SEASON_1_START)
  const rows = Array.from({ length: bars }, (_, bar): Bar => {
    const [open, high] = [at(openTicks, first + bar), at(highTicks, first + bar)]
    const [low, close] = [at(lowTicks, first + bar), at(closeTicks, first + bar)]
    return [open / 10, high / 10, low / 10, close / 10]
  })
  const marks = rows
    .filter((_, bar) => bar % 5 === 0)
    .map(([open], index): Bar => {
      const mark = Math.round(open) + (index % 7) - 3
      return [mark, mark + 5, mark - 4, mark + 1]
    })
  folder.write('candles.csv', candleCsv(SEASON_1_START, rows))
  folder.write('marks.csv', candleCsv(SEASON_1_START + 10 * MINUTE, marks.slice(2), 5 * MINUTE))
  const rates = okxSeason1Funding.map(([time, rate]) => [Date.parse(time) * 1000, rate] as const)
  folder.write('funding.csv', fundingCsv(rates))
  return {
    candles: ['candles.csv'],
    interval: MINUTE,
    funding: ['funding.csv'],
    mark: ['marks.csv'],
    markInterval: 5 * MINUTE,
  }
}

/** The embedded tape as far as it is needed: a bar's minutes depend on no later bar. */
function firstMinutes(bars: number): ReturnType<typeof bridge> {
  const units = instrumentUnits(BTC_USDT_SWAP)
  const rows = okxSeason1FourHours.slice(0, Math.ceil((bars + 150) / 240))
  const column = (field: 1 | 2 | 3 | 4) =>
    Float64Array.from(rows, (row) => ticksOf(units, new Decimal(row[field])))
  const coarse = {
    count: rows.length,
    openTimeMicros: Float64Array.from(rows, ([time]) => Date.parse(time) * 1000),
    openTicks: column(1),
    highTicks: column(2),
    lowTicks: column(3),
    closeTicks: column(4),
  }
  return bridge(coarse, { parts: 240, intervalMicros: MINUTE, seed: OKX_SEASON_1_SEED })
}
