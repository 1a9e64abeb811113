import * as fc from 'fast-check'
import {
  type Observable,
  Subject,
  firstValueFrom,
  lastValueFrom,
  take,
  takeUntil,
  tap,
  toArray,
} from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import {
  type Projection,
  type SeasonBatch,
  combined,
  drawdown,
  eachRun,
  gridProfit,
  offGrid,
  priceCandles,
} from '@gridledger/projections'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { logOf } from '../../../../test/support/eventLog'
import { suiteFolder } from '../../../../test/support/files'
import { foldedView } from '../../../../test/support/foldedView'
import { overtaken, paced } from '../../../../test/support/overtaken'
import { randomSeason } from '../../../../test/support/randomSeason'
import { recording } from '../../../../test/support/recording'
import {
  SEASON,
  cutBefore,
  everyMinute,
  filled,
  seasonOf,
  started,
} from '@gridledger/projections/testing'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { memoryLedger } from '../ledger/memoryLedger'
import { type MomentViews, readViews, watchViews } from './readViews'
import { runSeason } from './runSeason'

const AT_ONCE = { everyMillis: 0 }
const folder = suiteFolder()
const log = logOf()
const figures = combined('figures', 1, { drawdown, offGrid, gridProfit })

/** What was seen, in order. */
const seen = <View>(views: Observable<MomentViews<View>>) => lastValueFrom(views.pipe(toArray()))

const whole = seasonOf({
  ticks: everyMinute(115, 110, 115, 120, 115, 115),
  runs: { bot: { steps: [started(), filled(1, 'buy', 110)], checks: [1, 2, 3, 4] } },
})

/** A writer that stops after so many appends. */
async function partly(appends: number, season = whole, cuts = [3]) {
  const ledger = memoryLedger()
  const writer = recording(ledger, season, cuts)
  for (let left = appends; left > 0; left -= 1) await writer.next()
  return { ledger, writer }
}

/** A ledger that counts how often it is looked at. */
function counted(ledger: Ledger) {
  const counts = { looks: 0 }
  const head: Ledger['head'] = (stream) => {
    counts.looks += 1
    return ledger.head(stream)
  }
  return { counts, ledger: { ...ledger, head } }
}

const nextTurns = async (count: number) => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((done) => setTimeout(done, 0))
}

