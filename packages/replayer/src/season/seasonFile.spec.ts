import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { suiteFolder } from '../../../../test/support/files'
import { right } from '../../../../test/support/tapes'
import { entryOf, gridParameters, pathIn, readSeasonFile } from './seasonFile'

const folder = suiteFolder()
type Json = Readonly<Record<string, unknown>>

const BOT = {
  name: 'bot',
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '106000',
  upperPrice: '116000',
  gridCount: 20,
  leverage: '5',
  investment: '1000',
} as const
const SEASON = {
  season: 'small-1',
  instrument: 'BTC-USDT-SWAP',
  start: '2025-10-23T18:30:00Z',
  end: '2025-11-03T23:00:00Z',
  tape: { embedded: 'okx-season-1' },
  contestants: [BOT],
}

function fileOf(text: string): string {
  return folder.write('season.json', text)
}
const read = (changes: Json) => readSeasonFile(fileOf(JSON.stringify({ ...SEASON, ...changes })))

/** The problems of a changed season, without the path that each begins with. */
function problemsOf(changes: Json): readonly string[] {
  const result = read(changes)
  if (E.isRight(result)) return []
  const begin = `${join(folder.path, 'season.json')}: `
  return result.left.split('\n').map((line) => {
    expect(line.startsWith(begin)).toBe(true)
    return line.slice(begin.length)
  })
}
/** Rows whose first column is the problem: the test's name. */
const byProblem = (rows: readonly (readonly [changes: Json, problem: string])[]) =>
  rows.map(([changes, problem]): [string, Json] => [problem, changes])
const withBot = (changes: Json) => ({ contestants: [{ ...BOT, ...changes }] })
const micros = (time: string) => Date.parse(time) * 1000

describe('readSeasonFile', () => {
  it('reads a season, its times in microseconds, and the folder of its paths', () => {
    const { season, path, folder: from } = right(read({ sampleEvery: '4h' }))
    expect(path).toBe(join(folder.path, 'season.json'))
    expect(from).toBe(folder.path)
    expect(season).toEqual({
      ...SEASON,
      start: micros('2025-10-23T18:30:00Z'),
      end: micros('2025-11-03T23:00:00Z'),
      sampleEvery: 4 * 3_600_000_000,
    })
  })

  it('reads every field that there is', () => {
    const full = {
      title: 'All of it',
      notes: ['one', 'two'],
      candlePath: 'seeded:7',
      fillRule: 'cross',
      neutralStart: 'skip-nearest',
      tape: {
        candles: 'c.csv',
        interval: '15m',
        funding: 'f.csv',
        mark: 'm.csv',
        markInterval: '1h',
        acceptGaps: true,
      },
      contestants: [
        {
          ...BOT,
          kind: 'grid',
          reserve: '0.05',
          quantityPerGrid: '0.5',
          basePosition: false,
          takeProfit: { ratio: '0.5' },
          stopLoss: { price: '100000' },
          makerFee: '-0.0001',
          takerFee: '5e-4',
          onStop: 'keep',
          slippageTicks: 3,
          proposedBy: 'a model',
          rationale: 'because',
          confidence: '0.7',
          chartInterval: '1h',
          amendments: [
            { at: '2025-10-24T00:00:00Z', set: { gridCount: 25, takeProfit: null } },
            { at: '2025-10-24T00:00:01Z', set: { addMargin: '100', fillRule: 'touch' } },
          ],
        },
      ],
      published: { bot: { returnPct: '6.18', rank: 1, note: 'ours' } },
    }
    expect(problemsOf(full)).toEqual([])
  })

  it('reads one path or several of each source, always as a list', () => {
    const tape = { trades: ['a.csv', 'b.csv'], mark: 'm.csv', funding: ['f.csv'] }
    expect(right(read({ tape })).season.tape).toEqual({ ...tape, mark: ['m.csv'] })
    expect(right(read({ tape: { candles: 'c.csv' } })).season.tape).toEqual({ candles: ['c.csv'] })
  })

  it.each(['touch', 'cross', 'through'])('reads the fill rule %s', (fillRule) => {
    const set = { fillRule }
    const bot = withBot({ amendments: [{ at: '2025-10-24T00:00:00Z', set }] })
    const { season } = right(read({ fillRule, ...bot }))
    expect([season.fillRule, season.contestants[0]?.amendments?.[0]?.set]).toEqual([fillRule, set])
  })

  it('takes a byte order mark', () => {
    expect(E.isRight(readSeasonFile(fileOf(`\uFEFF${JSON.stringify(SEASON)}`)))).toBe(true)
  })

  it('reads the seasons that ship', () => {
    const shipped = join(__dirname, '..', '..', 'seasons')
    const files = readdirSync(shipped)
    expect(files).toContain('okx-aicoin-2025.json')
    for (const file of files) {
      const { season } = right(readSeasonFile(join(shipped, file)))
      expect(`${season.season}.json`).toBe(file)
    }
  })
})

