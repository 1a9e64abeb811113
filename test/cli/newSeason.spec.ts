import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { candleCsv, fundingCsv } from '../support/tapes'
import { gridledger } from './gridledger'

let folder: string
let template: string
const write = (name: string, content: string) => {
  writeFileSync(join(folder, name), content)
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gridledger-new-season-'))
  const { code, out } = await gridledger(folder, 'new-season', 'first')
  expect([code, out]).toEqual([
    0,
    'first.json written: two grids on the tape that ships, every field explained.\n\n' +
      'try next\n  npx gridledger run first.json\n',
  ])
  template = readFileSync(join(folder, 'first.json'), 'utf8')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** A line that is an option: a comment that begins with a key. */
const OPTION = /^( *)\/\/ ("(\w+)":.*)$/
const isOfTape = (key: string) =>
  ['candles', 'interval', 'funding', 'mark', 'markInterval', 'acceptGaps'].includes(key)

/** The template with those options switched on that are chosen. */
function withOptions(isChosen: (key: string) => boolean): string {
  return template
    .split('\n')
    .map((line) => {
      const [, indent = '', option = '', key = ''] = OPTION.exec(line) ?? []
      return key !== '' && isChosen(key) ? indent + option : line
    })
    .join('\n')
}

describe('new-season', () => {
  it('writes a season that runs as it is, under its name', async () => {
    expect(template).toContain('npx gridledger run first.json\n')
    expect(template).toContain('"season": "first"')
    const { code, out } = await gridledger(folder, 'run', 'first.json')
    expect(code).toBe(0)
    expect(out).toContain('npx gridledger verify first\n')
  })

  it('writes where it is told, and tells with --json', async () => {
    const { code, out } = await gridledger(
      folder,
      ...['new-season', 'second', '--out', 'a name.json', '--json'],
    )
    expect([code, JSON.parse(out)]).toEqual([0, { file: 'a name.json', season: 'second' }])
    expect(readFileSync(join(folder, 'a name.json'), 'utf8')).toBe(
      template.replace('run first.json', "run 'a name.json'").replace('"first"', '"second"'),
    )
    const third = await gridledger(folder, 'new-season', 'third', '--out', 'b c.json')
    expect(third.out).toContain("  npx gridledger run 'b c.json'\n")
  })

  it.each<[what: string, args: readonly string[], message: string]>([
    [
      'a file that is there',
      ['first'],
      'first.json: expected no file yet, found one: nothing was written',
    ],
    [
      'a folder that is not',
      ['new', '--out', 'none/new.json'],
      'none/new.json: expected the folder none, found none',
    ],
    [
      'a name that is none',
      ['My Season.json'],
      'name: expected a name of a-z, 0-9 and -, perhaps "my-season", found "My Season.json"',
    ],
    ['a name of nothing', ['..'], 'name: expected a name of a-z, 0-9 and -, found ".."'],
    [
      'the name of a season that ships',
      ['okx-aicoin-2025'],
      'name: expected one that no season that ships has, found "okx-aicoin-2025"',
    ],
  ])('refuses %s', async (_what, args, message) => {
    const before = readdirSync(folder)
    const { code, out, err } = await gridledger(folder, 'new-season', ...args)
    expect([code, out, err]).toEqual([2, '', `gridledger: ${message}\n`])
    expect(readdirSync(folder)).toEqual(before)
    expect(readFileSync(join(folder, 'first.json'), 'utf8')).toBe(template)
  })
})

describe('the template', () => {
  /** What a refusal of an unknown key lists as known. */
  const knownKeys = (message: string) =>
    /perhaps one of (.*), found/.exec(message)?.[1]?.split(', ')

  it('has every key of a season and of a contestant, as it is or as an option', async () => {
    const keys = [...template.matchAll(/^ *(?:\/\/ )?"(\w+)":/gm)].map(([, key]) => key)
    const unknown = '"zzzzzzzzzzzzzzzzzzzz": 1,'
    for (const place of ['{\n  // The name', '"name": "neutral",']) {
      const text = place.startsWith('{') ? place.replace('{', `{${unknown}`) : place + unknown
      write('unknown.json', template.replace(place, text))
      const { err } = await gridledger(folder, 'run', 'unknown.json', '--ledger', 'memory:')
      const known = knownKeys(err)
      expect(known?.length).toBeGreaterThan(10)
      expect(keys).toEqual(expect.arrayContaining(known ?? []))
    }
  })

  it('runs with all its options switched on at once', async () => {
    write(
      'all.json',
      withOptions((key) => !isOfTape(key)),
    )
    const { code, out, err } = await gridledger(folder, 'run', 'all.json', '--ledger', 'memory:')
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('Why these grids.')
    expect(out).toMatch(/neutral +[+-][\d.]+ +\+1\.50 /)
  })

  it('runs with each of its options switched on', async () => {
    const options = [...template.matchAll(new RegExp(OPTION, 'gm'))].map(([, , , key = '']) => key)
    expect(options.length).toBeGreaterThan(20)
    const titles = options.filter((key) => !isOfTape(key))
    for (const option of titles) {
      write(
        'one.json',
        withOptions((key) => key === option),
      )
      expect(await gridledger(folder, 'run', 'one.json', '--ledger', 'memory:')).toMatchObject({
        code: 0,
        err: '',
      })
    }
  })

  it('runs on candles of one’s own as its comments say', async () => {
    const start = Date.parse('2025-10-24T00:00:00Z') * 1000
    const bars = Array.from({ length: 7 * 24 * 60 + 1 }, (_, minute) => {
      const open = 110_000 + 3000 * Math.sin(minute / 500)
      const [low, high] = [Math.floor(open) - 20, Math.ceil(open) + 20]
      return [Math.round(open), high, low, Math.round(open)] as const
    })
    write('candles.csv', candleCsv(start, bars))
    write('mark.csv', candleCsv(start, bars))
    write('funding.csv', fundingCsv([[start + 8 * 3_600_000_000, '0.0001']]))
    const own = withOptions(isOfTape).replace(/ +"embedded": .*\n/, '')
    write('own.json', own.replace('"first"', '"own"'))
    const { code, out, err } = await gridledger(folder, 'run', 'own.json')
    expect([code, err]).toEqual([0, ''])
    expect(out).not.toContain('No funding rates')
    expect((await gridledger(folder, 'events')).out).toMatch(/ marks-candles-[0-9a-f]{12} /)
  })
})
