import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import * as E from 'fp-ts/Either'
import { suiteFolder } from '../../../../test/support/files'
import { BITCOIN, candleCsv, right } from '../../../../test/support/tapes'
import { readCandleFile } from './readCandles'

const START = 1_735_689_600_000_000
const folder = suiteFolder()
const BARS = Array.from({ length: 60_000 }, (_, bar) => [1 + (bar % 9), 11, 1, 5] as const)
const TEXT = candleCsv(START, BARS)
const JSON_TEXT = JSON.stringify(BARS.map((bar, row) => [START / 1000 + row * 60_000, ...bar, 1]))
const EMPTY = gzipSync('')
/** More than a chunk passes between the first bytes of the text and the others. */
const LATE = Buffer.concat([
  gzipSync(TEXT.slice(0, 5)),
  Buffer.concat(Array.from({ length: 60_000 }, () => EMPTY)),
  gzipSync(TEXT.slice(5)),
])

const leftOf = async (content: string | Uint8Array) => {
  const path = folder.write('bad.csv', content)
  const read = await readCandleFile(path, BITCOIN, false)
  return E.isLeft(read) ? read.left.replace(path, 'bad.csv') : 'no error'
}

describe('readCandleFile', () => {
  it.each([
    ['a table', TEXT, 2, 60_001],
    ['a packed table', gzipSync(TEXT), 2, 60_001],
    ['JSON', JSON_TEXT, 1, 60_000],
    ['gzips one after the other, most of them empty', LATE, 2, 60_001],
  ])('reads %s of many chunks', async (_name, content, first, allLines) => {
    const path = folder.write('good', content)
    const { rows, bytes } = right(await readCandleFile(path, BITCOIN, false))
    expect([rows.count, rows.allLines, rows.lines[0]]).toEqual([60_000, allLines, first])
    expect([...rows.opens]).toEqual(BARS.map(([open]) => 10 * open))
    expect(bytes).toHaveLength(0)
  })

  it.each([
    ['plain', TEXT],
    ['packed', gzipSync(TEXT)],
  ])('keeps the bytes where it is told to, and their hash (%s)', async (_name, content) => {
    const { bytes, hash } = right(
      await readCandleFile(folder.write('kept', content), BITCOIN, true),
    )
    expect(Buffer.from(bytes).toString()).toBe(TEXT)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(TEXT).digest('hex'))
  })

  it('calls a file damaged that is, whatever its rows and its layout are', async () => {
    const damaged = (text: string) => gzipSync(text).subarray(0, -9)
    const problem = /^bad\.csv: expected a whole packed file, found it cut short/
    expect(await leftOf(damaged(TEXT))).toMatch(problem)
    expect(await leftOf(damaged(TEXT.replace('\n', '\nx')))).toMatch(problem)
    expect(await leftOf(damaged(`no,layout\n${TEXT}`))).toMatch(problem)
  })

  it.each([
    ['', 'bad.csv: expected data, found an empty file'],
    [
      TEXT.replace('\n', '\nx'),
      `bad.csv, line 2: ts_ms_utc: expected milliseconds, found "x${START / 1000}"`,
    ],
    [
      'calc_time,funding_interval_hours,last_funding_rate\n',
      'bad.csv: expected candles, found Binance funding rates',
    ],
  ])('refuses %.20j', async (content, problem) => {
    expect(await leftOf(content)).toBe(problem)
  })
})
