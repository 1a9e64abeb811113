import { from, lastValueFrom, take } from 'rxjs'
import { type Ledger, seededRandom, uniform } from '@gridledger/domain'
import {
  type Projection,
  type SeasonBatch,
  combined,
  drawdown,
  eachRun,
  gridProfit,
  isoTime,
  offGrid,
  priceCandles,
  splitBatch,
} from '@gridledger/projections'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { forked } from '../../../../test/support/forking'
import { foldedView } from '../../../../test/support/foldedView'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { cutBefore } from '@gridledger/projections/testing'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { right } from '../../../../test/support/tapes'
import { Failure } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { throughForks } from '../ledger/throughForks'
import { findRun } from './findRun'
import type { PreparedSeason } from './prepareSeason'
import { readRun } from './readRun'
import { type ViewRequest, readViews } from './readViews'
import { runSeason } from './runSeason'
import { simulateSeason } from './simulateSeason'

const SEED = 20251104
const NAMES = CONTESTANTS.map(({ name }) => name)
const FORK = `${BUSY}.amended~wider`

const folder = suiteFolder()
let season: PreparedSeason
let whole: SeasonBatch
let ledger: Ledger
beforeAll(async () => {
  season = await prepared(folder, busySeason(folder))
  whole = await simulateSeason(season)
  ledger = await recorded()
  const asked = { at: SEASON_1_START + 300 * 60_000_000, name: 'wider', set: { gridCount: 20 } }
  right(await forked(throughForks(ledger), `${BUSY}.amended`, asked))
})

/** The busy season in a ledger of its own, or the first batches of 300 ticks of it. */
async function recorded(batches = Infinity, into = memoryLedger()): Promise<Ledger> {
  const outcome = await runSeason(inBatchesOf(into, [300]), season)
  await lastValueFrom(from(outcome.batches).pipe(take(batches)))
  return into
}

/** Falls, spells and pairs: with something that only the end settles. */
const figures = combined('figures', 1, { drawdown, offGrid, gridProfit })
const candles = priceCandles(20)

/** The views of these contestants up to a tick, folded in memory. */
function folded<View>(
  projection: Projection<View>,
  contestants: readonly (string | null)[],
  tick = whole.ticks.batch.count - 1,
): readonly { readonly contestant: string | null; readonly view: View }[] {
  const [head] = cutBefore(whole, tick + 1)
  return contestants.map((contestant) => {
    return { contestant, view: foldedView(projection, head!, contestant) }
  })
}