describe('readSeasonFile: files', () => {
  it('names a file that is not there', () => {
    const path = join(folder.path, 'nowhere.json')
    expect(readSeasonFile(path)).toEqual(E.left(`${path}: expected a file, found none`))
  })

  it('names a folder', () => {
    expect(readSeasonFile(folder.path)).toEqual(
      E.left(`${folder.path}: expected a file, found a folder`),
    )
  })

  it.each(['[]', 'null', '"season"', '5', 'true'])('refuses the document %s', (text) => {
    const path = fileOf(text)
    expect(readSeasonFile(path)).toEqual(
      E.left(`${path}: the document: expected an object, found ${text}`),
    )
  })

  it('reports every field that is wrong, one a line', () => {
    expect(problemsOf({ season: 5, end: 'soon', ...withBot({ gridCount: 'ten' }) })).toEqual([
      'season: expected a name of a-z, 0-9 and -, found 5',
      'end: expected a time with its zone such as "2025-10-23T18:30:00Z", found "soon"',
      'contestants[0].gridCount: expected a whole number, found "ten"',
    ])
  })
})

describe('readSeasonFile: keys, with the nearest known one', () => {
  it.each(
    byProblem([
      [
        { sampleevery: '24h' },
        'sampleevery: expected a known key, perhaps "sampleEvery", found "24h"',
      ],
      [{ contestant: [] }, 'contestant: expected a known key, perhaps "contestants", found []'],
      [
        { fillrules: 'touch' },
        'fillrules: expected a known key, perhaps "fillRule", found "touch"',
      ],
      [
        withBot({ gridCnt: 20 }),
        'contestants[0].gridCnt: expected a known key, perhaps "gridCount", found 20',
      ],
      [
        withBot({ quantityPerGird: '1' }),
        'contestants[0].quantityPerGird: expected a known key, perhaps "quantityPerGrid", found "1"',
      ],
      [
        { tape: { candle: 'c.csv' } },
        'tape.candle: expected a known key, perhaps "candles", found "c.csv"',
      ],
      [
        withBot({ amendments: [{ at: '2025-10-24T00:00:00Z', set: { gridCounts: 5 } }] }),
        'contestants[0].amendments[0].set.gridCounts: expected a known key, perhaps "gridCount", found 5',
      ],
      [
        { published: { bot: { returnPct: '1', peakReturn: '2' } } },
        'published.bot.peakReturn: expected a known key, perhaps "peakReturnPct", found "2"',
      ],
    ]),
  )('%s', (problem, changes) => {
    expect(problemsOf(changes)).toEqual([problem])
  })

  it('lists the known keys where none is near', () => {
    expect(problemsOf({ colour: 'red' })).toEqual([
      'colour: expected a known key, perhaps one of season, instrument, start, end, tape, ' +
        'contestants, title, notes, candlePath, fillRule, neutralStart, sampleEvery, published, ' +
        'found "red"',
    ])
  })

  it('does not take the keys that every object has for known ones', () => {
    expect(problemsOf({ toString: 'x' })[0]).toMatch(/^toString: expected a known key/)
    expect(problemsOf(withBot({ constructor: 1 }))[0]).toMatch(/^contestants\[0\]\.constructor: /)
  })

  it.each(['season', 'instrument', 'start', 'end', 'tape', 'contestants'])('asks for %s', (key) => {
    const rest = Object.fromEntries(Object.entries(SEASON).filter(([name]) => name !== key))
    const result = readSeasonFile(fileOf(JSON.stringify(rest)))
    expect(E.isLeft(result) && result.left).toMatch(
      new RegExp(`season\\.json: ${key}: expected .*, found nothing$`),
    )
  })

  it.each(Object.keys(BOT))('asks for a contestant’s %s', (key) => {
    const bot = Object.fromEntries(Object.entries(BOT).filter(([name]) => name !== key))
    const [problem, ...more] = problemsOf({ contestants: [bot] })
    expect(more).toEqual([])
    expect(problem).toMatch(new RegExp(`^contestants\\[0\\]\\.${key}: expected .*, found nothing$`))
  })
})

