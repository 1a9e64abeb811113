import { Decimal } from '@gridledger/domain'
import { CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { right } from '../../../../test/support/tapes'
import { rankingText } from '../cli/bandsText'
import { derivedTape } from '../derived/derivedTape'
import { parseTapeMethod } from '../derived/tapeMethod'
import type { PreparedSeason } from '../season/prepareSeason'
import { offGridHours } from './bandFigures'
import { type SeasonBands, seasonBands } from './seasonBands'

const folder = suiteFolder()
let busy: PreparedSeason
let bands: SeasonBands
beforeAll(async () => {
  busy = await prepared(folder, {
    ...busySeason(folder),
    published: { amended: { returnPct: '99' } },
  })
  bands = await seasonBands(busy, { seeds: 2, threads: 1 })
})

describe('seasonBands', () => {
  it('runs both fill rules along every path, as recorded first and none twice', () => {
    const names = bands.variants.map(({ fillRule, candlePath }) => `${fillRule} ${candlePath}`)
    const paths = ['nearest', 'high-first', 'low-first', 'seeded-1', 'seeded-2']
    expect(names).toEqual(
      ['touch', 'cross'].flatMap((rule) => paths.map((path) => `${rule} ${path}`)),
    )
    expect(bands.ranking.variants).toBe(10)
  })

  it('has every contestant with the least, the recorded and the most in order', () => {
    expect(bands.contestants.map(({ contestant }) => contestant)).toEqual([
      'amended',
      'stopped',
      'liquidated',
      'kept',
    ])
    let widths = 0
    for (const { figures } of bands.contestants) {
      for (const { least, recorded, most } of Object.values(figures)) {
        expect(new Decimal(least).lte(recorded)).toBe(true)
        expect(new Decimal(recorded).lte(most)).toBe(true)
        widths += least === most ? 0 : 1
      }
    }
    expect(widths).toBeGreaterThan(10)
  })

  it('tells whose grid ended early, and in which variants', () => {
    const [amended, , liquidated] = bands.contestants
    expect(amended?.ended).toEqual([])
    expect(liquidated?.ended).toHaveLength(10)
    expect(liquidated?.ended[0]).toMatchObject({ reason: 'liquidated', variant: bands.variants[0] })
  })

  it('sets a published figure beside its band', () => {
    const [amended, stopped] = bands.contestants
    expect(amended?.published).toMatchObject([{ figure: 'returnPct', published: '99' }])
    expect(Number(amended?.published[0]?.beyond)).toBeGreaterThan(90)
    expect(stopped?.published).toEqual([])
  })

  it('keeps the path that was recorded among the others', async () => {
    const seeded = right(await derivedTape(busy.tape, right(parseTapeMethod('seeded-77'))))
    const { variants } = await seasonBands({ ...busy, tape: seeded }, { seeds: 0, threads: 1 })
    expect(variants.slice(0, 4).map(({ candlePath }) => candlePath)).toEqual([
      'seeded-77',
      'nearest',
      'high-first',
      'low-first',
    ])
  })
})

describe('seasonBands of trades', () => {
  it('has all three fill rules and no paths', async () => {
    const HEADER = 'instrument_name,trade_id,side,price,size,created_time'
    const start = SEASON_1_START
    const prices = [110100, 109500, 110000, 109499.9, 110000.1, 110000, 109400, 110200]
    const rows = prices.map((price, index) =>
      ['BTC-USDT-SWAP', index, 'sell', price, 1, start / 1000 + index * 1000].join(','),
    )
    folder.write('trades.csv', [HEADER, ...rows, ''].join('\n'))
    const season = await prepared(folder, {
      ...busySeason(folder),
      end: start + 7_000_000,
      tape: { trades: ['trades.csv'] },
      fillRule: 'cross',
      contestants: [{ ...CONTESTANTS[3]!, direction: 'neutral', gridCount: 10 }],
    })
    const made = await seasonBands(season, { seeds: 5, threads: 1 })
    expect(made.variants.map(({ fillRule, candlePath }) => [fillRule, candlePath])).toEqual([
      ['cross', null],
      ['touch', null],
      ['through', null],
    ])
    const { least, recorded, most } = made.contestants[0]!.figures.tradeNum
    expect(Number(least)).toBeLessThan(Number(most))
    expect(recorded).toBe(least)
  })
})

describe('hours beyond the range', () => {
  it('are those of one side', () => {
    const spell = (side: 'above' | 'below', to: string) => {
      return { from: '2025-10-24T00:00:00Z', to, side, depth: '1' }
    }
    const spells = [
      spell('above', '2025-10-24T01:30:00Z'),
      spell('below', '2025-10-24T00:00:36Z'),
      spell('above', '2025-10-24T00:30:00Z'),
    ]
    expect(offGridHours(spells, 'above')).toBe('2')
    expect(offGridHours(spells, 'below')).toBe('0.01')
  })
})

describe('rankingText', () => {
  const pair = (ahead: string, behind: string, changed: number) => ({ ahead, behind, changed })
  const ranking = { recorded: ['a', 'b', 'c'], variants: 9, places: [] }
  it('is one sentence', () => {
    expect(rankingText({ ...ranking, same: 9, pairs: [] })).toBe(
      'The ranking survives: it is the same in all 9 variants.',
    )
    const pairs = [pair('a', 'b', 2), pair('a', 'c', 1), pair('b', 'c', 3)]
    expect(rankingText({ ...ranking, same: 5, pairs })).toBe(
      'The ranking does not survive, 5 of 9 variants have it: a and b change places in 2, b and c in 3.',
    )
    expect(rankingText({ ...ranking, recorded: ['a'], same: 9, pairs: [] })).toBe(
      'One contestant has no ranking.',
    )
  })
})
