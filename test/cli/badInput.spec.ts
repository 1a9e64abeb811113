import { gzipSync } from 'node:zlib'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ZipFile } from 'yazl'
import { candleCsv } from '../support/tapes'
import { gridledger } from './gridledger'

const START = Date.UTC(2025, 0, 1) * 1000
const BARS = Array.from({ length: 30 }, (_, bar) => {
  const open = 110_000 + ((bar * 37) % 50)
  return [open, open + 60, open - 60, open + 10] as const
})
const GOOD = candleCsv(START, BARS)
const rows = GOOD.trim().split('\n')
/** The candles with one line changed. */
const withLine = (line: number, change: (fields: string[]) => readonly string[]) =>
  rows.map((row, at) => (at === line - 1 ? change(row.split(',')).join(',') : row)).join('\n')

const BOT = {
  name: 'bot',
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '106000',
  upperPrice: '116000',
  gridCount: 20,
  leverage: '5',
  investment: '1000',
}
const SEASON = {
  season: 'bad',
  instrument: 'BTC-USDT-SWAP',
  start: '2025-01-01T00:00:00Z',
  end: '2025-01-01T00:20:00Z',
  tape: { candles: 'candles.csv', interval: '1m' },
  contestants: [BOT],
}
const season = (changes: object) => JSON.stringify({ ...SEASON, ...changes })
const bot = (changes: object) => season({ contestants: [{ ...BOT, ...changes }] })

type Files = Readonly<Record<string, string | Uint8Array>>
type Case = readonly [name: string, files: Files, args: readonly string[], message: string]

const RUN = ['run', 'season.json']
const candles = (text: string | Uint8Array): Files => ({
  'candles.csv': text,
  'season.json': season({}),
})
const IMPORT = ['import', 'data']

/** A zip with the good candles under each of the names. */
async function zipOf(...names: readonly string[]): Promise<Buffer> {
  const zip = new ZipFile()
  for (const name of names) zip.addBuffer(Buffer.from(GOOD), name)
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** Runs a command in a folder with these files; what it printed, and what it left behind. */
async function refused(files: Files, args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'gridledger-bad-'))
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), content)
    }
    const { code, out, err } = await gridledger(folder, ...args)
    const left = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
    const changed = Object.entries(files).filter(
      ([name, content]) => !readFileSync(join(folder, name)).equals(Buffer.from(content)),
    )
    return { code, out, err, left, changed }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function expectRefused(
  files: Files,
  args: readonly string[],
  message: string,
): Promise<void> {
  const { code, out, err, left, changed } = await refused(files, args)
  expect(err).toContain(message)
  expect({ code, out, changed }).toEqual({ code: 2, out: '', changed: [] })
  expect(left).toEqual(Object.keys(files).sort())
}

const LAYOUTS = 'line 1: expected one of these layouts, found'
const OKX = 'instrument_name,open,high,low,close,vol,vol_ccy,vol_quote,open_time,confirm'
const okxRow = (name: string, minute: number) =>
  `${name},110000,110010,109990,110005,1,1,1,${START / 1000 + minute * 60_000},1`
/** The largest that a gzip can hold of nothing much. */
const bomb = () =>
  gzipSync(Buffer.concat([Buffer.from(`${rows[0] ?? ''}\n`), Buffer.alloc(96 * 1024 * 1024, '0')]))

