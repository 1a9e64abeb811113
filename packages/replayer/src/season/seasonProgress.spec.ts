import * as fc from 'fast-check'
import type { Ledger } from '@gridledger/domain'
import type { SeasonBatch } from '@gridledger/projections'
import { SEASON } from '@gridledger/projections/testing'
import { BUSY, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { randomSeason } from '../../../../test/support/randomSeason'
import { recording } from '../../../../test/support/recording'
import { type SeasonContent, collected, contentOf } from '../../../../test/support/seasonContent'
import { inBatchesOf } from '../../../../test/support/smallBatches'
import { memoryLedger } from '../ledger/memoryLedger'
import { readSeason, seasonFacts } from './readSeason'
import { runSeason } from './runSeason'
import { type SeasonProgress, seasonProgress } from './seasonProgress'
import { withAppend } from '../../../../test/support/withAppend'

const folder = suiteFolder()

/** What a ledger holds of a season up to a tick. */
async function until(ledger: Ledger, season: string, untilTick: number): Promise<SeasonContent> {
  return contentOf(await collected(readSeason(ledger, season, { untilTick })))
}

/** Looks at a season that is there, and the same look again and again. */
function looks(ledger: Ledger, season: string, stretchTicks?: number) {
  let again: (() => Promise<SeasonProgress>) | undefined
  return async (): Promise<SeasonProgress | undefined> => {
    const facts = await seasonFacts(ledger, season)
    if (facts === undefined) return undefined
    again ??= await seasonProgress(ledger, season, facts, stretchTicks)
    const progress = await again()
    // Whoever looks for the first time sees the same.
    const afresh = await seasonProgress(ledger, season, facts, stretchTicks)
    expect(await afresh()).toEqual(progress)
    return progress
  }
}

/** Multiples of a stretch, and any cuts within. */
const cutsOf = (stretchTicks: number, ticks: number, within: readonly number[]) => [
  ...Array.from({ length: Math.ceil(ticks / stretchTicks) }, (_, index) => index * stretchTicks),
  ...within,
]

describe('seasonProgress', () => {
  it('finds complete only what is, after each append of a random season', async () => {
    const ticks = fc.array(fc.integer({ min: 1, max: 23 }), { maxLength: 6 })
    const stretch = fc.integer({ min: 2, max: 12 })
    const property = async (whole: SeasonBatch, within: number[], stretchTicks: number) => {
      const { count } = whole.ticks.batch
      const finished = memoryLedger()
      for await (const _ of recording(finished, whole, []));
      const ledger = memoryLedger()
      const look = looks(ledger, SEASON, stretchTicks)
      let last = -1
      for await (const _ of recording(ledger, whole, cutsOf(stretchTicks, count, within))) {
        const progress = await look()
        if (progress === undefined) continue
        expect(progress.lastTick).toBeGreaterThanOrEqual(last)
        if (progress.lastTick > last) {
          last = progress.lastTick
          expect(await until(ledger, SEASON, last)).toEqual(await until(finished, SEASON, last))
        }
      }
      expect(await look()).toEqual({ isClosed: true, lastTick: count - 1 })
    }
    await fc.assert(fc.asyncProperty(randomSeason, ticks, stretch, property), { numRuns: 50 })
  })

  it('finds complete only what is, after each append that run does', async () => {
    const season = await prepared(folder, busySeason(folder))
    const finished = memoryLedger()
    await collected((await runSeason(finished, season)).batches)
    const memory = memoryLedger()
    const look = looks(memory, BUSY)
    const reached: number[] = []
    const append: Ledger['append'] =
      (...what) =>
      async () => {
        const answer = await memory.append(...what)()
        const progress = await look()
        const lastTick = progress?.lastTick ?? -1
        if (lastTick > (reached.at(-1) ?? -1)) {
          reached.push(lastTick)
          expect(await until(memory, BUSY, lastTick)).toEqual(await until(finished, BUSY, lastTick))
        }
        return answer
      }
    const small = inBatchesOf(withAppend(memory, append), [1200])
    await collected((await runSeason(small, season)).batches)
    expect(reached).toEqual([1199, 2399, 3599, 4095, 4799, 4800])
  })
})
