import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { BTC_USDT_SWAP, Decimal, at } from '@gridledger/domain'
import { right } from '../../../../test/support/tapes'
import type { CandleSource } from './candleSource'
import { EMBEDDED_TAPES, OKX_SEASON_1_SEED, embeddedTape } from './embeddedTape'
import { okxSeason1FourHours, okxSeason1Funding } from './okxSeason1'
import { makeTape } from './tape'
import type { TapeSource } from './tapeSource'

const SPAN = {
  fromMicros: Date.UTC(2025, 9, 23, 18, 30) * 1000,
  toMicros: Date.UTC(2025, 9, 24) * 1000,
  candlePath: 'nearest',
}
const nameOf = (source: TapeSource) => right(makeTape(source, SPAN)).name
const barsOf = ({ prices }: TapeSource): CandleSource => {
  if (!('candles' in prices)) throw new Error('a tape of trades')
  return prices
}
/** A digest of all figures of a source's candles. */
const bytesOf = (source: TapeSource) => {
  const { candles } = barsOf(source)
  const hash = createHash('sha256')
  const { openTimeMicros, openTicks, highTicks, lowTicks, closeTicks } = candles
  for (const column of [openTimeMicros, openTicks, highTicks, lowTicks, closeTicks]) {
    hash.update(column)
  }
  return hash.digest('hex')
}
const shipped = right(embeddedTape('okx-season-1'))
/** With the largest seed that there is. */
const seeded = right(embeddedTape(`okx-season-1:${2 ** 31}`))

describe('embeddedTape', () => {
  it.each<[string, TapeSource]>([
    ['the shipped seed', shipped],
    ['another seed', seeded],
  ])('has the four-hour figures to the tick, with %s', (_, source) => {
    const { candles } = barsOf(source)
    expect(candles.count).toBe(okxSeason1FourHours.length * 240)
    const aggregated = okxSeason1FourHours.map((__, bar) => {
      const [from, to] = [bar * 240, (bar + 1) * 240]
      return [
        at(candles.openTimeMicros, from),
        at(candles.openTicks, from),
        Math.max(...candles.highTicks.subarray(from, to)),
        Math.min(...candles.lowTicks.subarray(from, to)),
        at(candles.closeTicks, to - 1),
      ]
    })
    const figures = okxSeason1FourHours.map(([time, ...prices]) => [
      Date.parse(time) * 1000,
      ...prices.map((price) => new Decimal(price).times(10).toNumber()),
    ])
    expect(aggregated).toEqual(figures)
  })

  it('is one candle a minute, without a gap, each in itself whole', () => {
    const { candles, intervalMicros, lines } = barsOf(shipped)
    expect(intervalMicros).toBe(60_000_000)
    let wrong = 0
    for (let row = 0; row < candles.count; row += 1) {
      const [open, close] = [at(candles.openTicks, row), at(candles.closeTicks, row)]
      const [high, low] = [at(candles.highTicks, row), at(candles.lowTicks, row)]
      const isWhole = low <= Math.min(open, close) && high >= Math.max(open, close) && low > 0
      const time = at(candles.openTimeMicros, 0) + row * 60_000_000
      if (!isWhole || at(candles.openTimeMicros, row) !== time || at(lines, row) !== row + 1) {
        wrong += 1
      }
    }
    expect(wrong).toBe(0)
  })

  it('says that it is a reconstruction, of which instrument, and has no marks', () => {
    expect(shipped.kind).toBe('reconstruction')
    expect(shipped.instrument).toBe(BTC_USDT_SWAP)
    expect(shipped.mark).toBeNull()
    expect(barsOf(shipped).source.file.rows).toBe(okxSeason1FourHours.length * 240)
  })

  it('has OKX’s funding, every eight hours', () => {
    const rows = shipped.funding!.rows
    expect(rows.map(({ rate }) => rate)).toEqual(okxSeason1Funding.map(([, rate]) => rate))
    expect(rows.every(({ timeMicros }) => timeMicros % (8 * 3_600_000_000) === 0)).toBe(true)
    expect(new Set(rows.map(({ timeMicros }) => timeMicros)).size).toBe(rows.length)
  })

  it('is the same, to the name, with the same seed', () => {
    const again = right(embeddedTape(`okx-season-1:${OKX_SEASON_1_SEED}`))
    expect(bytesOf(again)).toEqual(bytesOf(shipped))
    expect(nameOf(again)).toBe(nameOf(shipped))
  })

  it('is another, to the name, with another seed', () => {
    expect(bytesOf(seeded)).not.toEqual(bytesOf(shipped))
    expect(nameOf(seeded)).not.toBe(nameOf(shipped))
    expect(nameOf(seeded)).toMatch(/^okx-btc-usdt-swap-reconstruction-[0-9a-f]{12}$/)
  })

  it.each([
    '',
    ':',
    ':7',
    'okx-season-2',
    'OKX-season-1',
    ' okx-season-1',
    'okx-season-1 ',
    'okx-season-1:',
    'okx-season-1: 7',
    'okx-season-1:7:8',
    'okx-season-1:0x10',
    'okx-season-1:1e3',
    'okx-season-1:x',
    'okx-season-1:-1',
    'okx-season-1:1.5',
    'okx-season-1:NaN',
    'okx-season-1:2147483649',
    'okx-season-1:99999999999999999999',
    'constructor',
  ])('refuses %j', (name) => {
    const expected = 'okx-season-1, perhaps with a seed as in okx-season-1:7'
    expect(embeddedTape(name)).toEqual(
      E.left(`tape.embedded: expected ${expected}, found ${JSON.stringify(name)}`),
    )
  })

  it('ships under the names that are listed', () => {
    expect(EMBEDDED_TAPES).toEqual(['okx-season-1'])
  })
})