describe('readSeasonFile: values', () => {
  const NAME = 'a name of a-z, 0-9 and -'
  const TIME = 'a time with its zone such as "2025-10-23T18:30:00Z"'
  const INTERVAL = 'an interval such as "1m", "15m", "4h" or "1d"'
  const POSITIVE = 'a positive decimal number as a string'
  const AMOUNT = 'a positive amount as a string, at most 8 decimals, below 90000000'
  const SHARE = 'a share as a string, at least 0 and less than 1'
  const DECIMAL = 'a decimal number as a string'
  const WHOLE = 'a whole number'
  const STOP = '{"price": "…"} or {"ratio": "…"}, never both'

  it.each<[field: string, value: unknown, expected: string]>([
    ...['', 'Small', 'a b', 'a_b', 'ä', 'a/b', 'a.b', 7, null].map(
      (value): [string, unknown, string] => ['season', value, NAME],
    ),
    ['instrument', 7, 'string'],
    ...[
      '2025-10-23T18:30:00',
      '2025-10-23',
      '2025-10-23 18:30:00Z',
      '2025-13-01T00:00:00Z',
      '2025-10-23T25:00:00Z',
      '2025-10-23T18:30:00+99:00',
      '23.10.2025',
      '1969-12-31T23:59:59Z',
      'now',
      1_761_244_200,
      null,
    ].map((value): [string, unknown, string] => ['start', value, TIME]),
    ['end', '2025-11-03T23:00:00', TIME],
    ...['24', '0h', '1w', '1.5h', '-1h', '1 h', 'h', '10000h', 24, null].map(
      (value): [string, unknown, string] => ['sampleEvery', value, INTERVAL],
    ),
    ['contestants', {}, 'a list'],
    ['title', 7, 'string'],
    ['notes', 'one', 'a list'],
    ['candlePath', 7, 'string'],
    ['fillRule', 'past', '"touch" or "cross" or "through"'],
    ['neutralStart', 'none', '"slots" or "all" or "skip-nearest"'],
  ])('%s %j', (field, value, expected) => {
    expect(problemsOf({ [field]: value })).toEqual([
      `${field}: expected ${expected}, found ${JSON.stringify(value)}`,
    ])
  })

  it.each<[field: string, value: unknown, expected: string]>([
    ['name', 'GPT-5', NAME],
    ['direction', 'up', '"neutral" or "long" or "short"'],
    ['spacing', 'harmonic', '"arithmetic" or "geometric"'],
    ['kind', 'dca', '"grid"'],
    ['lowerPrice', 106000, POSITIVE],
    ['lowerPrice', '0', POSITIVE],
    ['upperPrice', '-1', POSITIVE],
    ['upperPrice', 'NaN', POSITIVE],
    ['upperPrice', '0x10', POSITIVE],
    ['gridCount', '20', WHOLE],
    ['gridCount', 20.5, WHOLE],
    ['gridCount', 1e300, WHOLE],
    ['leverage', 5, POSITIVE],
    ['leverage', '', POSITIVE],
    ['investment', 1000, AMOUNT],
    ['investment', '0', AMOUNT],
    ['investment', '0.000000001', AMOUNT],
    ['investment', '90000000', AMOUNT],
    ['reserve', '1', SHARE],
    ['reserve', '-0.1', SHARE],
    ['reserve', 0.05, SHARE],
    ['quantityPerGrid', '0', POSITIVE],
    ['quantityPerGrid', null, POSITIVE],
    ['basePosition', 'yes', 'boolean'],
    ['takeProfit', { price: '120000', ratio: '0.5' }, STOP],
    ['takeProfit', {}, STOP],
    ['takeProfit', '120000', STOP],
    ['stopLoss', { percent: '5' }, STOP],
    ['makerFee', 0.0002, DECIMAL],
    ['takerFee', '0.05%', DECIMAL],
    ['onStop', 'sell', '"close" or "keep"'],
    ['slippageTicks', 1.5, WHOLE],
    ['proposedBy', 7, 'string'],
    ['confidence', 0.7, DECIMAL],
    ['amendments', {}, 'a list'],
  ])('contestants[0].%s %j', (field, value, expected) => {
    expect(problemsOf(withBot({ [field]: value }))).toEqual([
      `contestants[0].${field}: expected ${expected}, found ${JSON.stringify(value)}`,
    ])
  })

  it.each(
    byProblem([
      [{ tape: 'c.csv' }, 'tape: expected an object, found "c.csv"'],
      [{ tape: { interval: 60 } }, `tape.interval: expected ${INTERVAL}, found 60`],
      [{ tape: { markInterval: '1s' } }, `tape.markInterval: expected ${INTERVAL}, found "1s"`],
      ...[1, [], ['a.csv', 1], null, { 0: 'a.csv' }].map((candles): [Json, string] => [
        { tape: { candles } },
        `tape.candles: expected a path, or a list of paths, found ${JSON.stringify(candles)}`,
      ]),
      [
        { tape: { trades: 'a.csv', acceptGaps: 'yes' } },
        'tape.acceptGaps: expected boolean, found "yes"',
      ],
      [{ notes: ['one', 2] }, 'notes[1]: expected string, found 2'],
      [{ contestants: ['claude'] }, 'contestants[0]: expected an object, found "claude"'],
      [
        withBot({ amendments: [{ at: '2025-10-24T00:00:00', set: {} }] }),
        `contestants[0].amendments[0].at: expected ${TIME}, found "2025-10-24T00:00:00"`,
      ],
      [
        withBot({ amendments: [{ at: '2025-10-24T00:00:00Z' }] }),
        'contestants[0].amendments[0].set: expected what an amendment sets, found nothing',
      ],
      [
        withBot({ amendments: [{ at: '2025-10-24T00:00:00Z', set: { addMargin: '0' } }] }),
        `contestants[0].amendments[0].set.addMargin: expected ${AMOUNT}, found "0"`,
      ],
      [
        { published: { bot: { returnPct: 6.18 } } },
        `published.bot.returnPct: expected ${DECIMAL}, found 6.18`,
      ],
      [
        withBot({ stopLoss: { price: '0' } }),
        `contestants[0].stopLoss.price: expected ${POSITIVE}, found "0"`,
      ],
      [
        withBot({ takeProfit: { ratio: 0.5 } }),
        `contestants[0].takeProfit.ratio: expected ${POSITIVE}, found 0.5`,
      ],
      [{ published: { bot: { rank: '1' } } }, `published.bot.rank: expected ${WHOLE}, found "1"`],
    ]),
  )('%s', (problem, changes) => {
    expect(problemsOf(changes)).toEqual([problem])
  })

  it.each(['2025-02-30T00:00:00Z', '2025-02-29T00:00:00Z', '2025-04-31T12:00:00Z'])(
    'refuses %s: there is no such day',
    (start) => {
      expect(problemsOf({ start })).toEqual([
        `start: expected ${TIME}, found ${JSON.stringify(start)}`,
      ])
    },
  )

  it.each<[text: string, same: string]>([
    ['2025-10-23T18:30Z', '2025-10-23T18:30:00Z'],
    ['2025-10-24T02:30:00+08:00', '2025-10-23T18:30:00Z'],
    ['2025-10-23T11:30:00.250-07:00', '2025-10-23T18:30:00.250Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
  ])('takes the time %s', (start, same) => {
    expect(right(read({ start })).season.start).toBe(micros(same))
  })

  it.each([
    ['1m', 60],
    ['15m', 900],
    ['4h', 14_400],
    ['24h', 86_400],
    ['1d', 86_400],
    ['9999m', 599_940],
  ])('takes the interval %s', (sampleEvery, seconds) => {
    expect(right(read({ sampleEvery })).season.sampleEvery).toBe(seconds * 1_000_000)
  })
})

describe('readSeasonFile: what does not fit together', () => {
  const other = { ...BOT, name: 'other' }
  const amendments = (...times: readonly string[]) =>
    withBot({ amendments: times.map((at) => ({ at, set: { gridCount: 5 } })) })
  const times = (from: string, to: string, found: string) =>
    `contestants.bot.amendments: expected times in order between ${from} and ${to}, found ${found}`
  const [start, end] = ['2025-10-23T18:30:00Z', '2025-11-03T23:00:00Z']

  it.each<[name: string, changes: Json, problem: string]>([
    ['no contestant', { contestants: [] }, 'contestants: expected at least one, found none'],
    [
      'two of one name',
      { contestants: [BOT, other, BOT] },
      'contestants: expected each name once, found "bot" twice',
    ],
    [
      'an end before the start',
      { end: '2025-10-23T18:29:59Z' },
      `start, end: expected an end after the start ${start}, found 2025-10-23T18:29:59Z`,
    ],
    [
      'an end at the start',
      { end: '2025-10-24T02:30:00+08:00' },
      `start, end: expected an end after the start ${start}, found ${start}`,
    ],
    [
      'amendments out of order',
      amendments('2025-10-25T00:00:00Z', '2025-10-24T00:00:00Z'),
      times('2025-10-25T00:00:00Z', end, '2025-10-24T00:00:00Z'),
    ],
    [
      'two amendments at one time',
      amendments('2025-10-25T00:00:00Z', '2025-10-25T08:00:00+08:00'),
      times('2025-10-25T00:00:00Z', end, '2025-10-25T00:00:00Z'),
    ],
    [
      'an amendment before the start',
      amendments('2025-10-23T00:00:00Z'),
      times(start, end, '2025-10-23T00:00:00Z'),
    ],
    ['an amendment at the start', amendments(SEASON.start), times(start, end, start)],
    ['an amendment at the end', amendments(SEASON.end), times(start, end, end)],
    [
      'an amendment of the second contestant',
      {
        contestants: [BOT, { ...other, amendments: [{ at: SEASON.end, set: {} }] }],
      },
      times(start, end, end).replace('.bot.', '.other.'),
    ],
    [
      'published figures of a stranger',
      { contestants: [BOT, other], published: { bot: {}, someone: { returnPct: '1' } } },
      'published.someone: expected one of bot, other',
    ],
  ])('%s', (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem])
  })
})

