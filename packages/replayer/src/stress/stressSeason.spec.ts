import { CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { from, lastValueFrom } from 'rxjs'
import { leaderboard } from '@gridledger/projections'
import { right } from '../../../../test/support/tapes'
import { tapeMethodText } from '../derived/tapeMethod'
import { memoryLedger } from '../ledger/memoryLedger'
import type { PreparedSeason } from '../season/prepareSeason'
import { readSeason } from '../season/readSeason'
import { keepSeasons, stressedSeasons } from './keepSeasons'
import { type SeasonStress, stressSeason } from './stressSeason'
import { STRESS_KINDS, defaultShocks, possibleKinds, stressMethods } from './stressTapes'

const folder = suiteFolder()
let busy: PreparedSeason
let stress: SeasonStress
const SHOCKS = [
  { basisPoints: -500, atMicros: Date.parse('2025-10-24T06:00:00Z') * 1000 },
  { basisPoints: 3000, atMicros: Date.parse('2025-10-23T18:00:00Z') * 1000 },
]
const wanted = { kinds: STRESS_KINDS, tapes: 3, shocks: SHOCKS, volatilities: [200] }
beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
  stress = await stressSeason(busy, stressMethods(wanted), { threads: 1 })
})

describe('stressSeason', () => {
  it('has every tape once, the worst first, one where nobody starts last', () => {
    const names = stress.tapes.map(({ method }) => tapeMethodText(method))
    expect([...names].sort()).toEqual([
      ...['bootstrap-1', 'bootstrap-2', 'bootstrap-3', 'bridge-1', 'bridge-2', 'bridge-3'],
      ...['shock-minus-5-at-20251024t060000z', 'shock-plus-30-at-20251023t180000z'],
      'volatility-200',
    ])
    expect(names.at(-1)).toBe('shock-plus-30-at-20251023t180000z')
    const means = stress.tapes.map(({ meanReturnPct }) => meanReturnPct)
    expect(means.at(-1)).toBeNull()
    const numbers = means.slice(0, -1).map(Number)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
  })

  it('counts every contestant on every tape, over all and by kind', () => {
    expect(stress.contestants.map(({ contestant }) => contestant)).toEqual(
      CONTESTANTS.map(({ name }) => name),
    )
    for (const { count, kinds } of stress.contestants) {
      expect(count).toMatchObject({ tapes: 9, refused: 1 })
      expect([...kinds.keys()]).toEqual([...STRESS_KINDS])
      for (const field of [
        'tapes',
        'offGrid',
        'stopped',
        'liquidated',
        'lost',
        'survived',
      ] as const)
        expect([...kinds.values()].reduce((sum, each) => sum + each.count[field], 0)).toBe(
          count[field],
        )
    }
    const [, stopped, liquidated] = stress.contestants
    expect(stopped?.count.stopped).toBeGreaterThan(0)
    expect(liquidated?.count.liquidated).toBeGreaterThan(0)
    expect(liquidated?.count.worstReturnPct).toBe('-100.00000000')
  })

  it('names the worst tapes of each, with what they were worth', () => {
    for (const { worst, count } of stress.contestants) {
      expect(worst).toHaveLength(5)
      expect(Number(worst[0]?.returnPct)).toBe(Number(count.worstReturnPct))
    }
  })
})

describe('keepSeasons', () => {
  it('records the seasons of tapes, with the figures that the stress test had', async () => {
    const ledger = memoryLedger()
    const [worst] = stress.tapes
    if (worst === undefined) throw new Error('no tapes')
    const { method, result } = worst
    const seasons = await stressedSeasons(busy, [method])
    const [kept] = await keepSeasons(ledger, seasons)
    expect(kept).toMatchObject({ outcome: 'recorded', season: `busy-${tapeMethodText(method)}` })
    const { rows } = await lastValueFrom(
      from(readSeason(ledger, kept?.season ?? '')).pipe(leaderboard()),
    )
    expect(rows.map(({ report }) => report.returnPct)).toEqual(
      result.runs.map(({ returnPct }) => returnPct),
    )
    expect(await keepSeasons(ledger, seasons)).toMatchObject([{ ...kept, outcome: 'unchanged' }])
  })

  it('records none where a ledger holds another season of that name', async () => {
    const ledger = memoryLedger()
    const methods = stress.tapes.slice(0, 2).map(({ method }) => method)
    const [first, second] = await stressedSeasons(busy, methods)
    if (first === undefined || second === undefined) throw new Error('two seasons')
    await keepSeasons(ledger, [{ ...first, season: second.season, opened: renamed(first, second) }])
    const before = await ledger.streams()()
    await expect(keepSeasons(ledger, [first, second])).rejects.toThrow(
      `season ${second.season}: expected the inputs that memory: holds under this name`,
    )
    expect(right(await ledger.streams()())).toEqual(right(before))
  })
})

function renamed(first: PreparedSeason, { season }: PreparedSeason): PreparedSeason['opened'] {
  if (first.opened.type !== 'SeasonOpened') throw new Error('a season without its SeasonOpened')
  return { ...first.opened, data: { ...first.opened.data, season } }
}

describe('stressMethods', () => {
  it('are those of the kinds that are wanted, none twice', () => {
    const twice = { ...wanted, volatilities: [50, 150, 50] }
    const names = (kinds: typeof STRESS_KINDS | readonly ['volatility'] | readonly []) =>
      stressMethods({ ...twice, kinds }).map(tapeMethodText)
    expect(names(['volatility'])).toEqual(['volatility-50', 'volatility-150'])
    expect(names([])).toEqual([])
    expect(names(STRESS_KINDS)).toHaveLength(10)
  })

  it('are shocks in the middle, to a whole second, unless they are told', () => {
    const [first, ...others] = defaultShocks(1_000_000, 4_500_000)
    expect(first).toEqual({ basisPoints: -1000, atMicros: 2_000_000 })
    expect(others.map(({ basisPoints }) => basisPoints)).toEqual([-2000, 1000, 2000])
  })

  it.each([
    [null, ['shock']],
    [60_000_000, [...STRESS_KINDS]],
    [14_400_000_000, ['bootstrap', 'shock', 'volatility']],
  ])('allow for an interval of %s: %j', (intervalMicros, kinds) => {
    expect(possibleKinds({ intervalMicros })).toEqual(kinds)
  })
})
