import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { type GridParameters, BTC_USDT_SWAP, at } from '@gridledger/domain'
import { suiteFolder } from '../../../../test/support/files'
import { type Bar, candleCsv, fundingCsv, right } from '../../../../test/support/tapes'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { type PreparedSeason, prepareSeason, startMarket } from './prepareSeason'
import type { Contestant, ReadSeasonFile } from './seasonFile'
import { allTicks } from './simulateSeason'

const MINUTE = 60_000_000
const START = 1_735_689_600_000_000
const folder = suiteFolder()
/** Opens at 110000 and stays within 30 of it. */
const bar = (k: number): Bar => [110_000 + k, 110_030 + k, 109_980 + k, 110_010 + k]
const bars = Array.from({ length: 10 }, (_, k) => bar(k))
folder.write('candles.csv', candleCsv(START, bars))
folder.write(
  'mark.csv',
  candleCsv(START - 5 * MINUTE, [[111_000, 111_000, 111_000, 111_000], bar(1)], 5 * MINUTE),
)
folder.write(
  'late-mark.csv',
  candleCsv(START + 5 * MINUTE, [[111_000, 111_000, 111_000, 111_000]], 5 * MINUTE),
)
const TRADES = Array.from({ length: 20 }, (_, k) => {
  return `BTC-USDT-SWAP,${1000 + k},buy,${110_000 + k},1,${START / 1000 + k * 30_000}`
})
folder.write(
  'trades.csv',
  ['instrument_name,trade_id,side,price,size,created_time', ...TRADES, ''].join('\n'),
)
folder.write('funding.csv', fundingCsv([[START + 2 * MINUTE, '0.0001']]))

const BOT: Contestant = {
  name: 'bot',
  direction: 'neutral',
  spacing: 'arithmetic',
  lowerPrice: '106000',
  upperPrice: '116000',
  gridCount: 20,
  leverage: '5',
  investment: '1000',
}
type Season = ReadSeasonFile['season']
const SEASON: Season = {
  season: 'small',
  instrument: 'BTC-USDT-SWAP',
  start: START,
  end: START + 9 * MINUTE,
  tape: { candles: ['candles.csv'], interval: MINUTE },
  contestants: [BOT],
}
const PATH = 'seasons/small.json'

const prepare = (changes: Partial<Season> = {}) =>
  prepareSeason({ path: PATH, folder: folder.path, season: { ...SEASON, ...changes } })
async function prepared(changes: Partial<Season> = {}): Promise<PreparedSeason> {
  return right(await prepare(changes))
}
const problemOf = async (changes: Partial<Season>) => {
  const result = await prepare(changes)
  return E.isLeft(result) ? result.left : 'no problem'
}

