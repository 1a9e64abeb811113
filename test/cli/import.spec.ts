import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Bar, candleCsv, fundingCsv } from '../support/tapes'
import { gridledger } from './gridledger'

const MINUTE = 60_000_000
const START = Date.UTC(2025, 0, 1) * 1000
const bars = (from: number, to: number): readonly Bar[] =>
  Array.from({ length: to - from }, (_, index) => {
    const open = 110_000 + (((from + index) * 37) % 50)
    return [open, open + 60, open - 60, open + 10]
  })
const csv = (from: number, to: number) => candleCsv(START + from * MINUTE, bars(from, to))
const TRADES = [
  'instrument_name,trade_id,side,price,size,created_time',
  ...[110_000, 110_020, 109_990, 110_030, 110_010].map((price, index) => {
    return `BTC-USDT-SWAP,${700 + index},buy,${price},0.1,${START / 1000 + index * 500}`
  }),
].join('\n')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-import-'))
  writeFileSync(join(folder, 'candles.csv'), csv(0, 30))
  writeFileSync(join(folder, 'trades.csv'), TRADES)
  writeFileSync(join(folder, 'funding.csv'), fundingCsv([[START + 9 * MINUTE, '0.0001']]))
  writeFileSync(join(folder, 'mark.csv'), candleCsv(START, bars(0, 6), 5 * MINUTE))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const run = (...args: readonly string[]) => gridledger(folder, ...args)
const json = async (...args: readonly string[]): Promise<unknown> => {
  const { code, out, err } = await run(...args, '--json')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}
const ledgerHash = () =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'gridledger.db')))
    .digest('hex')