describe('bad files end with exit code 2, a message, and nothing written', () => {
  it.each<Case>([
    [
      'a missing file',
      { 'season.json': season({}) },
      RUN,
      'candles.csv: expected a file, found none',
    ],
    ['a missing file of import', {}, IMPORT, 'data: expected a file, found none'],
    ['an empty file', candles(''), RUN, 'candles.csv: expected data, found an empty file'],
    [
      'nothing but a header',
      candles(rows[0] ?? ''),
      RUN,
      'candles.csv: expected candles, found none',
    ],
    [
      'a layout nobody knows',
      candles('date;price\n2025-01-01;1\n'),
      RUN,
      `candles.csv, ${LAYOUTS} "date;price"`,
    ],
    ['a picture', { data: Buffer.from('89504e470d0a1a0a0000000d', 'hex') }, IMPORT, LAYOUTS],
    [
      'time that goes backwards',
      candles(withLine(9, ([, ...prices]) => [String(START / 1000), ...prices])),
      RUN,
      'candles.csv, line 9: expected a bar after 2025-01-01T00:06:00Z, found 2025-01-01T00:00:00Z: time goes backwards',
    ],
    [
      'a duplicate',
      candles([...rows.slice(0, 9), ...rows.slice(8)].join('\n')),
      RUN,
      'candles.csv, line 10: expected a later bar, found 2025-01-01T00:07:00Z a second time',
    ],
    [
      'a gap',
      candles([...rows.slice(0, 9), ...rows.slice(11)].join('\n')),
      RUN,
      'candles.csv, line 10: expected the bar of 2025-01-01T00:08:00Z, found 2025-01-01T00:10:00Z: a gap',
    ],
    [
      'a price of zero',
      candles(
        withLine(5, ([time = '', open = '', high = '', , close = '']) => [
          time,
          open,
          high,
          '0',
          close,
        ]),
      ),
      RUN,
      'candles.csv, line 5: low: expected a positive price, found "0"',
    ],
    [
      'a negative price',
      candles(withLine(5, ([time = '', , ...more]) => [time, '-110000', ...more])),
      RUN,
      'candles.csv, line 5: open: expected a positive price, found "-110000"',
    ],
    [
      'a price beyond the bounds',
      candles(
        withLine(5, ([time = '', open = '', , ...more]) => [time, open, '214748364.8', ...more]),
      ),
      RUN,
      'candles.csv, line 5: high: expected at most 2147483647 ticks of 0.1, found "214748364.8"',
    ],
    [
      'a price between two ticks',
      candles(withLine(5, ([time = '', , ...more]) => [time, '110000.05', ...more])),
      RUN,
      'candles.csv, line 5: open: expected a multiple of the tick 0.1, found "110000.05"',
    ],
    [
      'high below low',
      candles(
        withLine(5, ([time = '', open = '', high = '', low = '', close = '']) => [
          time,
          open,
          low,
          high,
          close,
        ]),
      ),
      RUN,
      'candles.csv, line 5: expected high at or above low, found it below',
    ],
    [
      'a mixed instrument',
      { data: [OKX, okxRow('BTC-USDT-SWAP', 0), okxRow('ETH-USDT-SWAP', 1)].join('\n') },
      IMPORT,
      'data, line 3: instrument_name: expected BTC-USDT-SWAP in every row, found "ETH-USDT-SWAP"',
    ],
    [
      'a truncated gzip',
      { data: gzipSync(GOOD).subarray(0, -30) },
      IMPORT,
      'data: expected a whole packed file, found it cut short',
    ],
    ['a bomb', { data: bomb() }, IMPORT, 'bytes that unpack to more than 200 times as much'],
    [
      'funding rates in place of candles',
      { data: `ts_ms_utc,funding_rate\n${START / 1000},0.0001\n` },
      IMPORT,
      'data: expected candles, found plain funding rates',
    ],
  ])('%s', async (_, files, args, message) => {
    await expectRefused(files, args, message)
  })

  it.each([0.1, 0.5, 0.99])('a truncated zip, %d of it', async (share) => {
    const whole = await zipOf('candles.csv')
    const data = whole.subarray(0, Math.floor(whole.length * share))
    await expectRefused({ data }, IMPORT, 'data: expected a whole packed file, found it cut short')
  })

  it('a zip of two files', async () => {
    const message = 'data: expected a zip with one file in it, found 2: a.csv, b.csv'
    await expectRefused({ data: await zipOf('a.csv', 'b.csv') }, IMPORT, message)
  })

  it('a bad row in the middle of 200,000', async () => {
    const bar = (minute: number) => `${START / 1000 + minute * 60_000},110000,110010,109990,110005`
    const lines = Array.from({ length: 200_000 }, (_, minute) => bar(minute))
    lines[99_999] = `${lines[99_999] ?? ''}x`
    const message = 'data, line 100001: close: expected a positive price, found "110005x"'
    await expectRefused({ data: [rows[0], ...lines].join('\n') }, IMPORT, message)
  })
})

