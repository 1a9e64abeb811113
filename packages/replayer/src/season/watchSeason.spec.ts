import * as fc from 'fast-check'
import * as TE from 'fp-ts/TaskEither'
import { from, lastValueFrom } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { SEASON_START, type SeasonBatch, leaderboard, placeAfter } from '@gridledger/projections'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { randomSeason } from '../../../../test/support/randomSeason'
import { overtaken, paced } from '../../../../test/support/overtaken'
import { recording } from '../../../../test/support/recording'
import {
  SEASON,
  cutBefore,
  everyMinute,
  filled,
  minutes,
  seasonOf,
  started,
} from '@gridledger/projections/testing'
import { collected, contentOf } from '../../../../test/support/seasonContent'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { run } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import { readSeason } from './readSeason'
import { runSeason } from './runSeason'
import { watchSeason } from './watchSeason'

const folder = suiteFolder()
const AT_ONCE = { everyMillis: 0 }

async function recorded(whole: SeasonBatch): Promise<Ledger> {
  const ledger = memoryLedger()
  for await (const stream of recording(ledger, whole, [])) expect(stream).toMatch(/-sketched/)
  return ledger
}

/** One writer up to an append, and then another that cuts elsewhere and goes on to the end. */
async function* interrupted(
  ledger: Ledger,
  whole: SeasonBatch,
  cuts: readonly (readonly number[])[],
  lives: number,
): AsyncGenerator<string> {
  const [first = [], second = []] = cuts
  let left = lives
  for await (const stream of recording(ledger, whole, first)) {
    yield stream
    left -= 1
    if (left <= 0) break
  }
  yield* recording(ledger, whole, second)
}

const someCuts = fc.array(fc.integer({ min: 1, max: 23 }), { maxLength: 8 })
const timing = fc
  .array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 })
  .filter((numbers) => numbers.some((each) => each > 0))