describe('prepareSeason', () => {
  it('opens the season on its tape, with the defaults', async () => {
    const { opened, tape, rules, season, instrument } = await prepared()
    expect(opened).toEqual({
      type: 'SeasonOpened',
      timeMicros: START,
      tick: null,
      cause: { stream: `tape-${tape.name}`, revision: 0 },
      data: {
        season: 'small',
        title: 'small',
        notes: [],
        instrument: 'BTC-USDT-SWAP',
        tape: tape.name,
        startMicros: START,
        endMicros: START + 9 * MINUTE,
        sampleEveryMicros: 86_400_000_000,
        fillRule: 'touch',
        neutralStart: 'slots',
      },
    })
    expect(rules).toEqual({ fillRule: 'touch', neutralStart: 'slots' })
    expect([season, instrument]).toEqual(['small', BTC_USDT_SWAP])
  })

  it('opens it with what the file says', async () => {
    const said = {
      title: 'A title',
      notes: ['a note'],
      sampleEvery: 4 * MINUTE,
      fillRule: 'cross',
      neutralStart: 'all',
    } as const
    const { opened, rules } = await prepared({ ...said, candlePath: 'high-first' })
    const { sampleEvery, ...data } = said
    expect(opened.data).toMatchObject({ ...data, sampleEveryMicros: sampleEvery })
    expect(rules).toEqual({ fillRule: 'cross', neutralStart: 'all' })
  })

  it('starts with the first bar at or after the start', async () => {
    const { opened, tape } = await prepared({ start: START + 1 })
    expect(opened.timeMicros).toBe(START + MINUTE)
    expect(opened.data).toMatchObject({ startMicros: START + MINUTE })
    expect(tape.ticks.count).toBe(8 * 4 + 1)
  })

  it('enters the contestants in their order, each with its plan', async () => {
    const wide = { ...BOT, name: 'a-later-one', gridCount: 10 }
    const published = { 'a-later-one': { rank: 1 } }
    const { entries } = await prepared({ contestants: [BOT, wide], published })
    expect(entries.map(({ entry }) => entry.contestant)).toEqual(['bot', 'a-later-one'])
    expect(entries.map(({ entry }) => entry.published)).toEqual([null, { rank: 1 }])
    const [first, second] = entries
    expect(first!.event).toEqual({
      type: 'ContestantEntered',
      timeMicros: START,
      tick: null,
      cause: { stream: 'season-small', revision: 0 },
      data: first!.entry,
    })
    // 21 lines, 500 apart; the price of 110000 stands on the ninth.
    expect(first!.plan.linesTicks).toHaveLength(21)
    expect(at(first!.plan.linesTicks, 8)).toBe(1_100_000)
    expect(first!.plan.book).toMatchObject({ topBuy: 8, bottomSell: 10, baseSlots: [] })
    expect(second!.plan.linesTicks).toHaveLength(11)
  })

  it('takes paths relative to the folder of the file, or absolute', async () => {
    const relative = await prepared()
    const tape = { candles: [join(folder.path, 'candles.csv')], interval: MINUTE }
    expect((await prepared({ tape })).tape.name).toBe(relative.tape.name)
  })

  it('takes the interval of the marks, or else what lies between the first two', async () => {
    const marked = { ...SEASON.tape, mark: ['mark.csv'] }
    const given = await prepared({ tape: { ...marked, markInterval: 5 * MINUTE } })
    expect(given.tape.marks?.count).toBeGreaterThan(0)
    expect((await prepared({ tape: marked })).tape.name).toBe(given.tape.name)
    expect(await problemOf({ tape: { ...marked, markInterval: MINUTE } })).toContain(
      'expected the bar of 2024-12-31T23:56:00Z, found 2025-01-01T00:00:00Z',
    )
  })

  it('takes the interval of the candles, or else what lies between the first two', async () => {
    const given = await prepared()
    const found = await prepared({ tape: { candles: ['candles.csv'] } })
    expect(found.tape.name).toBe(given.tape.name)
    expect(found.tape.opening[0]?.data).toMatchObject({ intervalMicros: MINUTE })
    folder.write('one.csv', candleCsv(START, [bar(0)]))
    expect(await problemOf({ tape: { candles: ['one.csv'] } })).toBe(
      `${PATH}: ${join(folder.path, 'one.csv')}: expected an interval, or two bars that show it, ` +
        'found one bar',
    )
  })

  it('takes several files for one source, in order of time', async () => {
    folder.write('first.csv', candleCsv(START, bars.slice(0, 4)))
    folder.write('second.csv', candleCsv(START + 4 * MINUTE, bars.slice(4)))
    const { tape } = await prepared({ tape: { candles: ['second.csv', 'first.csv'] } })
    const whole = await prepared()
    expect((await allTicks(tape)).batch.columns[2]).toEqual(
      (await allTicks(whole.tape)).batch.columns[2],
    )
    expect(tape.opening[0]?.data).toMatchObject({
      candles: { file: 'first.csv', rows: 10, parts: [{ lines: 5 }, { lines: 7 }] },
    })
  })

  it('takes gaps where the season accepts them, and says what is missing', async () => {
    // The fifth row is that of minute 4.
    const rows = candleCsv(START, bars).split('\n')
    folder.write('gap.csv', rows.toSpliced(5, 1).join('\n'))
    const tape = { candles: ['gap.csv'], interval: MINUTE }
    expect(await problemOf({ tape })).toBe(
      `${PATH}: ${join(folder.path, 'gap.csv')}, line 6: expected the bar of ` +
        '2025-01-01T00:04:00Z, found 2025-01-01T00:05:00Z: a gap, or another interval\n' +
        '"acceptGaps": true in its tape goes on over gaps',
    )
    const { tape: made } = await prepared({ tape: { ...tape, acceptGaps: true } })
    expect(made.opening[0]?.data).toMatchObject({ gaps: { count: 1, longestMicros: MINUTE } })
    expect((await prepared()).tape.opening[0]?.data).not.toHaveProperty('gaps')
  })

  it('has the funding of the tape', async () => {
    const { tape } = await prepared({ tape: { ...SEASON.tape, funding: ['funding.csv'] } })
    expect(tape.opening.map(({ type }) => type)).toEqual(['TapeOpened', 'FundingRatePublished'])
  })
})