describe('readViews', () => {
  it('has the views of every contestant in order of entry, as the fold makes them', async () => {
    const { views, last } = await readViews(ledger, BUSY, figures)
    expect(views).toEqual(folded(figures, NAMES))
    const tick = whole.ticks.batch.count - 1
    const [times, , prices] = whole.ticks.batch.columns
    expect(last).toEqual({ revision: tick, timeMicros: times![tick], priceTicks: prices![tick] })
  })

  it('has those that are asked for, in that order', async () => {
    const contestants = ['kept', 'amended']
    const { views } = await readViews(ledger, BUSY, figures, { contestants })
    expect(views).toEqual(folded(figures, contestants))
    expect((await readViews(ledger, BUSY, figures, { contestants: [] })).views).toEqual([])
  })

  it('reads one run alone where one is asked for, and says how far it has come', async () => {
    const streams = new Set<string>()
    const read: Ledger['read'] = (stream, ...range) => {
      if (/^(run|checks)-/.test(stream)) streams.add(stream)
      return inBatchesOf(ledger, [1000]).read(stream, ...range)
    }
    const told: (readonly [number, number])[] = []
    const onTicks = (done: number, all: number) => told.push([done, all])
    const asked = { contestants: ['kept'], asOf: '2500', onTicks }
    const { views } = await readViews({ ...ledger, read }, BUSY, figures, asked)
    expect(views).toEqual(folded(figures, ['kept'], 2500))
    expect([...streams].sort()).toEqual(['checks-busy.kept', 'run-busy.kept'])
    const all = whole.ticks.batch.count
    expect(told).toEqual([1000, 2000, 2501].map((done) => [done, all]))
  })

  it('has one view of all runs together, and one of the market', async () => {
    const all = eachRun(figures)
    expect((await readViews(ledger, BUSY, all)).views).toEqual(folded(all, [null]))
    expect((await readViews(ledger, BUSY, candles)).views).toEqual(folded(candles, [null]))
  })

  it(`has them as they were at any moment (seed ${SEED})`, async () => {
    const random = seededRandom(SEED, 0)
    const [times] = whole.ticks.batch.columns
    const ticks = Array.from({ length: 6 }, () => Math.floor(uniform(random) * times!.length))
    for (const tick of [0, times!.length - 1, ...ticks]) {
      const expected = folded(figures, NAMES, tick)
      const next = times![tick + 1] ?? times![tick]! + 1
      const between = times![tick]! + Math.floor(uniform(random) * (next - times![tick]!))
      for (const asOf of [String(tick), isoTime(times![tick]!), isoTime(between)]) {
        const { views, last } = await readViews(ledger, BUSY, figures, { asOf })
        expect({ asOf, tick: last?.revision, views }).toEqual({ asOf, tick, views: expected })
      }
    }
  })

  it.each<readonly [string, string, ViewRequest, string]>([
    ['a season', 'busi', {}, 'memory: has no season busi; did you mean busy?'],
    ['a run', 'busy.amendet', {}, 'memory: has no run busy.amendet; did you mean busy.amended?'],
    ['a fork', 'busy.amended~wide', {}, 'did you mean busy.amended~wider?'],
    ['a contestant', BUSY, { contestants: ['kept', 'kepd'] }, 'busy has no contestant kepd'],
    [
      'a contestant of a run',
      'busy.kept',
      { contestants: ['amended'] },
      'has no contestant amended',
    ],
  ])('throws Failure (not found) for %s that is not there', async (_what, name, request, said) => {
    const reading = readViews(ledger, name, figures, request)
    await expect(reading).rejects.toThrow(said)
    await expect(reading).rejects.toMatchObject({ problem: { kind: 'not-found' } })
  })

  it.each<readonly [string, string, ViewRequest, string]>([
    ['no moment', BUSY, { asOf: 'noon' }, '--as-of: expected a time with its zone such as'],
    ['too late', BUSY, { asOf: '4801' }, 'or a tick from 0 to 4800, found 4801'],
    [
      'too early',
      BUSY,
      { asOf: '2025-10-23T18:29:00Z' },
      '--as-of: expected 2025-10-23T18:30:00Z to',
    ],
    ['too late for a run', 'busy.kept', { asOf: '9999' }, 'or a tick from 0 to 4800, found 9999'],
  ])('throws Failure (input) for a moment: %s', async (_what, name, request, said) => {
    const reading = readViews(ledger, name, figures, request)
    await expect(reading).rejects.toThrow(said)
    await expect(reading).rejects.toMatchObject({ problem: { kind: 'input' } })
  })

  it('throws Failure (input) where runs are named for a view that is of none', async () => {
    const contestants = ['amended', 'kept']
    await expect(readViews(ledger, BUSY, candles, { contestants })).rejects.toThrow(
      new Failure({
        kind: 'input',
        message: `${candles.name} is a view of the market alone: expected no run to be named, found amended, kept`,
      }),
    )
    await expect(readViews(ledger, BUSY, eachRun(figures), { contestants })).rejects.toThrow(
      'is a view of all runs together: expected no run to be named',
    )
  })

  it('throws what the projection throws', async () => {
    const broken: Projection<number> = {
      ...{ name: 'broken', version: 1, initialView: 0 },
      on: {
        OrderFilled: () => {
          throw new Error('a broken invariant')
        },
      },
    }
    await expect(readViews(ledger, BUSY, broken)).rejects.toThrow('a broken invariant')
  })
})

describe('readViews over a run or a fork', () => {
  /** Its batches, cut after a tick. */
  async function foldedRun<View>(name: string, projection: Projection<View>, tick = Infinity) {
    const through = throughForks(ledger)
    const found = await findRun(through, name)
    const parts: SeasonBatch[] = []
    for await (const batch of readRun(through, found)) parts.push(batch)
    const cut = parts.flatMap((batch) =>
      batch.ticks.firstRevision > tick ? [] : [splitBatch(batch, tick)[0]],
    )
    const { of } = projection
    const contestant = of === 'season' ? null : found.contestant
    return { views: [{ contestant, view: foldedView(projection, cut, contestant) }] }
  }

  it.each([`${BUSY}.liquidated`, FORK])('has its view by its name: %s', async (name) => {
    for (const one of [ledger, throughForks(ledger)]) {
      expect(await readViews(one, name, figures)).toMatchObject(await foldedRun(name, figures))
      for (const tick of [0, 1199, 1200, 1201, 3000]) {
        const read = await readViews(one, name, figures, { asOf: String(tick) })
        expect(read).toMatchObject(await foldedRun(name, figures, tick))
      }
    }
  })

  it('is a season that it alone has entered', async () => {
    const all = eachRun(figures)
    for (const name of [`${BUSY}.stopped`, FORK]) {
      const { views } = await readViews(ledger, name, all)
      expect(views).toEqual((await foldedRun(name, all)).views)
      const [alone] = (await readViews(ledger, name, figures)).views
      expect([...views[0]!.view.runs]).toEqual([[alone!.contestant, alone!.view]])
    }
  })

  it('throws Failure (not found) while its season is not finished', async () => {
    const reading = readViews(await recorded(3), `${BUSY}.kept`, figures)
    await expect(reading).rejects.toThrow('busy.kept has not ended: season busy is not finished')
  })
})