describe('import', () => {
  it('records candles with marks and funding, and says what it took them for', async () => {
    const { code, out } = await run(
      'import',
      'candles.csv',
      '--funding',
      'funding.csv',
      '--mark',
      'mark.csv',
    )
    expect(code).toBe(0)
    for (const said of [
      'candles.csv: plain candles, 30 rows, 1m',
      'mark.csv: plain candles, 6 rows, 5m',
      'funding.csv: plain funding rates, 1 rows',
      '2025-01-01 00:00 UTC to 2025-01-01 00:29 UTC',
      '117, price 109,940 to 110,109',
      'gaps     none',
      'recorded now',
    ])
      expect(out).toContain(said)
    const streams = (await run('events')).out
    expect(streams).toMatch(/tape-candles-[0-9a-f]{12} +3 /)
    expect(streams).toMatch(/ticks-candles-[0-9a-f]{12} +117 /)
    expect(streams).toMatch(/marks-candles-[0-9a-f]{12} +23 /)
  })

  it('leaves a tape that is there as it is', async () => {
    expect(await json('import', 'candles.csv')).toMatchObject({ outcome: 'recorded' })
    const before = ledgerHash()
    expect(await json('import', 'candles.csv')).toMatchObject({ outcome: 'unchanged' })
    expect(ledgerHash()).toBe(before)
    expect(readdirSync(folder).filter((name) => name.startsWith('gridledger.db'))).toEqual([
      'gridledger.db',
    ])
  })

  it('reads several packed files as one, whatever their order', async () => {
    writeFileSync(join(folder, 'b.csv.gz'), gzipSync(csv(10, 30)))
    writeFileSync(join(folder, 'a.csv.gz'), gzipSync(csv(0, 10)))
    const joined = await json('import', 'b.csv.gz', 'a.csv.gz')
    expect(joined).toMatchObject({
      ticks: 117,
      sources: [
        {
          file: 'a.csv.gz',
          rows: 30,
          parts: [
            { file: 'a.csv.gz', lines: 11 },
            { file: 'b.csv.gz', lines: 21 },
          ],
        },
      ],
    })
  })

  it('cuts to a span, and names the span with its flags', async () => {
    const span = ['--from', '2025-01-01T00:05:00Z', '--to', '2025-01-01T00:10:00Z']
    expect(await json('import', 'candles.csv', ...span)).toMatchObject({
      ticks: 21,
      from: '2025-01-01T00:05:00Z',
      to: '2025-01-01T00:10:00Z',
    })
    const { code, err } = await run('import', 'candles.csv', '--to', '2025-01-01T00:10:30Z')
    expect(code).toBe(2)
    expect(err).toContain('--to: expected the open of a bar of candles.csv')
  })

  it('accepts gaps when told to, and counts them', async () => {
    const rows = csv(0, 30).split('\n')
    writeFileSync(join(folder, 'gaps.csv'), [...rows.slice(0, 5), ...rows.slice(8)].join('\n'))
    const refused = (await run('import', 'gaps.csv')).err
    expect(refused).toContain('gaps.csv, line 6: expected the bar of')
    expect(refused).toContain('gridledger: --accept-gaps goes on over gaps\n')
    // What no accepting helps with gets no such advice.
    const odd = (await run('import', 'gaps.csv', '--interval', '2m')).err
    expect(odd).toContain('another interval, or a time that is not on it')
    expect(odd).not.toContain('--accept-gaps')
    expect(await json('import', 'gaps.csv', '--accept-gaps')).toMatchObject({
      gaps: { count: 1, longestMicros: 3 * MINUTE },
      season: { tape: { acceptGaps: true } },
    })
    expect((await run('import', 'gaps.csv', '--accept-gaps')).out).toContain(
      'gaps     1, the longest 3 min',
    )
  })

  it('takes each trade as one tick, with the line of its row', async () => {
    const tape = await json('import', 'trades.csv')
    expect(tape).toMatchObject({
      kind: 'trades',
      ticks: 5,
      lowPrice: '109990',
      highPrice: '110030',
    })
    const stream = /ticks-trades-[0-9a-f]{12}/.exec((await run('events')).out)?.[0] ?? ''
    expect(await json('events', stream)).toMatchObject(
      [1_100_000, 1_100_200, 1_099_900, 1_100_300, 1_100_100].map((priceTicks, index) => ({
        type: 'PriceTicked',
        timeMicros: START + index * 500_000,
        cause: { stream: 'trades.csv', revision: index + 2 },
        data: { priceTicks },
      })),
    )
  })

  it.each([
    [['candles.csv', '--funding', 'funding.csv', '--mark', 'mark.csv']],
    [['candles.csv', '--candle-path', 'seeded:4']],
    [['trades.csv']],
  ])('prints what a season has to say to run on that very tape: %j', async (args) => {
    const imported = await json('import', ...args)
    const keys: unknown = Reflect.get(Object(imported), 'season')
    const bot = {
      ...{ name: 'bot', direction: 'neutral', spacing: 'arithmetic', lowerPrice: '106000' },
      ...{ upperPrice: '116000', gridCount: 20, leverage: '5', investment: '1000' },
    }
    const season = { season: 's', instrument: 'BTC-USDT-SWAP', ...Object(keys), contestants: [bot] }
    writeFileSync(join(folder, 's.json'), JSON.stringify(season))
    expect(await json('run', 's.json')).toMatchObject({
      tape: Reflect.get(Object(imported), 'tape'),
    })
    expect((await run('events')).out.match(/ ticks-/g)).toHaveLength(1)
  })

  it('refuses times in seconds, and trades outside of their file', async () => {
    const seconds = csv(0, 5).replaceAll('000,', ',')
    writeFileSync(join(folder, 'seconds.csv'), seconds)
    const ended = await run('import', 'seconds.csv')
    expect(ended.code).toBe(2)
    expect(ended.err).toContain('seconds.csv, line 2: ts_ms_utc: expected milliseconds, found "17')
    const early = await run('import', 'trades.csv', '--to', '2024-12-31T00:00:00Z')
    expect(early.code).toBe(2)
    expect(early.err).toContain('--to: expected a time after 2025-01-01T00:00:00Z, the first trade')
  })

  it.each([
    [['--interval', '7'], '--interval'],
    [['--from', '2025-01-01T00:29:30Z'], '--from: expected a time within candles.csv, which has'],
    [['--from', '2025-01-01T00:29:00Z'], '--to: expected at least one bar after the start'],
    [['--from', 'yesterday'], 'expected a time with its zone'],
    [['--instrument', 'BTC-USDT-SWOP'], 'expected BTC-USDT-SWAP, found "BTC-USDT-SWOP"'],
    [['--candle-path', 'shortest'], '--candle-path: expected nearest, high-first'],
    [['--interval', '5m'], 'candles.csv, line 3: expected the bar of 2025-01-01T00:05:00Z'],
  ])('refuses %j and writes nothing', async (args, message) => {
    const { code, err } = await run('import', 'candles.csv', ...args)
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(readdirSync(folder)).not.toContain('gridledger.db')
  })
})