describe('gridParameters and entryOf', () => {
  const DEFAULTS = {
    direction: 'neutral',
    spacing: 'arithmetic',
    lowerPrice: '106000',
    upperPrice: '116000',
    gridCount: 20,
    leverage: '5',
    investment: '1000',
    reserve: '0',
    quantityPerGrid: null,
    basePosition: true,
    takeProfit: null,
    stopLoss: null,
    makerFee: '0.0002',
    takerFee: '0.0005',
    onStop: 'close',
    slippageTicks: 0,
  }

  it('fill in what a contestant leaves out', () => {
    expect(gridParameters(BOT)).toEqual(DEFAULTS)
    expect(entryOf(BOT, undefined)).toEqual({
      contestant: 'bot',
      kind: 'grid',
      parameters: DEFAULTS,
      amendments: [],
      proposedBy: null,
      rationale: null,
      confidence: null,
      chartInterval: null,
      published: null,
    })
  })

  it('take over what it says', () => {
    const said = {
      ...BOT,
      reserve: '0.05',
      quantityPerGrid: '0.5',
      basePosition: false,
      takeProfit: { ratio: '0.5' },
      stopLoss: { price: '100000' },
      makerFee: '0',
      takerFee: '1e-3',
      onStop: 'keep',
      slippageTicks: 4,
    } as const
    const { name: _, ...parameters } = said
    expect(gridParameters(said)).toEqual(parameters)
    const entry = {
      ...said,
      amendments: [{ at: 7, set: { gridCount: 5 } }],
      proposedBy: 'a model',
      rationale: 'because',
      confidence: '0.7',
      chartInterval: '1h',
    }
    expect(entryOf(entry, { rank: 1 })).toEqual({
      contestant: 'bot',
      kind: 'grid',
      parameters,
      amendments: [{ atMicros: 7, set: { gridCount: 5 } }],
      proposedBy: 'a model',
      rationale: 'because',
      confidence: '0.7',
      chartInterval: '1h',
      published: { rank: 1 },
    })
  })
})

describe('pathIn', () => {
  it.each([
    ['candles.csv', '/seasons/candles.csv'],
    ['../data/candles.csv', '/data/candles.csv'],
    ['/elsewhere/candles.csv', '/elsewhere/candles.csv'],
  ])('%s is %s', (path, found) => {
    expect(pathIn('/seasons', path)).toBe(found)
  })
})
