import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import type { ForkSet, Ledger } from '@gridledger/domain'
import { runSeason } from '@gridledger/replayer'
import {
  type FirstDifference,
  firstDifference,
} from '../../packages/replayer/src/compare/firstDifference'
import { runHistory } from '../../packages/replayer/src/compare/runHistory'
import { memoryLedger } from '../../packages/replayer/src/ledger/memoryLedger'
import { throughForks } from '../../packages/replayer/src/ledger/throughForks'
import { findRun } from '../../packages/replayer/src/season/findRun'
import type { PreparedSeason } from '../../packages/replayer/src/season/prepareSeason'
import { allTicks } from '../../packages/replayer/src/season/simulateSeason'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../support/busySeason'
import { suiteFolder } from '../support/files'
import { forked } from '../support/forking'

const folder = suiteFolder()
const ledger = throughForks(memoryLedger())
let busy: PreparedSeason
let tickTimes: Float64Array

async function record(into: Ledger, season: PreparedSeason): Promise<void> {
  const { batches } = await runSeason(into, season)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
}

beforeAll(async () => {
  busy = await prepared(folder, busySeason(folder))
  await record(ledger, busy)
  // The same bars on another path: another tape.
  await record(
    ledger,
    await prepared(folder, { ...busySeason(folder), season: 'other', candlePath: 'high-first' }),
  )
  tickTimes = (await allTicks(busy.tape)).batch.columns[0]!
})

async function between(a: string, b: string): Promise<FirstDifference | null> {
  const [first, second] = [await findRun(ledger, a), await findRun(ledger, b)]
  return firstDifference(runHistory(ledger, first), runHistory(ledger, second))
}

let forks = 0
/** A fork of a contestant at a tick; null where its grid has already ended. */
async function fork(
  contestant: string,
  tick: number,
  set: ForkSet,
  market?: string,
): Promise<string | null> {
  forks += 1
  const request = { at: tickTimes[tick]!, name: `fork-${forks}`, set }
  const made = await forked(
    ledger,
    `${BUSY}.${contestant}`,
    market === undefined ? request : { ...request, market },
  )
  return E.isRight(made) ? made.right : null
}

const places = () =>
  fc.record({
    contestant: fc.constantFrom(...CONTESTANTS.map(({ name }) => name)),
    tick: fc.integer({ min: 0, max: busy.tape.ticks.count - 1 }),
  })

describe('a fork beside its parent', () => {
  it('has no difference where nothing was changed', async () => {
    const property = fc.asyncProperty(places(), async ({ contestant, tick }) => {
      const made = await fork(contestant, tick, {})
      if (made !== null) expect(await between(`${BUSY}.${contestant}`, made)).toBeNull()
    })
    await fc.assert(property, { numRuns: 25 })
  })

  it('parts at the seam where its lines were changed, and not before where a fee was', async () => {
    const sets = fc.constantFrom<ForkSet>({ gridCount: 17 }, { makerFee: '0.0004' })
    const property = fc.asyncProperty(places(), sets, async ({ contestant, tick }, set) => {
      const made = await fork(contestant, tick, set)
      if (made === null) return
      const found = await between(`${BUSY}.${contestant}`, made)
      const ticks = [found?.a?.event.tick, found?.b?.event.tick].flatMap((each) => each ?? [])
      expect(Math.min(...ticks)).toBe(tick)
      expect(found?.b?.event.stream).toBe(`run-${made}`)
      expect(await between(made, `${BUSY}.${contestant}`)).toMatchObject({
        common: found?.common,
        only: { a: 'b', b: 'a', none: null }[found?.only ?? 'none'],
      })
    })
    await fc.assert(property, { numRuns: 15 })
  })

  it('that goes on with another tape is compared by time and data alone', async () => {
    const other = (await findRun(ledger, 'other.amended')).facts.tape
    for (const tick of [0, 2000]) {
      const made = await fork('amended', tick, {}, other)
      const found = await between(`${BUSY}.amended`, made ?? '')
      const first = Math.min(
        ...[found?.a, found?.b].map((side) => side?.event.timeMicros ?? Infinity),
      )
      expect(first).toBeGreaterThanOrEqual(tickTimes[tick]!)
      // From the start on it is what the contestant of the season on that tape did.
      if (tick === 0) expect(await between('other.amended', made ?? '')).toBeNull()
    }
  })
})