describe('startMarket', () => {
  const marketOf = async (mark: string | null) => {
    const marked = mark === null ? {} : { mark: [mark], markInterval: 5 * MINUTE }
    return startMarket((await prepared({ tape: { ...SEASON.tape, ...marked } })).tape)
  }

  it('is the first price, the mark by then, and the highest price', async () => {
    expect(await marketOf('mark.csv')).toEqual({
      priceTicks: 1_100_000,
      // A bar opens at the start itself; the one before it closed at 111000.
      markTicks: 1_100_010,
      highTicks: 1_100_380,
    })
  })

  it('has the last price for a mark without marks, and before the first', async () => {
    expect((await marketOf(null)).markTicks).toBe(1_100_000)
    expect((await marketOf('late-mark.csv')).markTicks).toBe(1_100_000)
  })
})

describe('prepareSeason: instrument and tape', () => {
  const beside = 'expected embedded alone, found candles, interval beside it'
  it.each<[name: string, changes: Partial<Season>, problem: string]>([
    [
      'an instrument that is nearly known',
      { instrument: 'BTC-USD-SWAP' },
      'instrument: expected BTC-USDT-SWAP, found "BTC-USD-SWAP"',
    ],
    [
      'another instrument',
      { instrument: 'ETH' },
      'instrument: expected BTC-USDT-SWAP, found "ETH"',
    ],
    ['no instrument', { instrument: '' }, 'instrument: expected BTC-USDT-SWAP, found ""'],
    [
      'embedded beside candles',
      { tape: { ...SEASON.tape, embedded: 'okx-season-1' } },
      `tape: ${beside}`,
    ],
    ['no source at all', { tape: {} }, 'tape: expected candles, trades or embedded, found none'],
    [
      'an interval alone',
      { tape: { interval: MINUTE } },
      'tape: expected candles, trades or embedded, found none',
    ],
    [
      'candles and trades',
      { tape: { ...SEASON.tape, trades: ['trades.csv'] } },
      'tape: expected candles or trades, found both',
    ],
    [
      'an interval beside trades',
      { tape: { trades: ['trades.csv'], interval: MINUTE } },
      'tape.interval: expected none beside trades, which have no interval',
    ],
    [
      'candles under trades',
      { tape: { trades: ['candles.csv'] } },
      'tape.trades: expected trades, found plain candles: write it as tape.candles',
    ],
    [
      'trades under candles',
      { tape: { candles: ['trades.csv'] } },
      'tape.candles: expected candles, found OKX bulk trades: write it as tape.trades',
    ],
    [
      'an embedded tape that does not ship',
      { tape: { embedded: 'okx-season-9' } },
      'tape.embedded: expected okx-season-1, perhaps with a seed as in okx-season-1:7, found "okx-season-9"',
    ],
    [
      'a candle path that is none',
      { candlePath: 'farthest' },
      'candlePath: expected nearest, high-first, low-first or seeded:N, found farthest',
    ],
    [
      'an end that no bar opens at',
      { end: START + 10 * MINUTE },
      'end: expected the open of a bar of candles.csv, which has bars from 2025-01-01T00:00:00Z ' +
        'to 2025-01-01T00:09:00Z, found 2025-01-01T00:10:00Z',
    ],
    [
      'a start before the candles',
      { start: START - MINUTE },
      'start: expected a time within candles.csv, which has bars from 2025-01-01T00:00:00Z ' +
        'to 2025-01-01T00:09:00Z, found 2024-12-31T23:59:00Z',
    ],
  ])('refuses %s', async (_, changes, problem) => {
    expect(await problemOf(changes)).toBe(`${PATH}: ${problem}`)
  })

  it.each(['constructor', 'toString', '__proto__'])(
    'refuses the instrument %s',
    async (instrument) => {
      expect(await problemOf({ instrument })).toBe(
        `${PATH}: instrument: expected BTC-USDT-SWAP, found "${instrument}"`,
      )
    },
  )

  it('names the file of a tape that is not there', async () => {
    const missing = join(folder.path, 'nowhere.csv')
    const problem = `${PATH}: ${missing}: expected a file, found none`
    expect(await problemOf({ tape: { candles: ['nowhere.csv'], interval: MINUTE } })).toBe(problem)
    expect(await problemOf({ tape: { ...SEASON.tape, funding: ['nowhere.csv'] } })).toBe(problem)
    expect(await problemOf({ tape: { ...SEASON.tape, mark: ['nowhere.csv'] } })).toBe(problem)
  })

  it('names file, line and field of a tape that is wrong', async () => {
    folder.write('bad.csv', candleCsv(START, [bar(0), [0, 1, 0, 1]]))
    expect(await problemOf({ tape: { candles: ['bad.csv'], interval: MINUTE } })).toBe(
      `${PATH}: ${join(folder.path, 'bad.csv')}, line 3: open: expected a positive price, found "0"`,
    )
  })
})