describe('bad seasons end with exit code 2, a message, and nothing written', () => {
  const of = (text: string): Files => ({ 'candles.csv': GOOD, 'season.json': text })
  it.each<readonly [string, string, string]>([
    [
      'a range upside down',
      bot({ lowerPrice: '116000', upperPrice: '106000' }),
      'upperPrice: expected',
    ],
    ['one grid', bot({ gridCount: 1 }), 'gridCount: expected at least 2, found 1'],
    ['ten thousand grids', bot({ gridCount: 10_000 }), 'gridCount: expected at most'],
    ['a leverage of 0', bot({ leverage: '0' }), 'leverage: expected'],
    ['a leverage of 1000', bot({ leverage: '1000' }), 'leverage: expected'],
    ['an investment too small', bot({ investment: '1' }), 'investment: expected'],
    ['a stop on the wrong side', bot({ stopLoss: { price: '110500' } }), 'stopLoss'],
    ['a start outside the range', bot({ lowerPrice: '111000' }), 'price'],
    [
      'a start outside the tape',
      season({ start: '2024-12-31T00:00:00Z' }),
      'start: expected a time within',
    ],
    [
      'an end without a bar',
      season({ end: '2025-01-01T00:20:30Z' }),
      'end: expected the open of a bar of',
    ],
    [
      'two contestants of one name',
      season({ contestants: [BOT, BOT] }),
      'expected each name once, found "bot" twice',
    ],
    [
      'no contestant',
      season({ contestants: [] }),
      'contestants: expected at least one, found none',
    ],
    ['an unknown key', bot({ gridcount: 20 }), 'a known key, perhaps "gridCount"'],
    ['no JSON', '{ "season": ', 'season.json'],
    [
      'through without trades',
      season({ fillRule: 'through' }),
      'fillRule: expected touch or cross on a tape of candles',
    ],
    [
      'candles where trades are said',
      season({ tape: { trades: 'candles.csv' } }),
      'tape.trades: expected trades, found plain candles',
    ],
  ])('%s', async (_, text, message) => {
    await expectRefused(of(text), RUN, message)
  })
})

describe('bad ledgers end with exit code 2 and a message, and are left as they were', () => {
  const sqlite = (...statements: readonly string[]): Uint8Array => {
    const folder = mkdtempSync(join(tmpdir(), 'gridledger-bad-'))
    try {
      const database = new DatabaseSync(join(folder, 'x.db'))
      for (const statement of statements) database.exec(statement)
      database.close()
      return readFileSync(join(folder, 'x.db'))
    } finally {
      rmSync(folder, { recursive: true })
    }
  }
  const commands = [['seasons'], ['events'], ['run', 'okx-aicoin-2025']]
  it.each(commands)('no database: %s %s', async (...args) => {
    const files = { 'x.db': 'hello, this is no ledger\n' }
    await expectRefused(
      files,
      [...args.filter(Boolean), '--ledger', 'file:x.db'],
      'x.db: expected a ledger, found a file that is not a SQLite database',
    )
  })

  it.each(commands)('another database: %s %s', async (...args) => {
    const files = { 'x.db': sqlite('CREATE TABLE notes (text TEXT)') }
    await expectRefused(
      files,
      [...args.filter(Boolean), '--ledger', 'file:x.db'],
      'x.db: expected a ledger, found another SQLite database',
    )
  })
})
