import * as E from 'fp-ts/Either'
import { fundingTable } from '../../../../test/support/tapes'
import { parseFunding } from './fundingFile'

const HEADER = 'ts_ms_utc,funding_rate'
/** 2025-10-24T00:00:00Z and eight hours later, in milliseconds. */
const [FIRST, SECOND] = [1_761_264_000_000, 1_761_292_800_000]

function parse(text: string, hasOthers = false) {
  const bytes = Buffer.from(text)
  const table = fundingTable(bytes)
  return parseFunding('folder/funding.csv', bytes, table, 'BTC-USDT-SWAP', hasOthers)
}
function fileOf(text: string, hasOthers = false) {
  const parsed = parse(text, hasOthers)
  if (E.isLeft(parsed)) throw new Error(parsed.left)
  return parsed.right
}
const rowsOf = (text: string, hasOthers = false) => fileOf(text, hasOthers).rows

describe('parseFunding', () => {
  const rows = [
    { timeMicros: FIRST * 1000, rate: '0.0001', line: 2 },
    { timeMicros: SECOND * 1000, rate: '-0.00002', line: 3 },
  ]
  const [one, two] = [`${FIRST},0.0001`, `${SECOND},-0.00002`]

  it.each([
    ['plain rows', `${HEADER}\n${one}\n${two}\n`],
    ['no newline at the end', `${HEADER}\n${one}\n${two}`],
    ['lines that end in CRLF', `${HEADER}\r\n${one}\r\n${two}\r\n`],
    ['a byte order mark', `\uFEFF${HEADER}\n${one}\n${two}\n`],
    ['one blank line at the end', `${HEADER}\n${one}\n${two}\n\n`],
  ])('%s', (_, text) => {
    expect(rowsOf(text)).toEqual(rows)
  })

  it.each(['0', '1e-4', '-2.5E-5', '0.0000429932201282', '.5', '+0.1', '0.99999', '-0.99999'])(
    'keeps the rate %s as it is written',
    (rate) => {
      expect(rowsOf(`${HEADER}\n${FIRST},${rate}\n`)[0]?.rate).toBe(rate)
    },
  )

  it('may be without rates: none is paid', () => {
    expect(rowsOf(`${HEADER}\n`)).toEqual([])
    expect(rowsOf(HEADER)).toEqual([])
    expect(fileOf(`${HEADER}\n`).allLines).toBe(1)
  })

  it('does not ask for eight hours between rates', () => {
    expect(rowsOf(`${HEADER}\n${FIRST},0.1\n${FIRST + 1},0.1\n`)).toHaveLength(2)
  })

  const fields = 'expected 2 fields'
  const stamp = 'ts_ms_utc: expected a time in milliseconds'
  const range = 'funding_rate: expected a rate between -1 and 1'
  it.each<[name: string, text: string, problem: string]>([
    ['a time in ISO form', `${HEADER}\n2025-10-24,0.1`, `line 2: ${stamp}, found "2025-10-24"`],
    ['a time in seconds', `${HEADER}\n1761264000,0.1`, `line 2: ${stamp}, found "1761264000"`],
    [
      'a time in microseconds',
      `${HEADER}\n${FIRST}000,0.1`,
      `line 2: ${stamp}, found "${FIRST}000"`,
    ],
    ['no time', `${HEADER}\n,0.1`, `line 2: ${stamp}, found ""`],
    ['a column too many', `${HEADER}\n${one},8`, `line 2: ${fields}, found "${one},8"`],
    ['a blank line in the middle', `${HEADER}\n${one}\n\n${two}`, `line 3: ${fields}, found ""`],
    ['two blank lines at the end', `${HEADER}\n${one}\n\n\n`, `line 3: ${fields}, found ""`],
    ['a column too few', `${HEADER}\n${FIRST}`, `line 2: ${fields}, found "${FIRST}"`],
    ['no rate', `${HEADER}\n${FIRST},`, `line 2: ${range}, found ""`],
    ['a rate that is none', `${HEADER}\n${one}\n${SECOND},n/a`, `line 3: ${range}, found "n/a"`],
    ['a rate in percent', `${HEADER}\n${FIRST},0.01%`, `line 2: ${range}, found "0.01%"`],
    ['a rate of the whole', `${HEADER}\n${FIRST},1`, `line 2: ${range}, found "1"`],
    ['a rate of less than nothing', `${HEADER}\n${FIRST},-1.0`, `line 2: ${range}, found "-1.0"`],
    ['NaN', `${HEADER}\n${FIRST},NaN`, `line 2: ${range}, found "NaN"`],
  ])('refuses %s', (_, text, problem) => {
    expect(parse(text)).toEqual(E.left(`folder/funding.csv, ${problem}`))
  })
})

describe('parseFunding: other layouts', () => {
  const OKX = 'instrument_name,funding_rate,funding_time'
  const okx = (time: number, rate: string, instrument = 'BTC-USDT-SWAP') =>
    `${instrument},${rate},${time}`

  it('takes OKX’s bulk files, a stamp some seconds late for its hour', () => {
    const text = `${OKX}\n${okx(FIRST, '0.0001')}\n${okx(SECOND + 2000, '-0.00002')}\n`
    expect(rowsOf(text).map(({ timeMicros }) => timeMicros)).toEqual([FIRST * 1000, SECOND * 1000])
  })

  it('takes Binance’s files', () => {
    const text = `calc_time,funding_interval_hours,last_funding_rate\n${FIRST + 7},8,0.0001\n`
    expect(rowsOf(text)).toEqual([{ timeMicros: FIRST * 1000, rate: '0.0001', line: 2 }])
  })

  it('does not move the stamps of the plain layout', () => {
    expect(rowsOf(`${HEADER}\n${FIRST + 2000},0.1\n`)[0]?.timeMicros).toBe((FIRST + 2000) * 1000)
  })

  const mixed = `${OKX}\n${okx(FIRST, 'x', 'ETH-USDT-SWAP')}\n${okx(FIRST, '0.1')}\n`
  it('refuses another instrument', () => {
    expect(parse(mixed)).toEqual(
      E.left(
        'folder/funding.csv, line 2: instrument_name: expected BTC-USDT-SWAP in every row, ' +
          'found "ETH-USDT-SWAP"',
      ),
    )
  })

  it('takes its instrument’s rows of a file of all swaps, with the lines they stand on', () => {
    expect(rowsOf(mixed, true)).toEqual([{ timeMicros: FIRST * 1000, rate: '0.1', line: 3 }])
    expect(fileOf(mixed, true).allLines).toBe(3)
  })

  it.each([
    [okx(FIRST, '2'), 'funding_rate: expected a rate between -1 and 1, found "2"'],
    [okx(7, '0.1'), 'funding_time: expected a time in milliseconds, found "7"'],
  ])('names the columns as the layout does: %s', (text, problem) => {
    expect(parse(`${OKX}\n${text}\n`)).toEqual(E.left(`folder/funding.csv, line 2: ${problem}`))
  })
})
