import { at } from '@gridledger/domain'
import { embeddedTape } from '../../packages/replayer/src/import/embeddedTape'
import type { ReadSeasonFile } from '../../packages/replayer/src/season/seasonFile'
import type { SuiteFolder } from './files'
import { type Bar, candleCsv, fundingCsv, right } from './tapes'

const MINUTE = 60_000_000
/** 2025-10-23T18:30:00Z, when season 1 began. */
export const SEASON_1_START = 1_761_244_200_000_000

/**
 * Files of the embedded tape's minutes from the start of season 1 on, with its funding, and marks
 * every five minutes that lie some USDT beside the last price.
 */
export function marketFiles(folder: SuiteFolder, bars: number): ReadSeasonFile['season']['tape'] {
  const { candles, funding } = right(embeddedTape('okx-season-1'))
  const { openTicks, highTicks, lowTicks, closeTicks, openTimeMicros } = candles.candles
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
  const rates = (funding?.rows ?? []).map(({ timeMicros, rate }) => [timeMicros, rate] as const)
  folder.write('funding.csv', fundingCsv(rates))
  return {
    candles: 'candles.csv',
    interval: MINUTE,
    funding: 'funding.csv',
    mark: 'marks.csv',
    markInterval: 5 * MINUTE,
  }
}
