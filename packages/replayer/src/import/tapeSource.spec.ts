import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { BTC_USDT_SWAP } from '@gridledger/domain'
import { suiteFolder } from '../../../../test/support/files'
import { candleCsv, fundingCsv, right } from '../../../../test/support/tapes'
import { type TapeFiles, readTapeFiles } from './tapeSource'

const MINUTE = 60_000_000
const START = 1_735_689_600_000_000
const folder = suiteFolder()
const candleText = candleCsv(START, [
  [100, 101, 99, 100],
  [100, 101, 99, 100],
])
const markText = candleCsv(START, [[100, 101, 99, 100]], 5 * MINUTE)
const fundingText = fundingCsv([[START, '0.0001']])
const candles = folder.write('candles.csv', candleText)
const mark = folder.write('mark.csv', markText)
const funding = folder.write('funding.csv', fundingText)
const FILES: TapeFiles = {
  candles,
  intervalMicros: MINUTE,
  mark,
  markIntervalMicros: 5 * MINUTE,
  funding,
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const leftOf = (files: Partial<TapeFiles>) => {
  const read = readTapeFiles({ ...FILES, ...files }, BTC_USDT_SWAP)
  return E.isLeft(read) ? read.left : 'no error'
}

describe('readTapeFiles', () => {
  it('reads candles, marks and funding, each with what was in its file', () => {
    const source = right(readTapeFiles(FILES, BTC_USDT_SWAP))
    expect(source.kind).toBe('candles')
    expect(source.instrument).toBe(BTC_USDT_SWAP)
    expect(source.candles.source.file).toEqual({
      file: 'candles.csv',
      rows: 2,
      sha256: sha256(candleText),
    })
    expect(source.mark?.source.file).toEqual({
      file: 'mark.csv',
      rows: 1,
      sha256: sha256(markText),
    })
    expect(source.funding?.source.file).toEqual({
      file: 'funding.csv',
      rows: 1,
      sha256: sha256(fundingText),
    })
    expect(source.candles.intervalMicros).toBe(MINUTE)
    expect(source.mark?.intervalMicros).toBe(5 * MINUTE)
    expect([...source.candles.candles.openTicks]).toEqual([1000, 1000])
  })

  it('does without marks and funding', () => {
    const alone = right(readTapeFiles({ ...FILES, mark: null, funding: null }, BTC_USDT_SWAP))
    expect([alone.mark, alone.funding]).toEqual([null, null])
  })

  it.each(['candles', 'mark', 'funding'] as const)('refuses %s that are not there', (field) => {
    const path = join(folder.path, 'nowhere.csv')
    expect(leftOf({ [field]: path })).toBe(`${path}: expected a file, found none`)
    expect(leftOf({ [field]: folder.path })).toBe(`${folder.path}: expected a file, found a folder`)
  })

  it.each<[field: 'candles' | 'mark' | 'funding', text: string, problem: string]>([
    ['candles', candleText.replace('99', '0'), 'line 2: low: expected a positive price, found "0"'],
    ['mark', markText.replace('99', '-1'), 'line 2: low: expected a positive price, found "-1"'],
    [
      'funding',
      fundingText.replace('0.0001', 'x'),
      'line 2: funding_rate: expected a rate between -1 and 1, found "x"',
    ],
  ])('names the file of %s, the line and the field', (field, text, problem) => {
    const path = folder.write(`bad-${field}.csv`, text)
    expect(leftOf({ [field]: path })).toBe(`${path}, ${problem}`)
  })

  it('takes the prices for multiples of the instrument’s tick', () => {
    const coarse = { ...BTC_USDT_SWAP, tickSize: '0.5' }
    const path = folder.write('fine.csv', candleText.replace('101', '101.1'))
    const read = readTapeFiles({ ...FILES, candles: path }, coarse)
    expect(read).toEqual(
      E.left(`${path}, line 2: high: expected a multiple of the tick 0.5, found "101.1"`),
    )
  })
})