describe('watchViews', () => {
  it('is at every moment what the fold makes of the season so far, whatever the timing', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 23 }), { maxLength: 8 })
    const timing = fc
      .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 })
      .filter((numbers) => numbers.some((each) => each > 0))
    const check = async <View>(
      projection: Projection<View>,
      season: SeasonBatch,
      { at, numbers, keep }: { at: readonly number[]; numbers: readonly number[]; keep: boolean },
    ) => {
      const { ledger, writer } = await partly(3, season, [...at])
      const watched = overtaken(ledger, paced(writer, numbers))
      const all = await seen(watchViews(watched, SEASON, projection, { ...AT_ONCE, keep }))
      let before = -1
      for (const { views, last } of all) {
        expect(last!.revision).toBeGreaterThan(before)
        before = last!.revision
        const [head] = cutBefore(season, before + 1)
        for (const { contestant, view } of views)
          expect(view).toEqual(foldedView(projection, head!, contestant))
      }
      expect(before).toBe(season.ticks.batch.count - 1)
      expect(all.at(-1)).toEqual(await readViews(ledger, SEASON, projection))
    }
    const how = fc.record({ at: cuts, numbers: timing, keep: fc.boolean() })
    const property = async (season: SeasonBatch, one: Parameters<typeof check>[2]) => {
      await check(log, season, one)
      await check(eachRun(log), season, one)
    }
    await fc.assert(fc.asyncProperty(randomSeason, how, property), { numRuns: 30 })
  })

  it('has the views of a season that run records meanwhile', async () => {
    const memory = memoryLedger()
    const season = await prepared(folder, busySeason(folder))
    const { batches } = await runSeason(inBatchesOf(memory, [300]), season)
    const ledger = overtaken(memory, paced(batches, [...new Array<number>(20).fill(0), 1]))
    const contestants = ['kept', 'amended']
    const all = await seen(watchViews(ledger, BUSY, figures, { ...AT_ONCE, contestants }))
    expect(all.length).toBeGreaterThan(8)
    expect(all.at(-1)).toEqual(await readViews(memory, BUSY, figures, { contestants }))
    const candles = await seen(watchViews(memory, BUSY, priceCandles(20)))
    expect(candles.at(-1)).toEqual(await readViews(memory, BUSY, priceCandles(20)))
    expect(CONTESTANTS.length).toBeGreaterThan(contestants.length)
  })

  it('begins with what stands, takes up what is kept, and keeps what it has come to', async () => {
    const { ledger, writer } = await partly(5)
    const kept = await readViews(ledger, SEASON, log, { keep: true })
    expect(kept.last!.revision).toBe(2)
    const steps = async () => {
      await writer.next()
    }
    const watching = { ...AT_ONCE, keep: true }
    const all = await seen(watchViews(overtaken(ledger, steps), SEASON, log, watching))
    expect(all[0]).toEqual(kept)
    expect(all.at(-1)).toEqual(await readViews(ledger, SEASON, log))
    // All of it is kept now: nothing follows what stands.
    expect(await seen(watchViews(ledger, SEASON, log, watching))).toEqual([all.at(-1)])
    // Without what is kept the views begin at the start.
    const anew = await seen(watchViews(inBatchesOf(ledger, [2]), SEASON, log, AT_ONCE))
    expect(anew.map(({ last }) => last!.revision)).toEqual([1, 3, 5])
  })

  it('takes up what was kept of one of several runs, and what it keeps is taken up', async () => {
    const two = seasonOf({
      ticks: everyMinute(115, 110, 115, 120, 115, 115),
      runs: {
        rival: { steps: [started(), filled(1, 'buy', 110)], checks: [1, 2, 3, 4] },
        bot: { steps: [started(), filled(1, 'buy', 110)], checks: [1, 2, 3, 4] },
      },
    })
    const { ledger, writer } = await partly(7, two)
    const asked = { contestants: ['bot'], keep: true }
    const kept = await readViews(ledger, SEASON, log, asked)
    expect(kept.last!.revision).toBe(2)
    const steps = async () => {
      await writer.next()
    }
    const all = await seen(
      watchViews(overtaken(ledger, steps), SEASON, log, { ...AT_ONCE, ...asked }),
    )
    expect(all[0]).toEqual(kept)
    expect(all.at(-1)!.views).toEqual([{ contestant: 'bot', view: foldedView(log, two) }])
    expect(await readViews(ledger, SEASON, log, asked)).toEqual(all.at(-1))
  })

  it.each([
    ['nothing has come', 3, 0],
    ['something has come', 5, 1],
  ])('is ended by its signal while %s', async (_what, appends, count) => {
    const leaving = new AbortController()
    const { ledger, counts } = counted((await partly(appends)).ledger)
    const watching = { ...AT_ONCE, signal: leaving.signal, keep: true }
    const all: MomentViews<readonly string[]>[] = []
    const views = watchViews(ledger, SEASON, log, watching).pipe(tap((each) => all.push(each)))
    const ended = lastValueFrom(views, { defaultValue: null })
    while (all.length < count || counts.looks < 10) await nextTurns(1)
    leaving.abort()
    await ended
    expect(all).toHaveLength(count)
    // What it had come to is kept, and stands at once the next time.
    expect(await seen(watchViews(ledger, SEASON, log, watching))).toEqual(all)
  })

  it('ends the looking when who looks leaves', async () => {
    const { ledger, counts } = counted((await partly(5)).ledger)
    await firstValueFrom(watchViews(ledger, SEASON, log, AT_ONCE))
    const leave = new Subject<void>()
    const views = watchViews(ledger, SEASON, log, AT_ONCE)
    const seeing = lastValueFrom(views.pipe(takeUntil(leave), toArray()))
    while (counts.looks < 20) await nextTurns(1)
    leave.next()
    expect(await seeing).toHaveLength(1)
    await nextTurns(5)
    const { looks } = counts
    await nextTurns(20)
    expect(counts.looks).toBe(looks)
  })

  it('begins anew with each who looks', async () => {
    const { ledger } = await partly(100)
    const views = watchViews(ledger, SEASON, log, AT_ONCE)
    expect(await seen(views)).toEqual(await seen(views))
  })

  it('throws what is wrong with the season, a contestant or the projection', async () => {
    const { ledger } = await partly(5)
    const failing = (views: Observable<unknown>) => lastValueFrom(views.pipe(take(1)))
    await expect(failing(watchViews(ledger, 'sketchy', log))).rejects.toThrow(
      'has no season sketchy',
    )
    await expect(failing(watchViews(ledger, `${SEASON}.bot`, log))).rejects.toThrow(
      'has a run sketched.bot, where a season was expected',
    )
    const contestants = ['bat']
    await expect(failing(watchViews(ledger, SEASON, log, { contestants }))).rejects.toThrow(
      'sketched has no contestant bat',
    )
    await expect(
      failing(watchViews(ledger, SEASON, eachRun(log), { contestants: ['bot'] })),
    ).rejects.toThrow('expected no run to be named')
    const broken: Projection<number> = {
      ...{ name: 'broken', version: 1, initialView: 0 },
      on: {
        OrderFilled: () => {
          throw new Error('a broken invariant')
        },
      },
    }
    const views = watchViews(ledger, SEASON, broken, AT_ONCE)
    let passed = 0
    await expect(lastValueFrom(views.pipe(tap(() => (passed += 1))))).rejects.toThrow(
      'a broken invariant',
    )
    expect(passed).toBe(0)
  })
})