describe('prepareSeason: the fill rule', () => {
  const expected = 'expected touch or cross on a tape of candles, which shows no trades'
  const amended = (fillRule: 'cross' | 'through'): Contestant => {
    const set = { gridCount: 10 }
    const times = [
      { at: START + MINUTE, set },
      { at: START + 2 * MINUTE, set: { ...set, fillRule } },
    ]
    return { ...BOT, name: 'amended', amendments: times }
  }
  const trades = { trades: ['trades.csv'] }
  const embedded = {
    tape: { embedded: 'okx-season-1' },
    start: SEASON_1_START,
    end: SEASON_1_START + 9 * MINUTE,
  }

  it.each<[name: string, changes: Partial<Season>, problem: string]>([
    ['through on candles', { fillRule: 'through' }, `fillRule: ${expected}, found "through"`],
    [
      'through on the tape that ships',
      { ...embedded, fillRule: 'through' },
      `fillRule: ${expected}, found "through"`,
    ],
    [
      'an amendment to through on candles',
      { contestants: [BOT, amended('through')] },
      `contestants.amended.amendments: fillRule: ${expected}, found "through"`,
    ],
  ])('refuses %s', async (_, changes, problem) => {
    expect(await problemOf(changes)).toBe(`${PATH}: ${problem}`)
  })

  it('takes through on trades, from the start on or as an amendment', async () => {
    const through = await prepared({ tape: trades, fillRule: 'through' })
    expect(through.rules.fillRule).toBe('through')
    expect(through.opened.data).toMatchObject({ fillRule: 'through' })
    const later = await prepared({ tape: trades, contestants: [amended('through')] })
    expect(later.entries[0]?.entry.amendments[1]?.set.fillRule).toBe('through')
  })

  it('takes touch and cross on candles and on trades', async () => {
    for (const fillRule of ['touch', 'cross'] as const) {
      const season = { fillRule, contestants: [amended('cross')] }
      expect((await prepared(season)).rules.fillRule).toBe(fillRule)
      expect((await prepared({ ...season, tape: trades })).rules.fillRule).toBe(fillRule)
    }
  })
})

