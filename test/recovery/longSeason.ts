import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SEASON_1_START } from '../support/marketFiles'
import { type Bar, candleCsv, fundingCsv } from '../support/tapes'

const MINUTE = 60_000_000
const HOUR = 60 * MINUTE
/** So many minutes that their ticks are three batches of a run; a multiple of 33, see below. */
const BARS = 17_490
export const SEASON = 'long'

const BOT = {
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '108000',
  upperPrice: '113000',
  gridCount: 40,
  leverage: '5',
  investment: '1000',
}
const iso = (micros: number) => new Date(micros / 1000).toISOString()

/** Files of a season in a folder of its own: `long.json` and the market that it names. */
export function writeLongSeason(folder: string, season = SEASON, minutes = BARS): void {
  mkdirSync(folder, { recursive: true })
  const bars = wander(minutes + 1)
  const marks = bars.filter((_, bar) => bar % 30 === 0)
  const rates = Array.from({ length: 70 }, (_, index) => {
    return [SEASON_1_START + index * 8 * HOUR, index % 3 === 0 ? '-0.0001' : '0.0001'] as const
  })
  writeFileSync(join(folder, 'candles.csv'), candleCsv(SEASON_1_START, bars))
  writeFileSync(join(folder, 'marks.csv'), candleCsv(SEASON_1_START, marks, 30 * MINUTE))
  writeFileSync(join(folder, 'funding.csv'), fundingCsv(rates))
  const tape = { candles: 'candles.csv', interval: '1m', mark: 'marks.csv', markInterval: '30m' }
  const document = {
    season,
    instrument: 'BTC-USDT-SWAP',
    start: iso(SEASON_1_START),
    end: iso(SEASON_1_START + minutes * MINUTE),
    tape: { ...tape, funding: 'funding.csv' },
    contestants: [
      {
        ...BOT,
        name: 'amended',
        amendments: [amendment((minutes * 9) / 33), amendment((minutes * 25) / 33)],
      },
      { ...BOT, name: 'closed', direction: 'short', takeProfit: { ratio: '0.03' } },
    ],
  }
  writeFileSync(join(folder, `${season}.json`), JSON.stringify(document))
}

function amendment(minutes: number): object {
  return { at: iso(SEASON_1_START + minutes * MINUTE), set: { gridCount: minutes % 37 } }
}

/** A price that wanders within the grid: the digits of a linear congruential generator. */
function wander(count: number): readonly Bar[] {
  let state = 1
  const below = (bound: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * bound)
  }
  let price = 110_500
  return Array.from({ length: count }, (): Bar => {
    const open = price
    const close = open + below(121) - 60 + Math.sign(110_500 - open) * below(8)
    price = close
    return [open, Math.max(open, close) + below(20), Math.min(open, close) - below(20), close]
  })
}

/** So many that they are appended in several batches, and read while a person could watch. */
const TRADES = 220_000

/** Writes trades.csv, at uneven times, so that it packs no better than a market's. */
export function writeTrades(folder: string): void {
  const prices = wander(TRADES / 4).flat()
  let time = SEASON_1_START / 1000
  const rows = prices.map((price, index) => {
    time += (index * 7919 + price) % 501
    return `BTC-USDT-SWAP,${1000 + index},buy,${price},0.2,${time}`
  })
  const header = 'instrument_name,trade_id,side,price,size,created_time'
  writeFileSync(join(folder, 'trades.csv'), [header, ...rows, ''].join('\n'))
}
