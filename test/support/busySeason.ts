import type { ReadSeasonFile } from '../../packages/replayer/src/season/seasonFile'
import {
  type PreparedSeason,
  prepareSeason,
} from '../../packages/replayer/src/season/prepareSeason'
import type { SuiteFolder } from './files'
import { SEASON_1_START, marketFiles } from './marketFiles'
import { right } from './tapes'

const MINUTE = 60_000_000
export const BUSY = 'busy'
/** So many minutes that their ticks come in two batches. */
export const BUSY_BARS = 1200

const BOT = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '108000',
  upperPrice: '113000',
  gridCount: 40,
  leverage: '5',
  investment: '1000',
} as const
const after = (minutes: number) => SEASON_1_START + minutes * MINUTE

/** A season in which everything happens that can happen to a grid. */
export const CONTESTANTS: ReadSeasonFile['season']['contestants'] = [
  {
    ...BOT,
    name: 'amended',
    amendments: [
      { at: after(200), set: { lowerPrice: '109000', gridCount: 30 } },
      { at: after(500), set: { gridCount: 1 } },
      { at: after(900) + 1, set: { addMargin: '500', makerFee: '0.0001' } },
    ],
  },
  {
    ...BOT,
    name: 'stopped',
    direction: 'long',
    stopLoss: { ratio: '0.02' },
    takeProfit: { ratio: '0.03' },
  },
  { ...BOT, name: 'liquidated', direction: 'long', leverage: '100', quantityPerGrid: '2.5' },
  { ...BOT, name: 'kept', direction: 'short', takeProfit: { ratio: '0.005' }, onStop: 'keep' },
]

/** That season, on real files of the embedded tape's minutes with marks and funding. */
export function busySeason(folder: SuiteFolder): ReadSeasonFile['season'] {
  return {
    season: BUSY,
    instrument: 'BTC-USDT-SWAP',
    start: SEASON_1_START,
    end: after(BUSY_BARS),
    tape: marketFiles(folder, BUSY_BARS + 1),
    sampleEvery: 240 * MINUTE,
    contestants: CONTESTANTS,
  }
}

export async function prepared(
  folder: SuiteFolder,
  season: ReadSeasonFile['season'],
): Promise<PreparedSeason> {
  return right(await prepareSeason({ path: 'season.json', folder: folder.path, season }))
}