describe('prepareSeason: refusals', () => {
  type Changes = Partial<GridParameters>
  it.each<[reason: string, changes: Changes, problem: string]>([
    [
      'upper-not-above-lower',
      { upperPrice: '106000' },
      'upperPrice: expected at least one tick above lowerPrice 106000, found 106000',
    ],
    ['too-few-grids', { gridCount: 1 }, 'gridCount: expected at least 2, found 1'],
    [
      'too-many-grids',
      { gridCount: 500 },
      'gridCount: expected at most 86, so that every grid earns after 0.05 % a side, found 500',
    ],
    ['leverage-out-of-range', { leverage: '101' }, 'leverage: expected 1 to 100, found 101'],
    ['leverage-out-of-range', { leverage: '0.5' }, 'leverage: expected 1 to 100, found 0.5'],
    [
      'start-outside-range',
      { lowerPrice: '112000' },
      'lowerPrice, upperPrice: expected the price inside 112000 to 116000, found 110000',
    ],
    [
      'quantity-not-in-lots',
      { quantityPerGrid: '0.015' },
      'quantityPerGrid: expected a multiple of 0.01 contracts, at least 0.01, found 0.015',
    ],
    [
      'fee-out-of-range',
      { makerFee: '0.06' },
      'makerFee: expected a share from -0.05 to 0.05 with at most 10 decimals, found 0.06',
    ],
    [
      'take-profit-on-wrong-side',
      { direction: 'long', takeProfit: { price: '105000' } },
      'takeProfit: expected a price above 116000, found 105000',
    ],
    [
      'stop-loss-on-wrong-side',
      { direction: 'long', stopLoss: { price: '117000' } },
      'stopLoss: expected a price below 106000, found 117000',
    ],
    [
      'stops-on-same-side',
      { takeProfit: { price: '117000' }, stopLoss: { price: '118000' } },
      'stopLoss: expected a price on the other side of the range than takeProfit 117000, found 118000',
    ],
    [
      'slippage-out-of-range',
      { slippageTicks: -1 },
      'slippageTicks: expected 0 to 1000000, found -1',
    ],
  ])('%s %j', async (reason, changes, problem) => {
    const { quantityPerGrid, takeProfit, stopLoss, ...rest } = changes
    const bad: Contestant = {
      ...BOT,
      name: 'second',
      ...rest,
      ...(quantityPerGrid == null ? {} : { quantityPerGrid }),
      ...(takeProfit == null ? {} : { takeProfit }),
      ...(stopLoss == null ? {} : { stopLoss }),
    }
    // The contestant's name and the field, for the whole file.
    expect(await problemOf({ contestants: [BOT, bad] })).toBe(
      `${PATH}: contestants.second.${problem} (${reason})`,
    )
  })

  it('margin-too-small says the smallest investment that would do, and that one does', async () => {
    const problem = await problemOf({ contestants: [{ ...BOT, investment: '1' }] })
    const pattern =
      /contestants\.bot\.investment: expected at least (\d+\.?\d*) for 0\.01 contracts a grid, found 1 \(margin-too-small\)$/
    expect(problem).toMatch(pattern)
    const least = pattern.exec(problem)?.[1]
    expect(await problemOf({ contestants: [{ ...BOT, investment: least! }] })).toBe('no problem')
  })

  it('stop-already-met is judged at the mark, after the base and its fees', async () => {
    // The base of a long grid costs fees: a loss already.
    const stopLoss = { ratio: '0.000001' }
    expect(await problemOf({ contestants: [{ ...BOT, direction: 'long', stopLoss }] })).toBe(
      `${PATH}: contestants.bot.stopLoss: expected a stop that the market does not meet yet, ` +
        'found 0.000001 (stop-already-met)',
    )
  })

  it('judges the start at the first bar at or after the start', async () => {
    const narrow = { ...BOT, lowerPrice: '110001.5', upperPrice: '111000', gridCount: 2 }
    expect(await problemOf({ contestants: [narrow] })).toContain('start-outside-range')
    expect(await problemOf({ contestants: [narrow], start: START + 2 * MINUTE })).toBe('no problem')
  })
})
