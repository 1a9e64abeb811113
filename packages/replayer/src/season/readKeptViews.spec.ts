import * as fc from 'fast-check'
import { from, lastValueFrom, take } from 'rxjs'
import { type Ledger, type Snapshot, type Snapshots, ticksStream } from '@gridledger/domain'
import {
  type Projection,
  type SeasonBatch,
  combined,
  drawdown,
  eachRun,
  gridProfit,
  offGrid,
  priceCandles,
  runEvents,
} from '@gridledger/projections'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { logOf } from '../../../../test/support/eventLog'
import { suiteFolder } from '../../../../test/support/files'
import { forked } from '../../../../test/support/forking'
import { foldedView } from '../../../../test/support/foldedView'
import { randomSeason } from '../../../../test/support/randomSeason'
import { recording } from '../../../../test/support/recording'
import { SEASON, cutBefore } from '@gridledger/projections/testing'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { right } from '../../../../test/support/tapes'
import { Failure, run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { throughForks } from '../ledger/throughForks'
import type { PreparedSeason } from './prepareSeason'
import { type ViewRequest, readViews } from './readViews'
import { runSeason } from './runSeason'
import { simulateSeason } from './simulateSeason'

const NAMES = CONTESTANTS.map(({ name }) => name)

const folder = suiteFolder()
let season: PreparedSeason
let whole: SeasonBatch
beforeAll(async () => {
  season = await prepared(folder, busySeason(folder))
  whole = await simulateSeason(season)
})

/** The busy season in a ledger of its own, or the first batches of 300 ticks of it. */
async function recorded(batches = Infinity, into = memoryLedger()): Promise<Ledger> {
  const outcome = await runSeason(inBatchesOf(into, [300]), season)
  await lastValueFrom(from(outcome.batches).pipe(take(batches)))
  return into
}

/** A ledger that notes from which tick it is read, and what is kept in it. */
function noting(of: Ledger) {
  const starts: number[] = []
  const puts: Snapshot[] = []
  const read: Ledger['read'] = (stream, first = 0, to) => {
    // One row alone is looked up for its time.
    const isRow = to === first + 1
    if (stream === ticksStream(season.tape.name) && !isRow) starts.push(first)
    return of.read(stream, first, to)
  }
  const { snapshots } = of
  const put: Snapshots['put'] = (snapshot) => {
    puts.push(snapshot)
    return snapshots!.put(snapshot)
  }
  return { noted: { ...of, read, snapshots: { ...snapshots!, put } }, starts, puts }
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

describe('readViews that keeps them', () => {
  it('takes them up where they are, and reads nothing again', async () => {
    const { noted, starts, puts } = noting(await recorded())
    const first = await readViews(noted, BUSY, figures, { keep: true })
    expect(first.views).toEqual(folded(figures, NAMES))
    expect(await readViews(noted, BUSY, figures, { keep: true })).toEqual(first)
    expect(starts).toEqual([0, whole.ticks.batch.count])
    expect(puts.map(({ tick }) => tick)).toEqual([whole.ticks.batch.count - 1])
    // Without it, nothing is taken up and nothing is kept.
    expect(await readViews(noted, BUSY, figures)).toEqual(first)
    expect(starts).toEqual([0, whole.ticks.batch.count, 0])
    expect(puts).toHaveLength(1)
  })

  it('goes on from the nearest before a moment, and never from one after it', async () => {
    const { noted, starts, puts } = noting(await recorded())
    const read = async (tick: number) => {
      const asOf = String(tick)
      const { views } = await readViews(noted, BUSY, figures, { asOf, keep: true })
      expect(views).toEqual(folded(figures, NAMES, tick))
    }
    for (const tick of [2000, 1999, 2000, 3300, 4800]) await read(tick)
    expect(starts).toEqual([0, 0, 2001, 2001, 3301])
    expect(puts.map(({ tick }) => tick)).toEqual([2000, 1999, 3300, 4800])
  })

  it('begins anew for another version, other contestants or another projection', async () => {
    const { noted, starts } = noting(await recorded())
    await readViews(noted, BUSY, figures, { keep: true })
    const end = whole.ticks.batch.count
    async function expectStart<View>(
      projection: Projection<View>,
      of: readonly (string | null)[],
      start: number,
      request: ViewRequest = {},
    ): Promise<void> {
      starts.length = 0
      const { views } = await readViews(noted, BUSY, projection, { ...request, keep: true })
      expect(views).toEqual(folded(projection, of))
      expect(starts).toEqual([start])
    }
    const [back, one] = [NAMES.toReversed(), ['kept']]
    await expectStart(figures, NAMES, end)
    await expectStart({ ...figures, version: '1' }, NAMES, 0)
    await expectStart(figures, one, 0, { contestants: one })
    await expectStart(figures, back, 0, { contestants: back })
    await expectStart({ ...figures, name: 'others' }, NAMES, 0)
    await expectStart(eachRun(figures), [null], 0)
    await expectStart(candles, [null], 0)
    await expectStart(priceCandles(20, 3_600_000_000), [null], 0)
    await expectStart(figures, one, end, { contestants: one })
  })

  it('does not take what is damaged or of something else', async () => {
    const { noted, starts, puts } = noting(await recorded())
    const expected = await readViews(noted, BUSY, figures, { keep: true })
    await readViews(noted, BUSY, candles, { keep: true })
    const [own, foreign] = puts
    const put = (content: string) => run(noted.snapshots.put({ ...own!, content }))
    for (const content of [own!.content.slice(0, -1), '{}', '', foreign!.content]) {
      await put(content)
      starts.length = 0
      expect(await readViews(noted, BUSY, figures, { keep: true })).toEqual(expected)
      expect(starts).toEqual([0])
    }
    // It was put right each time.
    starts.length = 0
    expect(await readViews(noted, BUSY, figures, { keep: true })).toEqual(expected)
    expect(starts).toEqual([whole.ticks.batch.count])
  })

  it('goes on with a season as that goes on', async () => {
    const into = memoryLedger()
    const { noted, starts } = noting(await recorded(3, into))
    const first = await readViews(noted, BUSY, figures, { keep: true })
    const reached = first.last!.revision
    expect(reached).toBeGreaterThan(0)
    expect(reached).toBeLessThan(900)
    expect(first.views).toEqual(folded(figures, NAMES, reached))
    await recorded(9, into)
    const second = await readViews(noted, BUSY, figures, { keep: true })
    expect(second.views).toEqual(folded(figures, NAMES, second.last!.revision))
    await recorded(Infinity, into)
    const third = await readViews(noted, BUSY, figures, { keep: true })
    expect(third.views).toEqual(folded(figures, NAMES))
    expect(starts).toEqual([0, reached + 1, second.last!.revision + 1])
  })

  it('is right at any moments of any recording', async () => {
    const log = logOf()
    const all = eachRun(log)
    const cuts = fc.array(fc.integer({ min: 1, max: 23 }), { maxLength: 8 })
    const looks = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
    const property = async (
      sketch: SeasonBatch,
      at: readonly number[],
      asked: readonly boolean[],
    ) => {
      const into = memoryLedger()
      const read = async <View>(projection: Projection<View>) => {
        const { views, last } = await readViews(into, SEASON, projection, { keep: true })
        const [head] = cutBefore(sketch, last!.revision + 1)
        for (const { contestant, view } of views)
          expect(view).toEqual(foldedView(projection, head!, contestant))
      }
      let appends = 0
      for await (const stream of recording(into, sketch, at)) {
        expect(stream).toMatch(/sketched/)
        appends += 1
        if (asked[appends] === false) continue
        await read(log).catch(expectNotYet)
        await read(all).catch(expectNotYet)
      }
      await read(log)
      await read(all)
    }
    await fc.assert(fc.asyncProperty(randomSeason, cuts, looks, property), { numRuns: 40 })
  })

  it('says where a view cannot be kept', async () => {
    const reading = readViews(await recorded(), BUSY, runEvents, { keep: true })
    await expect(reading).rejects.toThrow('cannot be kept: its parts are nested too deeply')
    await expect(reading).rejects.toMatchObject({ problem: { kind: 'input' } })
  })

  it('keeps nothing of a run or a fork', async () => {
    const { noted, puts } = noting(await recorded())
    const asked = { at: season.tape.startMicros, name: 'same', set: {} }
    right(await forked(throughForks(noted), `${BUSY}.kept`, asked))
    await readViews(noted, `${BUSY}.kept~same`, figures, { keep: true })
    await readViews(noted, `${BUSY}.kept`, figures, { keep: true })
    expect(puts).toEqual([])
  })

  it('keeps nothing where a ledger keeps nothing', async () => {
    const { snapshots: _none, ...bare } = await recorded()
    const { views } = await readViews(bare, BUSY, figures, { keep: true })
    expect(views).toEqual(folded(figures, NAMES))
  })
})

/** While no tick is complete there is no view. */
function expectNotYet(error: unknown): void {
  if (!(error instanceof Failure)) throw error
  expect(error.problem.kind).toBe('not-found')
}