describe('watchSeason', () => {
  it('gives what is there once it is complete, whatever the timing and whoever is killed', async () => {
    const property = async (
      whole: SeasonBatch,
      cuts: readonly (readonly number[])[],
      lives: number,
      numbers: readonly number[],
    ) => {
      const finished = await recorded(whole)
      const ledger = memoryLedger()
      const steps = paced(interrupted(ledger, whole, cuts, lives), numbers)
      const given: SeasonBatch[] = []
      for await (const batch of watchSeason(overtaken(ledger, steps), SEASON, AT_ONCE)) {
        given.push(batch)
        const untilTick = batch.ticks.firstRevision + batch.ticks.batch.count - 1
        const expected = await collected(readSeason(finished, SEASON, { untilTick }))
        expect(contentOf(given)).toEqual(contentOf(expected))
      }
      expect(contentOf(given)).toEqual(contentOf(await collected(readSeason(finished, SEASON))))
    }
    const killed = fc.integer({ min: 1, max: 40 })
    await fc.assert(
      fc.asyncProperty(randomSeason, fc.tuple(someCuts, someCuts), killed, timing, property),
      { numRuns: 60 },
    )
  })

  it('gives from a place on what comes after it', async () => {
    const rates = [minutes(0.5), minutes(1)].map((time) => [time, '0.0001'] as const)
    const { fundings } = seasonOf({ ticks: everyMinute(115, 115), fundings: rates })
    const property = async (season: SeasonBatch, at: number, numbers: readonly number[]) => {
      const whole = { ...season, fundings }
      const [head] = cutBefore(whole, at)
      const place = placeAfter(SEASON_START, head!)
      const ledger = memoryLedger()
      const writer = recording(ledger, whole, [at])
      const steps = paced(writer, numbers)
      const watching = { ...AT_ONCE, from: place }
      const given = await collected(watchSeason(overtaken(ledger, steps), SEASON, watching))
      expect(given.every(({ opening }) => opening.length === 0)).toBe(true)
      expect(contentOf([head!, ...given])).toEqual(contentOf([whole]))
    }
    const places = fc.integer({ min: 1, max: 23 })
    await fc.assert(fc.asyncProperty(randomSeason, places, timing, property), { numRuns: 40 })
  })

  it('gives the leaderboard of a season that run records meanwhile', async () => {
    const memory = memoryLedger()
    const season = await prepared(folder, busySeason(folder))
    const { batches } = await runSeason(inBatchesOf(memory, [300]), season)
    const ledger = overtaken(memory, paced(batches, [...new Array<number>(20).fill(0), 1]))
    const watched = await collected(watchSeason(ledger, BUSY, AT_ONCE))
    expect(watched.length).toBeGreaterThan(8)
    expect(contentOf(watched)).toEqual(contentOf(await collected(readSeason(memory, BUSY))))
    const boards = [watched, readSeason(memory, BUSY)].map((source) =>
      lastValueFrom(from(source).pipe(leaderboard())),
    )
    const [board, expected] = await Promise.all(boards)
    expect(board).toEqual(expected)
  })

  const whole = seasonOf({
    ticks: everyMinute(115, 110, 115, 120, 115, 115),
    runs: { bot: { steps: [started(), filled(1, 'buy', 110)], checks: [1, 2, 3, 4] } },
  })

  /** A writer that stops after so many appends. */
  async function partly(appends: number): Promise<Ledger> {
    const ledger = memoryLedger()
    const writer = recording(ledger, whole, [3])
    for (let left = appends; left > 0; left -= 1) await writer.next()
    return ledger
  }

  it.each([
    ['the tape', 0],
    ['the season', 2],
    ['checks', 4],
  ])('is left by its signal while it waits for %s', async (_what, appends) => {
    const leaving = new AbortController()
    const given = watchSeason(await partly(appends), SEASON, { ...AT_ONCE, signal: leaving.signal })
    const collecting = collected(given)
    setImmediate(() => leaving.abort())
    const batches = await collecting
    expect(batches.map(({ ticks }) => ticks.batch.count)).toEqual(appends === 4 ? [1] : [])
  })

  it('is left between two batches, and by its consumer', async () => {
    const ledger = inBatchesOf(await recorded(whole), [1])
    const leaving = new AbortController()
    let count = 0
    for await (const batch of watchSeason(ledger, SEASON, { signal: leaving.signal })) {
      count += batch.ticks.batch.count
      if (count === 2) leaving.abort()
    }
    expect(count).toBe(2)
    for await (const batch of watchSeason(ledger, SEASON)) {
      expect(batch.ticks.firstRevision).toBe(0)
      break
    }
  })

  /** A ledger that fails after so many looks, so that nobody waits for ever. */
  function failing(ledger: Ledger, looks: number): Ledger {
    let left = looks
    const head: Ledger['head'] = (stream) => {
      left -= 1
      if (left >= 0) return ledger.head(stream)
      return TE.left({ kind: 'unavailable', message: 'the disk is gone' })
    }
    return { ...ledger, head }
  }

  it('passes on what is wrong with the ledger while it waits', async () => {
    const watching = collected(watchSeason(failing(await partly(5), 10), SEASON, AT_ONCE))
    await expect(watching).rejects.toThrow('the disk is gone')
  })

  it('refuses what comes late', async () => {
    const ledger = await partly(5)
    const watching = watchSeason(failing(ledger, 50), SEASON, AT_ONCE)
    const first = await watching.next()
    expect(first.value).toMatchObject({ ticks: { batch: { count: 3 } } })
    const { events, checks } = whole.runs.get('bot')!
    const late = { kind: 'sparse' as const, events: events.events.slice(1) }
    await run(ledger.append(events.stream, 1, late))
    await run(ledger.append(checks!.stream, 1, checks!.batch))
    await expect(collected(watching)).rejects.toMatchObject({
      problem: { kind: 'ledger', error: { kind: 'corrupt', stream: events.stream, revision: 2 } },
    })
  })
})
