import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { from, lastValueFrom, take, toArray } from 'rxjs'
import type { Ledger } from '@gridledger/domain'
import { type Projection, type SeasonBatch, foldBatch, leaderboard } from '@gridledger/projections'
import { BUSY, CONTESTANTS, busySeason, prepared } from '../../../../test/support/busySeason'
import { suiteFolder } from '../../../../test/support/files'
import { SEASON_1_START } from '../../../../test/support/marketFiles'
import { inBatchesOf as smallBatches } from '../../../../test/support/smallBatches'
import { Failure } from '../failure'
import { memoryLedger } from '../ledger/memoryLedger'
import type { PreparedSeason } from './prepareSeason'
import { lastTickMicros, readSeason } from './readSeason'
import { runSeason } from './runSeason'

const folder = suiteFolder()
const PAIR = CONTESTANTS.filter(({ name }) => name === 'amended' || name === 'liquidated')
let season: PreparedSeason
const ledger = memoryLedger()
beforeAll(async () => {
  season = await prepared(folder, { ...busySeason(folder), contestants: PAIR })
  const { batches } = await runSeason(ledger, season)
  for await (const { ticks } of batches) expect(ticks.batch.count).toBeGreaterThan(0)
})

const inBatchesOf = (sizes: readonly number[]) => smallBatches(ledger, sizes)

/** A number that every event of a run and its market changes, and their order too. */
const turn = (view: number, { revision, timeMicros }: { revision: number; timeMicros: number }) =>
  (view * 31 + revision * 7 + (timeMicros % 1_000_003)) % 1_000_000_007
const everything: Projection<number> = {
  name: 'everything',
  version: 1,
  initialView: 1,
  on: {
    TapeOpened: turn,
    FundingRatePublished: turn,
    SeasonOpened: turn,
    ContestantEntered: turn,
    SeasonClosed: turn,
    TapeSealed: turn,
    PriceTicked: turn,
    MarkPriceTicked: turn,
    LiquidationChecked: turn,
    GridStarted: turn,
    OrderPlaced: turn,
    OrderFilled: turn,
    OrderCancelled: turn,
    FundingSettled: turn,
    PositionLiquidated: turn,
    ParametersAmended: turn,
    AmendmentRefused: turn,
    GridStopped: turn,
  },
}

async function foldOf(source: Ledger): Promise<readonly number[]> {
  const views = PAIR.map(() => everything.initialView)
  let last = 0
  for await (const batch of readSeason(source, BUSY)) {
    for (const [index, { name }] of PAIR.entries()) {
      views[index] = foldBatch(everything, views[index]!, batch, name)
    }
    expect(lastTickMicros(batch)).toBeGreaterThan(last)
    last = lastTickMicros(batch)
  }
  expect(last).toBe(season.tape.sealed.timeMicros)
  return views
}

const takeTwo = (batches: AsyncIterable<SeasonBatch>) => {
  return lastValueFrom(from(batches).pipe(take(2), toArray()))
}

describe('readSeason', () => {
  it('has every event at its tick, whatever batches the ledger reads in', async () => {
    const whole = await foldOf(ledger)
    expect(new Set(whole).size).toBe(PAIR.length)
    const size = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 100, max: 5000 }))
    await fc.assert(
      fc.asyncProperty(fc.array(size, { minLength: 1, maxLength: 5 }), async (sizes) => {
        // Single ticks throughout would be five thousand batches.
        expect(await foldOf(inBatchesOf([...sizes, 1500]))).toEqual(whole)
      }),
      { numRuns: 8 },
    )
  })

  it('has a rate with the batch that ends at its tick', async () => {
    // Funding is due 330 minutes after the start, at the open of a bar: the tick 1320.
    const [first, second] = await takeTwo(readSeason(inBatchesOf([1321]), BUSY))
    const due = SEASON_1_START + 330 * 60_000_000
    expect(lastTickMicros(first!)).toBe(due)
    expect(first!.fundings.events.map(({ timeMicros }) => timeMicros)).toEqual([due])
    expect(first!.fundings.firstRevision).toBe(1)
    expect(second!.fundings.firstRevision).toBe(2)
    expect(second!.fundings.events.every(({ timeMicros }) => timeMicros > due)).toBe(true)
  })

  it('has the leaderboard of the run that was recorded', async () => {
    const recorded = await runSeason(memoryLedger(), season)
    const [first, read, cut] = await Promise.all(
      [recorded.batches, readSeason(ledger, BUSY), readSeason(inBatchesOf([700, 33]), BUSY)].map(
        (batches) => lastValueFrom(from(batches).pipe(leaderboard())),
      ),
    )
    expect(read).toEqual(first)
    expect(cut).toEqual(first)
  })

  it('fails for a season that is not there', async () => {
    const read = lastValueFrom(from(readSeason(ledger, 'nothing')))
    await expect(read).rejects.toThrow(Failure)
    await expect(read).rejects.toMatchObject({
      problem: { kind: 'not-found', message: 'memory: has no season nothing' },
    })
  })

  it('passes on what is wrong with the ledger', async () => {
    const broken: Ledger = {
      ...ledger,
      read: async function* (stream) {
        if (!stream.startsWith('ticks-')) return yield* ledger.read(stream)
        yield await Promise.resolve(E.left({ kind: 'unavailable', message: 'the disk is gone' }))
      },
    }
    await expect(lastValueFrom(from(readSeason(broken, BUSY)))).rejects.toThrow('the disk is gone')
  })
})
