import { either as E } from 'fp-ts'
import { parseFunding } from './fundingFile'

const HEADER = 'ts_ms_utc,funding_rate'
/** 2025-10-24T00:00:00Z and eight hours later, in milliseconds. */
const [FIRST, SECOND] = [1_761_264_000_000, 1_761_292_800_000]

const parse = (text: string) => parseFunding('folder/funding.csv', Buffer.from(text))
const rowsOf = (text: string) => {
  const parsed = parse(text)
  if (E.isLeft(parsed)) throw new Error(parsed.left)
  return parsed.right
}

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
  })

  it('does not ask for eight hours between rates', () => {
    expect(rowsOf(`${HEADER}\n${FIRST},0.1\n${FIRST + 1},0.1\n`)).toHaveLength(2)
  })

  const columns = 'expected milliseconds and a rate'
  const range = 'funding_rate: expected a rate between -1 and 1'
  it.each<[name: string, text: string, problem: string]>([
    ['an empty file', '', `line 1: expected the header ${HEADER}, found ""`],
    ['no header', `${one}\n`, `line 1: expected the header ${HEADER}, found "${one}"`],
    [
      'another header',
      'funding_time,funding_rate\n',
      `line 1: expected the header ${HEADER}, found "funding_time,funding_rate"`,
    ],
    [
      'a time in ISO form',
      `${HEADER}\n2025-10-24,0.1`,
      `line 2: ${columns}, found "2025-10-24,0.1"`,
    ],
    [
      'a time in seconds',
      `${HEADER}\n1761264000,0.1`,
      `line 2: ${columns}, found "1761264000,0.1"`,
    ],
    [
      'a time in microseconds',
      `${HEADER}\n${FIRST}000,0.1`,
      `line 2: ${columns}, found "${FIRST}000,0.1"`,
    ],
    ['a column too many', `${HEADER}\n${one},8`, `line 2: ${columns}, found "${one},8"`],
    ['a blank line in the middle', `${HEADER}\n${one}\n\n${two}`, `line 3: ${columns}, found ""`],
    ['no rate', `${HEADER}\n${FIRST}`, `line 2: ${range}, found ""`],
    ['a rate that is none', `${HEADER}\n${one}\n${SECOND},n/a`, `line 3: ${range}, found "n/a"`],
    ['a rate in percent', `${HEADER}\n${FIRST},0.01%`, `line 2: ${range}, found "0.01%"`],
    ['a rate of the whole', `${HEADER}\n${FIRST},1`, `line 2: ${range}, found "1"`],
    ['a rate of less than nothing', `${HEADER}\n${FIRST},-1.0`, `line 2: ${range}, found "-1.0"`],
    ['NaN', `${HEADER}\n${FIRST},NaN`, `line 2: ${range}, found "NaN"`],
    [
      'a duplicate',
      `${HEADER}\n${one}\n${one}`,
      'line 3: expected a time after 2025-10-24T00:00:00Z, found 2025-10-24T00:00:00Z',
    ],
    [
      'time that goes backwards',
      `${HEADER}\n${two}\n${one}`,
      'line 3: expected a time after 2025-10-24T08:00:00Z, found 2025-10-24T00:00:00Z',
    ],
  ])('refuses %s', (_, text, problem) => {
    expect(parse(text)).toEqual(E.left(`folder/funding.csv, ${problem}`))
  })
})
